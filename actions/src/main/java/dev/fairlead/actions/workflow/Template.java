package dev.fairlead.actions.workflow;

import dev.fairlead.actions.expression.Expression;
import dev.fairlead.actions.expression.ExpressionException;
import dev.fairlead.actions.expression.Scope;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A value of a workflow file that may hold expressions. Nothing is evaluated before it is needed.
public sealed interface Template {

  Position at();

  /// Plain data.
  record Constant(Position at, Value value) implements Template {}

  /// Exactly one `${{ }}` and nothing else: its value keeps its type.
  record Computed(Position at, Expression expression) implements Template {}

  /// Text with expressions in it.
  record Mixed(Position at, List<Part> parts) implements Template {}

  record Sequence(Position at, List<Template> items) implements Template {}

  record Mapping(Position at, Map<String, Template> fields) implements Template {
    public Mapping {
      fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /// A piece of [Mixed].
  sealed interface Part {
    record Literal(String text) implements Part {}

    record Hole(Expression expression) implements Part {}
  }

  /// @throws EvaluationException with the position of what has no value
  default Value evaluate(Scope scope) {
    return switch (this) {
      case Constant(_, Value value) -> value;
      case Computed(Position at, Expression expression) -> evaluate(expression, at, scope);
      case Mixed(Position at, List<Part> parts) -> {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
          switch (part) {
            case Part.Literal(String literal) -> text.append(literal);
            case Part.Hole(Expression expression) ->
                text.append(evaluate(expression, at, scope).text());
          }
        }
        yield Value.of(text.toString());
      }
      case Sequence(_, List<Template> items) -> {
        List<Value> values = new ArrayList<>();
        items.forEach(item -> values.add(item.evaluate(scope)));
        yield Value.of(values);
      }
      case Mapping(_, Map<String, Template> fields) -> {
        Map<String, Value> values = new LinkedHashMap<>();
        fields.forEach((key, template) -> values.put(key, template.evaluate(scope)));
        yield Value.of(values);
      }
    };
  }

  private static Value evaluate(Expression expression, Position at, Scope scope) {
    try {
      return expression.evaluate(scope);
    } catch (ExpressionException e) {
      throw new EvaluationException(at, "${{ " + expression + " }}: " + e.getMessage(), e);
    }
  }

  /// Every expression in it.
  default List<Expression> expressions() {
    return switch (this) {
      case Constant _ -> List.of();
      case Computed(_, Expression expression) -> List.of(expression);
      case Mixed(_, List<Part> parts) -> {
        List<Expression> found = new ArrayList<>();
        for (Part part : parts) {
          if (part instanceof Part.Hole(Expression expression)) {
            found.add(expression);
          }
        }
        yield found;
      }
      case Sequence(_, List<Template> items) ->
          items.stream().flatMap(item -> item.expressions().stream()).toList();
      case Mapping(_, Map<String, Template> fields) ->
          fields.values().stream().flatMap(item -> item.expressions().stream()).toList();
    };
  }

  /// The text as written, where it holds no expression; else a readable stand-in.
  default String source() {
    return switch (this) {
      case Constant(_, Value value) -> value.text();
      case Computed(_, Expression expression) -> "${{ " + expression + " }}";
      case Mixed(_, List<Part> parts) -> {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
          text.append(
              switch (part) {
                case Part.Literal(String literal) -> literal;
                case Part.Hole(Expression expression) -> "${{ " + expression + " }}";
              });
        }
        yield text.toString();
      }
      case Sequence _, Mapping _ -> "";
    };
  }
}
