package dev.fairlead.terraform.run;

import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.comment.Command;
import dev.fairlead.terraform.project.Project;
import java.nio.file.Path;

/// What one job works on.
///
/// @param position in its run
/// @param pullRequest with the head that is checked out
/// @param checkout root of the checkout
/// @param approved,mergeable what the forge says; told to the steps of plan and apply
public record JobContext(
    String run,
    int position,
    Command command,
    String user,
    PullRequest pullRequest,
    Project project,
    Path checkout,
    boolean approved,
    boolean mergeable) {

  public Path directory() {
    return checkout.resolve(project.dir()).normalize();
  }

  public Path planFile() {
    return directory().resolve(Layout.planFileName(project.id()));
  }

  /// The plan as JSON, for those who ask for it with a `show` step.
  Path showFile() {
    String plan = Layout.planFileName(project.id());
    return directory().resolve(plan.substring(0, plan.length() - ".tfplan".length()) + ".json");
  }
}
