package dev.fairlead.ansible.run;

import dev.fairlead.model.Position;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// How a run ended.
///
/// @param hosts final counts by host, in Ansible's order; empty where there were none
/// @param inFlight tasks whose effect is unknown, because the run ended while they worked
/// @param failures what failed or was unreachable, in order
/// @param exitStatus of `ansible-playbook`; -1 where there is none
/// @param eventsComplete whether the event file has no gap; otherwise the verdict rests on exit
///   status and log
/// @param log readable output with secrets masked
/// @param events the event file
public record RunResult(
    Verdict verdict,
    Map<String, HostStats> hosts,
    List<InFlight> inFlight,
    List<Failure> failures,
    int exitStatus,
    boolean eventsComplete,
    Duration duration,
    Path log,
    Path events) {

  /// A task that was at work on a host.
  ///
  /// @param at its place in the repository
  public record InFlight(String host, String task, Position at) {}

  /// A result that counts against its host.
  ///
  /// @param at the task's place in the repository
  /// @param cause what it means and what to do, where that is known; else empty
  public record Failure(
      String host, String task, Position at, boolean unreachable, String message, String cause) {}

  public RunResult {
    hosts = new LinkedHashMap<>(hosts);
    inFlight = List.copyOf(inFlight);
    failures = List.copyOf(failures);
  }

  /// How many tasks changed something, over all hosts.
  public int changed() {
    return hosts.values().stream().mapToInt(HostStats::changed).sum();
  }

  /// One line for people.
  public String summary() {
    return switch (verdict) {
      case Verdict.Succeeded(var notes) ->
          "%d host%s, %d changed%s"
              .formatted(
                  hosts.size(),
                  hosts.size() == 1 ? "" : "s",
                  changed(),
                  notes.isEmpty() ? "" : "; " + notes.getFirst());
      case Verdict.NothingToDo(String why) -> "nothing to do: " + why;
      case Verdict.Failed(var bad) ->
          failures.isEmpty()
              ? "failed on " + String.join(", ", bad)
              : "failed on %s: %s: %s"
                  .formatted(
                      String.join(", ", bad),
                      failures.getFirst().task(),
                      failures.getFirst().message());
      case Verdict.NotStarted(String why) -> "not started: " + why;
      case Verdict.Died(String why) -> "ended in the middle: " + why;
      case Verdict.Cancelled(String why) -> "cancelled: " + why;
    };
  }
}
