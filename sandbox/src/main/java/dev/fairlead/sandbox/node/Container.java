package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One container of a Pod over all its runs. Confined to its [PodWorker]'s thread, except the logs.
final class Container {
  static final Duration FIRST_BACKOFF = Duration.ofSeconds(10);
  static final Duration LAST_BACKOFF = Duration.ofMinutes(5);

  /// After a run this long a container counts as healthy again.
  static final Duration HEALTHY_RUN = Duration.ofMinutes(10);

  enum Kind {
    INIT,
    SIDECAR,
    REGULAR
  }

  sealed interface State {
    record Waiting(String reason, String message) implements State {}

    record Running(Instant startedAt) implements State {}

    record Terminated(
        int exitCode,
        String reason,
        String message,
        Instant startedAt,
        Instant finishedAt,
        String containerId)
        implements State {}
  }

  /// One run.
  ///
  /// @param process null for a stand-in
  /// @param standIn null for a process
  record Run(
      int attempt,
      @Nullable ContainerSpec spec,
      @Nullable Process process,
      @Nullable StandIn standIn,
      ContainerLog log,
      Instant startedAt,
      String id,
      List<Thread> probes) {}

  private final JsonNode spec;
  private final Kind kind;
  private final String name;

  State state;
  State.@Nullable Terminated lastState;
  int restartCount;
  boolean ready;
  boolean started;
  @Nullable Image image;
  @Nullable String simulated;
  boolean pulling;
  boolean stopping;
  Duration backoff = Duration.ZERO;
  Duration pullBackoff = Duration.ZERO;
  Instant notBefore = Instant.EPOCH;
  @Nullable Run run;

  private final List<ContainerLog> logs = new ArrayList<>();

  Container(JsonNode spec, Kind kind, boolean afterInit) {
    this.spec = spec;
    this.kind = kind;
    this.name = spec.path("name").asText();
    this.state = new State.Waiting(afterInit ? "PodInitializing" : "ContainerCreating", "");
  }

  JsonNode spec() {
    return spec;
  }

  Kind kind() {
    return kind;
  }

  String name() {
    return name;
  }

  boolean isRunning() {
    return state instanceof State.Running;
  }

  boolean isRunning(Run which) {
    Run current = run;
    return isRunning() && current != null && current.id().equals(which.id());
  }

  /// The exit status of an ended container that is not to be started again, or null.
  @Nullable Integer exitCode() {
    return state instanceof State.Terminated ended ? ended.exitCode() : null;
  }

  /// Whether a restart is due after an exit with `code`.
  boolean restartsAfter(int code, String podPolicy) {
    if (kind == Kind.SIDECAR) {
      return true;
    }
    String policy = spec.path("restartPolicy").asText(podPolicy);
    return switch (policy) {
      case "Always" -> kind == Kind.REGULAR || code != 0;
      case "OnFailure" -> code != 0;
      default -> false;
    };
  }

  void waits(String reason, String message) {
    state = new State.Waiting(reason, message);
  }

  /// The next delay of a doubling series.
  static Duration next(Duration backoff) {
    if (backoff.isZero()) {
      return FIRST_BACKOFF;
    }
    Duration doubled = backoff.multipliedBy(2);
    return doubled.compareTo(LAST_BACKOFF) > 0 ? LAST_BACKOFF : doubled;
  }

  void addLog(ContainerLog log) {
    synchronized (logs) {
      logs.add(log);
      if (logs.size() > 2) {
        logs.removeFirst();
      }
    }
  }

  /// The log of the latest run, or of the one before it; null if there is none.
  @Nullable ContainerLog log(boolean previous) {
    synchronized (logs) {
      int index = logs.size() - (previous ? 2 : 1);
      return index < 0 ? null : logs.get(index);
    }
  }
}
