package dev.fairlead.delivery;

import dev.fairlead.model.State;
import java.util.List;

/// How a stage ended.
///
/// @param state a final one
/// @param summary one line: what came out, or what went wrong
/// @param details further lines, the most telling first
public record Outcome(State state, String summary, List<String> details) {

  public Outcome {
    if (!state.isFinal()) {
      throw new IllegalArgumentException("a stage does not end in " + state);
    }
    details = List.copyOf(details);
  }

  public static Outcome succeeded(String summary, String... details) {
    return new Outcome(State.SUCCEEDED, summary, List.of(details));
  }

  public static Outcome failed(String summary, List<String> details) {
    return new Outcome(State.FAILED, summary, details);
  }

  /// Not needed any more, such as when a later delivery overtook it.
  public static Outcome skipped(String why) {
    return new Outcome(State.SKIPPED, why, List.of());
  }
}
