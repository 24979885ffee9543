package dev.fairlead.actions.runner;

import dev.fairlead.actions.expression.ExpressionException;
import dev.fairlead.actions.expression.Scope;
import dev.fairlead.actions.expression.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// What an expression outside of steps sees: a job's keys, or the workflow's.
///
/// @param needs the jobs that this one names, by id
/// @param ancestors all that it depends on, also through others
record GraphScope(
    Map<String, Value> contexts,
    Map<String, JobResult> needs,
    Map<String, JobResult> ancestors,
    BooleanSupplier cancelled)
    implements Scope {

  GraphScope with(String name, Value value) {
    Map<String, Value> more = new LinkedHashMap<>(contexts);
    more.put(name, value);
    return new GraphScope(more, needs, ancestors, cancelled);
  }

  @Override
  public Optional<Value> context(String name) {
    return Optional.ofNullable(contexts.get(name));
  }

  @Override
  public Value call(String function, List<Value> arguments) {
    Map<String, JobResult> looked = new LinkedHashMap<>(ancestors);
    if (!arguments.isEmpty()) {
      looked.keySet().retainAll(arguments.stream().map(Value::text).toList());
    }
    boolean stopped = cancelled.getAsBoolean();
    return switch (function) {
      case "success" ->
          Value.of(!stopped && looked.values().stream().allMatch(JobResult::allSucceeded));
      case "failure" ->
          Value.of(!stopped && looked.values().stream().anyMatch(JobResult::failedBefore));
      case "cancelled" -> Value.of(stopped);
      case "always" -> Value.of(true);
      default -> throw new ExpressionException(function + "() cannot be used here");
    };
  }
}
