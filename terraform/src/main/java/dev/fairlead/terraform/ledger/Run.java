package dev.fairlead.terraform.ledger;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.State;
import dev.fairlead.terraform.project.ProjectId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One command on a pull request, as pages show it.
///
/// @param command such as `plan`, `apply`, `unlock`; what was asked for, with its flags, is in
///   `text`
/// @param user who asked; `fairlead` for what happens by itself
/// @param summary what came out, one line; empty before its end
public record Run(
    String id,
    String repository,
    int pullRequest,
    String command,
    String text,
    String user,
    CommitId head,
    Instant createdAt,
    @Nullable Instant finishedAt,
    State state,
    String summary,
    List<Job> jobs) {

  public Run {
    jobs = List.copyOf(jobs);
  }

  /// One project's part of a run.
  ///
  /// @param log path of its log file on this machine; it grows while the job runs, and may not be
  ///   there yet
  /// @param summary such as `Plan: 1 to add, 0 to change, 0 to destroy.`
  public record Job(
      ProjectId project,
      State state,
      String log,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      String summary) {}
}
