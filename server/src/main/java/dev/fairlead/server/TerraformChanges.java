package dev.fairlead.server;

import dev.fairlead.delivery.change.ChangeListener;
import dev.fairlead.delivery.change.PullRequestComment;
import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.PullRequestAutomation;

/// Tells the Terraform automation what happens to pull requests.
final class TerraformChanges implements ChangeListener {
  private final PullRequestAutomation automation;

  TerraformChanges(PullRequestAutomation automation) {
    this.automation = automation;
  }

  @Override
  public void proposed(PullRequest pullRequest) {
    automation.updated(pullRequest);
  }

  @Override
  public void commented(PullRequest pullRequest, PullRequestComment comment) {
    automation.commented(
        pullRequest,
        new dev.fairlead.terraform.pull.PullRequestComment(
            comment.id(), comment.author(), comment.body()));
  }

  @Override
  public void ended(PullRequest pullRequest) {
    automation.closed(pullRequest);
  }
}
