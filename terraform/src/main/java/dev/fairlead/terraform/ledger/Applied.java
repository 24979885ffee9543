package dev.fairlead.terraform.ledger;

import dev.fairlead.model.CommitId;
import dev.fairlead.terraform.project.ProjectId;
import java.time.Instant;

/// A plan that was applied.
///
/// @param commit the head of the pull request at that time
/// @param user who asked for it
/// @param run id of the run that did it
/// @param summary such as `3 added, 0 changed, 1 destroyed`
/// @param outputs what the root gives out since then
public record Applied(
    String repository,
    ProjectId project,
    int pullRequest,
    CommitId commit,
    String user,
    Instant at,
    String run,
    String summary,
    Outputs outputs) {}
