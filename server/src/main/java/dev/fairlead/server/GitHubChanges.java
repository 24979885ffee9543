package dev.fairlead.server;

import dev.fairlead.check.Checked;
import dev.fairlead.check.Report;
import dev.fairlead.delivery.change.ChangeForge;
import dev.fairlead.delivery.change.PullRequestComment;
import dev.fairlead.forge.Comment;
import dev.fairlead.forge.CommitStatus;
import dev.fairlead.forge.CommitStatus.Outcome;
import dev.fairlead.forge.ForgeException;
import dev.fairlead.model.PullRequest;
import dev.fairlead.server.GitHubRepositories.OnForge;
import dev.fairlead.server.pages.ChangePage;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// One repository's pull requests on GitHub, and where its checks are told.
final class GitHubChanges implements ChangeForge {
  private static final String CONTEXT = "fairlead/check";

  private final OnForge on;
  private final Supplier<URI> pages;

  /// @param pages where the pages are; asked when there is something to link
  GitHubChanges(OnForge on, Supplier<URI> pages) {
    this.on = on;
    this.pages = pages;
  }

  @Override
  public List<PullRequest> open() {
    return on.forge().openPullRequests(on.name()).stream()
        .map(pull -> pull.withRepository(on.url()))
        .toList();
  }

  @Override
  public Optional<PullRequest> find(int number) {
    try {
      return Optional.of(on.forge().pullRequest(on.name(), number).withRepository(on.url()));
    } catch (ForgeException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public List<PullRequestComment> comments(Instant since) {
    return on.forge().commentsSince(on.name(), since).stream()
        .map(comment ->
            new PullRequestComment(
                comment.id(),
                comment.number(),
                comment.author(),
                comment.body(),
                comment.createdAt()))
        .sorted(Comparator.comparingLong(PullRequestComment::id))
        .toList();
  }

  @Override
  public void report(PullRequest pullRequest, Checked checked) {
    Optional<Comment> former =
        on.forge().findOwnComment(on.name(), pullRequest.number(), Report.MARKER);
    // A pull request with nothing wrong needs no comment, unless one says otherwise.
    if (!checked.all().isEmpty() || former.isPresent()) {
      String text = Report.comment(checked, blobUrl(pullRequest));
      if (former.isEmpty()) {
        var _ = on.forge().createComment(on.name(), pullRequest.number(), text);
      } else if (!former.get().body().equals(text)) {
        var _ = on.forge().updateComment(on.name(), former.get().id(), text);
      }
    }
    status(
        pullRequest, checked.passed() ? Outcome.SUCCESS : Outcome.FAILURE, Report.status(checked));
  }

  @Override
  public void reportProblem(PullRequest pullRequest, String problem) {
    status(pullRequest, Outcome.ERROR, problem);
  }

  private void status(PullRequest pullRequest, Outcome outcome, String description) {
    on.forge()
        .setStatus(
            on.name(),
            pullRequest.head(),
            new CommitStatus(
                outcome, CONTEXT, description, pages.get() + ChangePage.path(pullRequest)));
  }

  private static String blobUrl(PullRequest pullRequest) {
    return pullRequest.url().replaceFirst("/pull/\\d+$", "")
        + "/blob/"
        + pullRequest.head().hex()
        + "/";
  }
}
