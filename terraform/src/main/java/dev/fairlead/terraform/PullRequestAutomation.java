package dev.fairlead.terraform;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.store.Database;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.Applied;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.Run;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.pull.PullRequestComment;
import dev.fairlead.terraform.pull.PullRequests;
import dev.fairlead.terraform.pull.Revisions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Terraform by pull request, in Atlantis's role: a plan for each pushed head, plans, applies and
/// the rest by comment, locks between pull requests.
///
/// Tell it of events as they come; each call writes the event down and returns, what follows
/// happens on threads of its own. An event that is told twice counts once. Everything that was
/// begun goes on after a restart: call [#start] before the first event. Safe for any thread.
public final class PullRequestAutomation implements AutoCloseable {

  public PullRequestAutomation(
      TerraformSettings settings,
      Machine machine,
      Database database,
      PullRequests pullRequests,
      Revisions revisions,
      Pages pages) {}

  /// Goes on with what an earlier process left unfinished.
  public void start() {}

  /// A pull request was opened, or is no draft any more.
  public void opened(PullRequest pullRequest) {}

  /// A pull request has a new head. Telling it of a head that it knows does nothing.
  public void updated(PullRequest pullRequest) {}

  /// Somebody commented. Comments that are no command are ignored.
  public void commented(PullRequest pullRequest, PullRequestComment comment) {}

  /// A pull request was merged or closed.
  public void closed(PullRequest pullRequest) {}

  /// Calls a listener after each change of a run, from the thread that made it: it must be quick.
  public void listen(Consumer<Run> listener) {}

  /// The runs of a pull request, oldest first.
  public List<Run> runs(String repository, int pullRequest) {
    return List.of();
  }

  /// The newest runs of all pull requests, newest first.
  public List<Run> newestRuns(int limit) {
    return List.of();
  }

  public Optional<Run> run(String id) {
    return Optional.empty();
  }

  /// All locks, oldest first.
  public List<ProjectLock> locks() {
    return List.of();
  }

  /// Gives up a lock with its plan, as the lock's page offers it; false where there is none.
  public boolean discard(String lockKey, String user) {
    return false;
  }

  /// The newest apply of each project of a repository, with its outputs.
  public List<Applied> outputs(String repository) {
    return List.of();
  }

  /// The newest apply of a project.
  public Optional<Applied> applied(String repository, ProjectId project) {
    return Optional.empty();
  }

  /// Takes no more work and waits for threads to stop; programs that run go on, and are found by
  /// the next [#start].
  @Override
  public void close() {}

  /// The projects that changed files concern, as an autoplan would find them.
  ///
  /// @param branch the base branch, for projects that name theirs
  public List<ProjectId> projectsChanged(
      String repository, String branch, RevisionTree tree, Collection<String> changedPaths) {
    return List.of();
  }

  /// Why a project is not run here; empty where it is.
  public Optional<String> disabled(ProjectId project) {
    return Optional.empty();
  }
}
