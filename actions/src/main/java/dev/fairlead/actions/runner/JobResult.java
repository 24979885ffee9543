package dev.fairlead.actions.runner;

import dev.fairlead.actions.expression.Value;
import dev.fairlead.model.State;
import java.util.LinkedHashMap;
import java.util.Map;

/// How a job ended, as the jobs that need it see it.
///
/// @param state SUCCEEDED, FAILED, CANCELLED or SKIPPED; SUCCEEDED also for a failed job with
///   `continue-on-error`
/// @param failedBefore whether it, or a job that it needs, failed
/// @param allSucceeded whether it and all that it needs succeeded
record JobResult(
    State state, Map<String, String> outputs, boolean failedBefore, boolean allSucceeded) {

  JobResult {
    outputs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
  }

  /// GitHub's word for a state.
  static String word(State state) {
    return switch (state) {
      case SUCCEEDED -> "success";
      case FAILED, BLOCKED -> "failure";
      case CANCELLED -> "cancelled";
      case SKIPPED -> "skipped";
      case WAITING, RUNNING -> "";
    };
  }

  Value value() {
    return Value.of(Map.of("result", Value.of(word(state)), "outputs", Value.ofTexts(outputs)));
  }
}
