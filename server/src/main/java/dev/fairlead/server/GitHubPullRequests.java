package dev.fairlead.server;

import dev.fairlead.forge.Reaction;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import dev.fairlead.server.GitHubRepositories.OnForge;
import dev.fairlead.terraform.pull.CommitStatus;
import dev.fairlead.terraform.pull.PullRequests;

/// Pull requests as the Terraform automation sees them, on GitHub.
final class GitHubPullRequests implements PullRequests {
  private final GitHubRepositories repositories;

  GitHubPullRequests(GitHubRepositories repositories) {
    this.repositories = repositories;
  }

  @Override
  public PullRequest get(String repository, int number) {
    OnForge on = repositories.get(repository);
    return on.forge().pullRequest(on.name(), number).withRepository(repository);
  }

  @Override
  public boolean approved(PullRequest pullRequest) {
    OnForge on = repositories.get(pullRequest.repository());
    return on.forge().reviews(on.name(), pullRequest.number()).hasApproval();
  }

  @Override
  public Mergeability mergeability(PullRequest pullRequest) {
    OnForge on = repositories.get(pullRequest.repository());
    // A required `atlantis/apply` is waited for by the forge, and would wait for us.
    var mergeability =
        on.forge()
            .mergeability(
                on.name(), pullRequest.number(), context -> context.startsWith("atlantis/apply"));
    return new Mergeability(mergeability.isMergeable(), mergeability.reason());
  }

  @Override
  public void comment(PullRequest pullRequest, String body) {
    OnForge on = repositories.get(pullRequest.repository());
    var _ = on.forge().createComment(on.name(), pullRequest.number(), body);
  }

  @Override
  public boolean hasComment(PullRequest pullRequest, String text) {
    OnForge on = repositories.get(pullRequest.repository());
    return on.forge().findOwnComment(on.name(), pullRequest.number(), text).isPresent();
  }

  @Override
  public void status(String repository, CommitId commit, CommitStatus status) {
    OnForge on = repositories.get(repository);
    on.forge()
        .setStatus(
            on.name(),
            commit,
            new dev.fairlead.forge.CommitStatus(
                outcome(status.state()),
                status.context(),
                status.description(),
                status.targetUrl()));
  }

  private static dev.fairlead.forge.CommitStatus.Outcome outcome(CommitStatus.State state) {
    return switch (state) {
      case PENDING -> dev.fairlead.forge.CommitStatus.Outcome.PENDING;
      case SUCCESS -> dev.fairlead.forge.CommitStatus.Outcome.SUCCESS;
      case FAILURE -> dev.fairlead.forge.CommitStatus.Outcome.FAILURE;
    };
  }

  @Override
  public void react(PullRequest pullRequest, long comment, String emoji) {
    OnForge on = repositories.get(pullRequest.repository());
    Reaction.of(emoji).ifPresent(reaction -> on.forge().react(on.name(), comment, reaction));
  }
}
