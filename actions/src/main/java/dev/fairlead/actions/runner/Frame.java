package dev.fairlead.actions.runner;

import dev.fairlead.actions.expression.Value;
import dev.fairlead.model.State;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The steps that see each other: those of a job, or those of one use of a composite action.
/// Confined to the job's thread.
final class Frame {
  private final String prefix;
  private final Optional<Value> inputs;
  private final Map<String, String> env;
  private final Map<String, Value> github;
  private final Map<String, Value> steps = new LinkedHashMap<>();
  private boolean failed;

  /// @param prefix of the addresses of its steps; empty for a job's own
  /// @param inputs of a composite action; empty for a job's own
  /// @param env what the step that uses the action sets
  /// @param github fields of the `github` context that are different inside
  Frame(String prefix, Optional<Value> inputs, Map<String, String> env, Map<String, Value> github) {
    this.prefix = prefix;
    this.inputs = inputs;
    this.env = new LinkedHashMap<>(env);
    this.github = new LinkedHashMap<>(github);
  }

  String address(int number) {
    return prefix.isEmpty() ? Integer.toString(number) : prefix + "." + number;
  }

  boolean composite() {
    return inputs.isPresent();
  }

  Optional<Value> inputs() {
    return inputs;
  }

  Map<String, String> env() {
    return env;
  }

  Map<String, Value> github() {
    return github;
  }

  void ended(String id, StepRecord record) {
    steps.put(
        id,
        Value.of(
            Map.of(
                "outputs", Value.ofTexts(record.outputs()),
                "outcome", Value.of(JobResult.word(record.outcome())),
                "conclusion", Value.of(JobResult.word(record.conclusion())))));
    if (record.conclusion() == State.FAILED || record.conclusion() == State.CANCELLED) {
      failed = true;
    }
  }

  boolean failed() {
    return failed;
  }

  Value steps() {
    return Value.of(steps);
  }
}
