package dev.fairlead.delivery;

import dev.fairlead.delivery.ApplicationEngine.Branching;
import dev.fairlead.git.GitException;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Stage;
import dev.fairlead.terraform.PullRequestAutomation;
import dev.fairlead.terraform.ledger.Applied;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.pull.Revisions;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Shows what has become of the infrastructure that a push describes. Terraform is applied before
/// the merge, on its pull request; a delivery never applies anything by itself.
public final class InfrastructureEngine implements DeliveryEngine {
  static final String PREFIX = "infrastructure ";

  private final PullRequestAutomation automation;
  private final Revisions revisions;
  private final Branching branching;

  public InfrastructureEngine(
      PullRequestAutomation automation, Revisions revisions, Branching branching) {
    this.automation = automation;
    this.revisions = revisions;
    this.branching = branching;
  }

  @Override
  public List<Finding> check(Change change) {
    return List.of();
  }

  @Override
  public List<Stage> plan(Change change) {
    if (!DeployedBranch.speaks(change, branching)) {
      return List.of();
    }
    return changed(change).stream()
        .map(project ->
            Stage.waiting(PREFIX + project.label(), Layer.INFRASTRUCTURE, project.label(), ""))
        .toList();
  }

  private List<ProjectId> changed(Change change) {
    return changed(change, change.changedPaths());
  }

  private List<ProjectId> changed(Change change, Collection<String> paths) {
    return automation.projectsChanged(change.repository(), change.branch(), change.tree(), paths);
  }

  @Override
  public boolean owns(Stage stage) {
    return stage.name().startsWith(PREFIX);
  }

  @Override
  public Outcome deliver(Change change, Stage stage, Progress progress) {
    ProjectId project =
        changed(change).stream()
            .filter(each -> each.label().equals(stage.unit()))
            .findFirst()
            .orElseThrow();
    Optional<String> disabled = automation.disabled(project);
    if (disabled.isPresent()) {
      return Outcome.skipped(disabled.get());
    }
    Optional<Applied> applied = automation.applied(change.repository(), project);
    if (applied.isEmpty()) {
      return Outcome.skipped(
          "never applied here: open a pull request and comment `atlantis apply` on it");
    }
    Applied last = applied.get();
    boolean inStep;
    try {
      inStep = isInStep(change, project, last.commit());
    } catch (GitException e) {
      return Outcome.skipped(
          "applied in #%d, but that commit cannot be compared with: %s"
              .formatted(last.pullRequest(), e.getMessage()));
    }
    return inStep
        ? Outcome.succeeded(
            "applied in #%d by %s: %s".formatted(last.pullRequest(), last.user(), last.summary()))
        : Outcome.skipped(
            "differs from what was applied last (%s, #%d): open a pull request and comment"
                    .formatted(last.commit().abbreviated(), last.pullRequest())
                + " `atlantis apply` on it");
  }

  /// Whether nothing that the project is made of differs from what was applied. The commit itself
  /// need not be in the branch: a pull request may have been squashed.
  private boolean isInStep(Change change, ProjectId project, CommitId applied) {
    return !changed(change, revisions.changedPaths(change.repository(), applied, change.head()))
        .contains(project);
  }
}
