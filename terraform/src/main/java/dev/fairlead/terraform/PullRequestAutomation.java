package dev.fairlead.terraform;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.store.Database;
import dev.fairlead.store.Journal;
import dev.fairlead.terraform.command.Desk;
import dev.fairlead.terraform.command.Execution;
import dev.fairlead.terraform.command.Pages;
import dev.fairlead.terraform.config.RepositoryConfigReader;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.Applied;
import dev.fairlead.terraform.ledger.Ledger;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.Run;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.ProjectDiscovery;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.pull.PullRequestComment;
import dev.fairlead.terraform.pull.PullRequests;
import dev.fairlead.terraform.pull.Revisions;
import dev.fairlead.terraform.run.Layout;
import dev.fairlead.terraform.run.Workshop;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Terraform by pull request, in Atlantis's role: a plan for each pushed head, plans, applies and
/// the rest by comment, locks between pull requests.
///
/// Tell it of events as they come; each call writes the event down and returns, what follows
/// happens on threads of its own. An event that is told twice counts once. Everything that was
/// begun goes on after a restart: call [#start] before the first event. Safe for any thread.
///
/// Commands of one pull request run one after another; those of different ones side by side, as far
/// as the settings allow. A command that changes something is refused while another one is at work,
/// since nobody has seen yet what that one finds.
public final class PullRequestAutomation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PullRequestAutomation.class);

  private final TerraformSettings settings;
  private final Machine machine;
  private final Ledger ledger;
  private final Layout layout;
  private final RunViews views;
  private final Workers workers;
  private final Events events;
  private final List<Consumer<Run>> listeners = new CopyOnWriteArrayList<>();

  /// @param database migrated; the automation keeps its tables there
  /// @param revisions usually [dev.fairlead.terraform.run.MirrorRevisions]
  public PullRequestAutomation(
      TerraformSettings settings,
      Machine machine,
      Database database,
      PullRequests pullRequests,
      Revisions revisions,
      Pages pages) {
    this.settings = settings;
    this.machine = machine;
    this.ledger = new Ledger(database);
    this.layout = new Layout(machine.directory());
    this.views = new RunViews(ledger.runs(), layout);
    var workshop =
        new Workshop(
            settings,
            layout,
            machine.processes(),
            machine.environment(),
            revisions,
            machine.clock());
    var desk =
        new Desk(
            settings, layout, ledger, pullRequests, revisions, workshop, pages, machine.clock());
    var execution = new Execution(desk, new Journal(database), this::changed);
    this.workers = new Workers(ledger.runs(), execution);
    this.events =
        new Events(settings, machine.clock(), ledger, pullRequests, workers, this::changed);
  }

  /// Goes on with what an earlier process left unfinished, and clears old logs away.
  public void start() {
    layout.prepare();
    workers.resume();
    var limit = machine.clock().instant().minus(settings.keepRuns());
    Thread.ofVirtual()
        .name("terraform-cleanup")
        .start(() -> new OldRuns(layout, ledger.runs()).clear(limit));
  }

  /// A pull request was opened, or is no draft any more.
  public void opened(PullRequest pullRequest) {
    events.headChanged(pullRequest);
  }

  /// A pull request has a new head. Telling it of a head that it knows does nothing.
  public void updated(PullRequest pullRequest) {
    events.headChanged(pullRequest);
  }

  /// Somebody commented. Comments that are no command are ignored.
  public void commented(PullRequest pull, PullRequestComment comment) {
    events.commented(pull, comment);
  }

  /// A pull request was merged or closed.
  public void closed(PullRequest pull) {
    events.closed(pull);
  }

  private void changed(String id) {
    if (!listeners.isEmpty()) {
      run(id)
          .ifPresent(run ->
              listeners.forEach(listener -> {
                try {
                  listener.accept(run);
                } catch (RuntimeException e) {
                  LOG.warn("a listener failed", e);
                }
              }));
    }
  }

  /// Calls a listener after each change of a run, from the thread that made it: it must be quick.
  public void listen(Consumer<Run> listener) {
    listeners.add(listener);
  }

  /// The runs of a pull request, oldest first.
  public List<Run> runs(String repository, int pullRequest) {
    return views.of(repository, pullRequest);
  }

  /// The newest runs of all pull requests, newest first.
  public List<Run> newestRuns(int limit) {
    return views.newest(limit);
  }

  public Optional<Run> run(String id) {
    return views.find(id);
  }

  /// All locks, oldest first.
  public List<ProjectLock> locks() {
    return ledger.locks().all();
  }

  /// Gives up a lock with its plan, as the lock's page offers it; false where there is none, or
  /// where its pull request is at work.
  public boolean discard(String lockKey, String user) {
    return events.discard(lockKey, user);
  }

  /// Where each project of a pull request stands.
  public List<PlanRecord> plans(String repository, int pullRequest) {
    return ledger.plans().of(repository, pullRequest);
  }

  /// The newest apply of each project of a repository, with its outputs.
  public List<Applied> outputs(String repository) {
    return ledger.applies().newest(repository);
  }

  /// The newest apply of a project.
  public Optional<Applied> applied(String repository, ProjectId project) {
    return ledger.applies().newest(repository, project);
  }

  /// The projects that changed files concern, as an autoplan would find them; none where
  /// `atlantis.yaml` is broken.
  ///
  /// @param branch the base branch, for projects that name theirs
  public List<ProjectId> projectsChanged(
      String repository, String branch, RevisionTree tree, Collection<String> changedPaths) {
    var config = new RepositoryConfigReader(settings.rules()).read(tree);
    if (!config.problems().isEmpty()) {
      return List.of();
    }
    return new ProjectDiscovery(settings, tree, config.config(), branch)
        .changed(changedPaths).stream().filter(Project::autoplan).map(Project::id).toList();
  }

  /// Why a project is not run here; empty where it is.
  public Optional<String> disabled(ProjectId project) {
    return settings.disabled(project.name(), project.dir());
  }

  /// Takes no more work and waits for threads to stop; programs that run go on, and are found by
  /// the next [#start].
  @Override
  public void close() {
    workers.close();
  }
}
