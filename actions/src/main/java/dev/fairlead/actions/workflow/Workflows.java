package dev.fairlead.actions.workflow;

import dev.fairlead.actions.expression.Scope;
import dev.fairlead.actions.expression.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the readers and the runner agree on.
public final class Workflows {
  /// The key of a mapping that is computed by one expression as a whole.
  static final String WHOLE = "${{}}";

  private Workflows() {}

  /// The entries of a mapping such as `env`, as texts. Later entries do not see earlier ones.
  ///
  /// @throws EvaluationException when one has no value
  public static Map<String, String> texts(Template.Mapping mapping, Scope scope) {
    Map<String, String> texts = new LinkedHashMap<>();
    mapping
        .fields()
        .forEach((key, template) -> {
          Value value = template.evaluate(scope);
          if (key.equals(WHOLE)) {
            if (value instanceof Value.Fields fields) {
              fields.values().forEach((name, each) -> texts.put(name, each.text()));
            } else if (value.truthy()) {
              throw new EvaluationException(
                  template.at(), "expected a mapping, found " + value.kind());
            }
          } else {
            texts.put(key, value.text());
          }
        });
    return texts;
  }
}
