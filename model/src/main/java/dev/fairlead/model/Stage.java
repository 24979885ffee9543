package dev.fairlead.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One unit's part of a delivery.
///
/// @param name unique in its delivery: kind and unit, such as `build auth` or `sync shop`
/// @param unit what the layer owns: the workflow's path, the Application's name
/// @param startedAt null until it starts
/// @param finishedAt null until it ends
/// @param summary one line: what it does now, or what came out
/// @param details further lines, most important first: the chain of causes, findings, outputs
/// @param log path of its log file on this machine, null where it has none
public record Stage(
    String name,
    Layer layer,
    String unit,
    State state,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    String summary,
    List<String> details,
    @Nullable String log) {

  public Stage {
    details = List.copyOf(details);
  }

  public static Stage waiting(String name, Layer layer, String unit, String waitingFor) {
    return new Stage(name, layer, unit, State.WAITING, null, null, waitingFor, List.of(), null);
  }

  public Stage started(Instant at, String doing) {
    return new Stage(
        name,
        layer,
        unit,
        State.RUNNING,
        startedAt == null ? at : startedAt,
        null,
        doing,
        details,
        log);
  }

  public Stage ended(State end, Instant at, String outcome, List<String> why) {
    return new Stage(name, layer, unit, end, startedAt, at, outcome, why, log);
  }

  public Stage withSummary(String text) {
    return new Stage(name, layer, unit, state, startedAt, finishedAt, text, details, log);
  }

  public Stage withLog(String path) {
    return new Stage(name, layer, unit, state, startedAt, finishedAt, summary, details, path);
  }
}
