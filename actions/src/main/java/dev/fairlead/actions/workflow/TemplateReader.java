package dev.fairlead.actions.workflow;

import dev.fairlead.actions.expression.Expression;
import dev.fairlead.actions.expression.ExpressionException;
import dev.fairlead.actions.expression.Value;
import dev.fairlead.model.Position;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads YAML nodes as templates, and checks their expressions for what exists at their place.
final class TemplateReader {
  private final Problems problems;

  TemplateReader(Problems problems) {
    this.problems = problems;
  }

  Template read(YamlNode node, Place place) {
    return switch (node) {
      case YamlScalar scalar -> scalar(scalar, place);
      case YamlSequence sequence ->
          new Template.Sequence(
              sequence.position(),
              sequence.items().stream().map(item -> read(item, place)).toList());
      case YamlMapping mapping -> {
        Map<String, Template> fields = new LinkedHashMap<>();
        for (YamlMapping.Entry entry : mapping.entries()) {
          Optional<String> name = entry.name();
          if (name.isEmpty()) {
            problems.error(entry.key().position(), "a key must be text");
          } else {
            fields.put(name.get(), read(entry.value(), place));
          }
        }
        yield new Template.Mapping(mapping.position(), fields);
      }
    };
  }

  private Template scalar(YamlScalar scalar, Place place) {
    Position at = scalar.position();
    String text = scalar.value();
    if (!text.contains("${{")) {
      return new Template.Constant(at, constant(scalar));
    }
    List<Template.Part> parts = new ArrayList<>();
    int from = 0;
    while (true) {
      int open = text.indexOf("${{", from);
      if (open < 0) {
        break;
      }
      if (open > from) {
        parts.add(new Template.Part.Literal(text.substring(from, open)));
      }
      int close = close(text, open + 3);
      if (close < 0) {
        problems.expression(within(scalar, open), "'${{' without '}}'");
        return new Template.Constant(at, Value.of(text));
      }
      parse(text.substring(open + 3, close).strip(), within(scalar, open), place)
          .ifPresent(expression -> parts.add(new Template.Part.Hole(expression)));
      from = close + 2;
    }
    if (from < text.length()) {
      parts.add(new Template.Part.Literal(text.substring(from)));
    }
    return parts.size() == 1 && parts.getFirst() instanceof Template.Part.Hole(Expression only)
        ? new Template.Computed(at, only)
        : new Template.Mixed(at, List.copyOf(parts));
  }

  /// The end of an expression: the first `}}` outside of a string.
  private static int close(String text, int from) {
    boolean string = false;
    for (int i = from; i < text.length(); i++) {
      if (text.charAt(i) == '\'') {
        string = !string;
      } else if (!string && text.startsWith("}}", i)) {
        return i;
      }
    }
    return -1;
  }

  private Value constant(YamlScalar scalar) {
    try {
      return Value.of(YamlJson.toJson(scalar, Schema.CORE));
    } catch (YamlException e) {
      problems.error(e.position(), e.problem());
      return Value.none();
    }
  }

  Optional<Expression> parse(String source, Position at, Place place) {
    Expression expression;
    try {
      expression = Expression.parse(source);
    } catch (ExpressionException e) {
      problems.expression(at, "${{ " + source + " }}: " + e.getMessage());
      return Optional.empty();
    }
    for (String context : expression.contexts()) {
      if (!place.hasContext(context)) {
        problems.expression(at, "${{ " + source + " }}: " + place.explain(context));
      }
    }
    for (String function : expression.functions()) {
      if (!place.hasFunction(function)) {
        problems.expression(
            at, "${{ " + source + " }}: function " + function + "() cannot be used here");
      }
    }
    return Optional.of(expression);
  }

  /// An `if`, with or without `${{ }}`.
  Optional<Condition> condition(YamlNode node, Place place) {
    if (!(node instanceof YamlScalar scalar)) {
      problems.error(node.position(), "'if' must be an expression");
      return Optional.empty();
    }
    String text = scalar.value().strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    int open = text.indexOf("${{");
    String source = text;
    if (open >= 0) {
      int end = close(text, open + 3);
      if (open == 0 && end == text.length() - 2) {
        source = text.substring(3, end).strip();
      } else {
        problems.warning(
            scalar.position(),
            "this 'if' mixes text with '${{ }}': the result is a text that is not empty, so the"
                + " condition always holds; write the whole condition as one expression");
        return switch (scalar(scalar, place)) {
          case Template.Mixed mixed ->
              parse(formatted(mixed), scalar.position(), place)
                  .map(expression -> new Condition(scalar.position(), expression));
          case Template.Constant _, Template.Computed _, Template.Sequence _, Template.Mapping _ ->
              Optional.empty();
        };
      }
    }
    Position at = open >= 0 ? within(scalar, open) : scalar.position();
    return parse(source, at, place).map(expression -> new Condition(at, expression));
  }

  private static String formatted(Template.Mixed mixed) {
    StringBuilder pattern = new StringBuilder();
    StringBuilder arguments = new StringBuilder();
    int count = 0;
    for (Template.Part part : mixed.parts()) {
      switch (part) {
        case Template.Part.Literal(String text) ->
            pattern.append(text.replace("'", "''").replace("{", "{{").replace("}", "}}"));
        case Template.Part.Hole(Expression expression) -> {
          pattern.append('{').append(count++).append('}');
          arguments.append(", ").append(expression);
        }
      }
    }
    return "format('" + pattern + "'" + arguments + ")";
  }

  /// Where a character of a scalar stands in the file, as far as it can be known: to the column on
  /// the line of a plain or quoted scalar, to the line in a block.
  private static Position within(YamlScalar scalar, int offset) {
    Position at = scalar.position();
    long lines = scalar.value().substring(0, offset).chars().filter(c -> c == '\n').count();
    return switch (scalar.style()) {
      case LITERAL -> new Position(at.file(), at.line() + 1 + (int) lines, 0);
      case FOLDED -> new Position(at.file(), at.line(), at.column());
      case PLAIN -> lines == 0 ? new Position(at.file(), at.line(), at.column() + offset) : at;
      case SINGLE_QUOTED, DOUBLE_QUOTED ->
          lines == 0 ? new Position(at.file(), at.line(), at.column() + 1 + offset) : at;
    };
  }
}
