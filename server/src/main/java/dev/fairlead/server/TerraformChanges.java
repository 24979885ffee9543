package dev.fairlead.server;

import dev.fairlead.delivery.change.ChangeListener;
import dev.fairlead.delivery.change.PullRequestComment;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.terraform.PullRequestAutomation;
import dev.fairlead.terraform.TerraformSyntax;
import dev.fairlead.terraform.pull.Revisions;

/// Tells the Terraform automation what happens to pull requests. A repository without Terraform
/// gets no plans, and no statuses that say so; whoever asks by a comment is answered.
final class TerraformChanges implements ChangeListener {
  private final PullRequestAutomation automation;
  private final Revisions revisions;

  TerraformChanges(PullRequestAutomation automation, Revisions revisions) {
    this.automation = automation;
    this.revisions = revisions;
  }

  @Override
  public void proposed(PullRequest pullRequest) {
    if (hasTerraform(pullRequest)) {
      automation.updated(pullRequest);
    }
  }

  private boolean hasTerraform(PullRequest pullRequest) {
    revisions.fetch(pullRequest);
    return hasTerraform(revisions.tree(pullRequest.repository(), pullRequest.head()))
        || hasTerraform(revisions.tree(pullRequest.repository(), pullRequest.base()));
  }

  private static boolean hasTerraform(RevisionTree tree) {
    return tree.isFile("atlantis.yaml")
        || tree.isFile("atlantis.yml")
        || !TerraformSyntax.directories(tree).isEmpty();
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
