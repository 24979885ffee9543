package dev.fairlead.terraform.ledger;

import dev.fairlead.model.CommitId;
import dev.fairlead.terraform.project.ProjectId;
import org.jspecify.annotations.Nullable;

/// Where a project of a pull request stands.
///
/// @param head what was planned
/// @param base tip of the base branch at that time
/// @param planFile the plan that an apply takes; null where there is none
/// @param sha256 digest of that file, in hexadecimal
/// @param summary one line
public record PlanRecord(
    String repository,
    int pullRequest,
    ProjectId project,
    Status status,
    CommitId head,
    String baseBranch,
    CommitId base,
    @Nullable String planFile,
    @Nullable String sha256,
    String summary,
    String run) {

  public enum Status {
    PLAN_ERRORED,
    PLANNED,
    PLANNED_NO_CHANGES,
    APPLY_ERRORED,
    APPLIED,
    PLAN_DISCARDED;

    /// Whether a plan is there that may be applied.
    public boolean isPending() {
      return switch (this) {
        case PLANNED, PLANNED_NO_CHANGES, APPLY_ERRORED -> true;
        case PLAN_ERRORED, APPLIED, PLAN_DISCARDED -> false;
      };
    }
  }

  public PlanRecord withStatus(Status value, String line) {
    return new PlanRecord(
        repository,
        pullRequest,
        project,
        value,
        head,
        baseBranch,
        base,
        value.isPending() ? planFile : null,
        value.isPending() ? sha256 : null,
        line,
        run);
  }
}
