package dev.fairlead.actions.runner;

import dev.fairlead.actions.expression.Scope;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.actions.workflow.EvaluationException;
import dev.fairlead.actions.workflow.Triggers;
import dev.fairlead.actions.workflow.Uses;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a called workflow gets for its inputs.
final class CallInputs {

  private CallInputs() {}

  /// @throws EvaluationException for an input that is not declared, missing, or of another type
  static Value check(
      Uses uses, Triggers.CallInterface declared, Map<String, Value> given, Scope scope) {
    for (String name : given.keySet()) {
      if (declared.inputs().keySet().stream().noneMatch(name::equalsIgnoreCase)) {
        throw new EvaluationException(
            uses.at(),
            uses.text()
                + " declares no input '"
                + name
                + "'; it has "
                + String.join(", ", declared.inputs().keySet()));
      }
    }
    Map<String, Value> inputs = new LinkedHashMap<>();
    declared
        .inputs()
        .forEach((name, input) -> {
          Value value =
              given.entrySet().stream()
                  .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                  .map(Map.Entry::getValue)
                  .findFirst()
                  .orElse(null);
          if (value == null && input.required()) {
            throw new EvaluationException(
                uses.at(), "input '" + name + "' is required by " + uses.text() + " but not given");
          }
          if (value == null) {
            value =
                input
                    .defaultValue()
                    .map(template -> template.evaluate(scope))
                    .orElseGet(() -> empty(input.type()));
          }
          inputs.put(name, typed(uses, name, input.type(), value));
        });
    return Value.of(inputs);
  }

  private static Value empty(String type) {
    return switch (type) {
      case "boolean" -> Value.of(false);
      case "number" -> Value.of(0.0);
      default -> Value.of("");
    };
  }

  private static Value typed(Uses uses, String name, String type, Value value) {
    boolean fits =
        switch (type) {
          case "boolean" -> value instanceof Value.Bool;
          case "number" -> value instanceof Value.Num;
          default -> value.primitive();
        };
    if (!fits) {
      throw new EvaluationException(
          uses.at(),
          "input '"
              + name
              + "' of "
              + uses.text()
              + " must be a "
              + type
              + ", found "
              + value.kind());
    }
    return type.equals("string") ? Value.of(value.text()) : value;
  }
}
