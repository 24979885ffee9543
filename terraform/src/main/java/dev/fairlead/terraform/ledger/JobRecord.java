package dev.fairlead.terraform.ledger;

import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.report.Result;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One project's part of a run as it is written down.
///
/// @param result there as soon as it has ended
public record JobRecord(
    String run,
    int position,
    ProjectId project,
    Phase phase,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Result result) {

  public enum Phase {
    WAITING,
    /// All that had to be checked before is checked: terraform may have been started.
    STARTED,
    ENDED
  }
}
