package dev.fairlead.actions.expression;

import dev.fairlead.actions.expression.Node.Operator;
import java.util.ArrayList;
import java.util.List;

/// Computes an expression's value.
final class Evaluator {
  private final Scope scope;

  Evaluator(Scope scope) {
    this.scope = scope;
  }

  Value evaluate(Node node) {
    return switch (node) {
      case Node.Literal(Value value) -> value;
      case Node.Context(String name) ->
          scope
              .context(name)
              .orElseThrow(
                  () -> new ExpressionException("there is no context '" + name + "' here"));
      case Node.Index(Node target, Node index) -> index(evaluate(target), evaluate(index));
      case Node.Wildcard(Node target) -> wildcard(evaluate(target));
      case Node.Not(Node operand) -> Value.of(!evaluate(operand).truthy());
      case Node.And(Node left, Node right) -> {
        Value first = evaluate(left);
        yield first.truthy() ? evaluate(right) : first;
      }
      case Node.Or(Node left, Node right) -> {
        Value first = evaluate(left);
        yield first.truthy() ? first : evaluate(right);
      }
      case Node.Compare(Operator operator, Node left, Node right) ->
          Value.of(Comparison.compare(operator, evaluate(left), evaluate(right)));
      case Node.Call(String name, List<Node> arguments) -> call(name, arguments);
    };
  }

  private static Value index(Value target, Value index) {
    return switch (target) {
      case Value.Fields fields -> fields.find(index.text()).orElse(Value.none());
      case Value.Items items -> {
        if (items.filtered()) {
          List<Value> found = new ArrayList<>();
          for (Value item : items.values()) {
            if (item instanceof Value.Fields fields) {
              fields.find(index.text()).ifPresent(found::add);
            } else if (item instanceof Value.Items inner) {
              at(inner, index).ifPresent(found::add);
            }
          }
          yield new Value.Items(found, true);
        }
        yield at(items, index).orElse(Value.none());
      }
      case Value.Null _, Value.Bool _, Value.Num _, Value.Text _ -> Value.none();
    };
  }

  private static java.util.Optional<Value> at(Value.Items items, Value index) {
    double number = Math.floor(index.number());
    return number >= 0 && number < items.values().size()
        ? java.util.Optional.of(items.values().get((int) number))
        : java.util.Optional.empty();
  }

  private static Value wildcard(Value target) {
    List<Value> found = new ArrayList<>();
    if (target instanceof Value.Items items && items.filtered()) {
      items.values().forEach(item -> children(item, found));
    } else {
      children(target, found);
    }
    return new Value.Items(found, true);
  }

  private static void children(Value value, List<Value> to) {
    switch (value) {
      case Value.Items items -> to.addAll(items.values());
      case Value.Fields fields -> to.addAll(fields.values().values());
      case Value.Null _, Value.Bool _, Value.Num _, Value.Text _ -> {}
    }
  }

  private Value call(String name, List<Node> arguments) {
    if (name.equals("case")) {
      return choose(arguments);
    }
    List<Value> values = arguments.stream().map(this::evaluate).toList();
    return switch (name) {
      case "contains" -> Value.of(contains(values.get(0), values.get(1)));
      case "startswith" -> Value.of(edge(values, true));
      case "endswith" -> Value.of(edge(values, false));
      case "format" -> Value.of(FormatText.format(values));
      case "join" -> Value.of(join(values));
      case "tojson" -> Value.of(values.getFirst().json());
      case "fromjson" -> fromJson(values.getFirst());
      default -> scope.call(name, values);
    };
  }

  private Value choose(List<Node> arguments) {
    for (int i = 0; i + 1 < arguments.size(); i += 2) {
      Value condition = evaluate(arguments.get(i));
      if (!(condition instanceof Value.Bool(boolean holds))) {
        throw new ExpressionException(
            "case: condition " + (i / 2 + 1) + " is " + condition.kind() + ", not a boolean");
      }
      if (holds) {
        return evaluate(arguments.get(i + 1));
      }
    }
    return evaluate(arguments.getLast());
  }

  private static boolean contains(Value search, Value item) {
    return switch (search) {
      case Value.Items items ->
          items.values().stream().anyMatch(each -> Comparison.compare(Operator.EQUAL, each, item));
      case Value.Fields _ -> false;
      case Value.Null _, Value.Bool _, Value.Num _, Value.Text _ ->
          item.primitive()
              && Comparison.folded(search.text()).contains(Comparison.folded(item.text()));
    };
  }

  private static boolean edge(List<Value> values, boolean start) {
    if (!values.get(0).primitive() || !values.get(1).primitive()) {
      return false;
    }
    String text = Comparison.folded(values.get(0).text());
    String part = Comparison.folded(values.get(1).text());
    return start ? text.startsWith(part) : text.endsWith(part);
  }

  private static String join(List<Value> values) {
    return switch (values.getFirst()) {
      case Value.Items items -> {
        String separator =
            values.size() > 1 && values.get(1).primitive() ? values.get(1).text() : ",";
        yield String.join(separator, items.values().stream().map(Value::text).toList());
      }
      case Value.Fields _ -> "";
      case Value.Null _, Value.Bool _, Value.Num _, Value.Text _ -> values.getFirst().text();
    };
  }

  private static Value fromJson(Value value) {
    String text = value.text();
    if (text.isBlank()) {
      throw new ExpressionException("fromJSON: the text is empty");
    }
    try {
      var mapper =
          com.fasterxml.jackson.databind.json.JsonMapper.builder()
              .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
              .build();
      return Value.of(mapper.readTree(text));
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new ExpressionException("fromJSON: not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
