package dev.fairlead.sandbox.forge.checks;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The check runs that one app made for one commit.
///
/// @param app login of the account that reports them
/// @param branch the branch whose tip the commit was; null where there was none
/// @param runs the oldest first
public record CheckSuite(
    long id,
    String app,
    String commit,
    @Nullable String branch,
    Instant created,
    Instant updated,
    List<CheckRun> runs) {
  public CheckSuite {
    runs = List.copyOf(runs);
  }

  /// `queued`, `in_progress` or `completed`, as its runs are.
  public String status() {
    if (!latest().isEmpty() && latest().stream().allMatch(CheckRun::isCompleted)) {
      return "completed";
    }
    return latest().stream().allMatch(run -> run.status().equals("queued"))
        ? "queued"
        : "in_progress";
  }

  /// The gravest of its runs; null before all have ended.
  public @Nullable String conclusion() {
    if (!status().equals("completed")) {
      return null;
    }
    for (String gravest :
        List.of(
            "failure",
            "timed_out",
            "cancelled",
            "action_required",
            "stale",
            "success",
            "neutral")) {
      if (latest().stream().anyMatch(run -> gravest.equals(run.conclusion()))) {
        return gravest;
      }
    }
    return "skipped";
  }

  /// Of each name the run that was made last.
  public List<CheckRun> latest() {
    return runs.stream()
        .filter(run ->
            runs.stream()
                .noneMatch(other -> other.name().equals(run.name()) && other.id() > run.id()))
        .toList();
  }

  public Optional<CheckRun> run(long runId) {
    return runs.stream().filter(run -> run.id() == runId).findFirst();
  }

  /// Adds a run, or puts it in the place of the one with its id.
  public CheckSuite with(CheckRun changed, Instant at) {
    boolean known = run(changed.id()).isPresent();
    return new CheckSuite(
        id,
        app,
        commit,
        branch,
        created,
        at,
        known
            ? runs.stream().map(run -> run.id() == changed.id() ? changed : run).toList()
            : Stream.concat(runs.stream(), Stream.of(changed)).toList());
  }
}
