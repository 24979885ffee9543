package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.fairlead.yaml.GoNumbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// JSON Schema (drafts 4 to 2020-12) with the messages of santhosh-tekuri/jsonschema v6, which helm
/// prints. References to other files and to the network count as satisfied: a rendering reads
/// nothing outside of its chart.
final class JsonSchema {
  private static final int MAX_DEPTH = 200;

  /// A failure with those that caused it. A group stands for several at one place.
  private record Failure(String location, String message, List<Failure> causes, boolean group) {}

  private final JsonNode root;
  private final boolean tuples;
  private final Map<String, Pattern> compiled = new ConcurrentHashMap<>();

  private JsonSchema(JsonNode root) {
    this.root = root;
    String draft = root.path("$schema").asText("");
    // Before 2020-12, a list of `items` was a tuple.
    this.tuples =
        draft.contains("draft-04")
            || draft.contains("draft-06")
            || draft.contains("draft-07")
            || draft.contains("2019-09");
  }

  static JsonSchema of(JsonNode root) {
    return new JsonSchema(root);
  }

  /// The failures as helm prints them, a line each; empty where there are none.
  String validate(JsonNode value) {
    Failure failure = check(root, value, "", 0);
    if (failure == null) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    if (failure.group()) {
      failure.causes().forEach(cause -> display(cause, 1, out));
    } else {
      display(failure, 1, out);
    }
    return out.toString();
  }

  private static void display(Failure failure, int indent, StringBuilder out) {
    out.append("  ".repeat(indent - 1))
        .append("- at ")
        .append(quote(failure.location()))
        .append(": ")
        .append(failure.message())
        .append('\n');
    failure.causes().forEach(cause -> display(cause, indent + 1, out));
  }

  private static String quote(String text) {
    String escaped = dev.fairlead.chart.go.GoStrings.quote(text, '"', false);
    return "'"
        + escaped.substring(1, escaped.length() - 1).replace("\\\"", "\"").replace("'", "\\'")
        + "'";
  }

  private static String quoted(Iterable<String> texts) {
    List<String> out = new ArrayList<>();
    texts.forEach(text -> out.add(quote(text)));
    return String.join(", ", out);
  }

  private static @Nullable Failure one(String location, List<Failure> failures) {
    return switch (failures.size()) {
      case 0 -> null;
      case 1 -> failures.getFirst();
      default -> new Failure(location, "validation failed", failures, true);
    };
  }

  private static Failure leaf(String at, String message) {
    return new Failure(at, message, List.of(), false);
  }

  private @Nullable Failure check(JsonNode schema, JsonNode value, String at, int depth) {
    if (schema.isBoolean()) {
      return schema.booleanValue() ? null : leaf(at, "false schema");
    }
    if (!schema.isObject() || depth > MAX_DEPTH) {
      return null;
    }
    List<Failure> out = new ArrayList<>();
    JsonNode reference = schema.get("$ref");
    if (reference != null) {
      Failure failure = reference(reference.asText(), value, at, depth);
      if (failure != null) {
        out.add(failure);
      }
      if (tuples && !root.path("$schema").asText("").contains("2019-09")) {
        return one(at, out);
      }
    }
    type(schema, value, at, out);
    if (out.isEmpty() || reference != null) {
      values(schema, value, at, out);
      if (value.isObject()) {
        object(schema, value, at, out, depth);
      } else if (value.isArray()) {
        array(schema, value, at, out, depth);
      } else if (value.isTextual()) {
        text(schema, value, at, out);
      } else if (value.isNumber()) {
        number(schema, value, at, out);
      }
    }
    combinations(schema, value, at, out, depth);
    return one(at, out);
  }

  private @Nullable Failure reference(String target, JsonNode value, String at, int depth) {
    if (!target.startsWith("#")) {
      return null;
    }
    JsonNode schema = resolve(target);
    if (schema == null) {
      return null;
    }
    Failure failure = check(schema, value, at, depth + 1);
    if (failure == null) {
      return null;
    }
    // Seen from outside, what a reference found is one failure.
    return failure.group()
        ? new Failure(at, "validation failed", failure.causes(), false)
        : failure;
  }

  private @Nullable JsonNode resolve(String target) {
    if (target.equals("#")) {
      return root;
    }
    if (target.startsWith("#/")) {
      JsonNode found =
          root.at(
              java.net.URLDecoder.decode(
                  target.substring(1).replace("+", "%2B"),
                  java.nio.charset.StandardCharsets.UTF_8));
      return found.isMissingNode() ? null : found;
    }
    return anchor(root, target.substring(1));
  }

  private static @Nullable JsonNode anchor(JsonNode node, String name) {
    if (node.isObject()
        && (node.path("$anchor").asText("").equals(name)
            || node.path("$id").asText("").equals("#" + name))) {
      return node;
    }
    for (JsonNode child : node) {
      JsonNode found = anchor(child, name);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static String typeOf(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> "number";
      default -> "null";
    };
  }

  private static boolean isInteger(JsonNode value) {
    return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  private static void type(JsonNode schema, JsonNode value, String at, List<Failure> out) {
    JsonNode wanted = schema.get("type");
    if (wanted == null) {
      return;
    }
    List<String> types = new ArrayList<>();
    if (wanted.isArray()) {
      wanted.forEach(each -> types.add(each.asText()));
    } else {
      types.add(wanted.asText());
    }
    String actual = typeOf(value);
    boolean fits = types.contains(actual) || (types.contains("integer") && isInteger(value));
    if (!fits) {
      types.sort(
          java.util.Comparator.comparingInt(
              List.of("null", "boolean", "number", "integer", "string", "array", "object")
                  ::indexOf));
      out.add(leaf(at, "got " + actual + ", want " + String.join(" or ", types)));
    }
  }

  private static String display(JsonNode value) {
    if (value.isTextual()) {
      return quote(value.textValue());
    }
    return value.isNull() ? "<nil>" : value.isNumber() ? number(value) : value.asText();
  }

  private static String number(JsonNode value) {
    return value.isIntegralNumber() ? value.asText() : GoNumbers.formatG(value.doubleValue());
  }

  private static void values(JsonNode schema, JsonNode value, String at, List<Failure> out) {
    JsonNode constant = schema.get("const");
    if (constant != null && !SchemaCheck.equal(constant, value)) {
      out.add(
          leaf(
              at,
              constant.isContainerNode()
                  ? "'const' failed"
                  : "value must be " + display(constant)));
    }
    JsonNode choices = schema.get("enum");
    if (choices != null && choices.isArray()) {
      boolean simple = true;
      List<String> shown = new ArrayList<>();
      for (JsonNode choice : choices) {
        if (SchemaCheck.equal(choice, value)) {
          return;
        }
        simple &= !choice.isContainerNode();
        shown.add(display(choice));
      }
      out.add(
          leaf(
              at,
              !simple
                  ? "'enum' failed"
                  : shown.size() == 1
                      ? "value must be " + shown.getFirst()
                      : "value must be one of " + String.join(", ", shown)));
    }
  }

  private static void limit(
      JsonNode schema, String keyword, int got, boolean least, String at, List<Failure> out) {
    JsonNode wanted = schema.get(keyword);
    if (wanted != null && wanted.isNumber()) {
      int want = wanted.intValue();
      if (least ? got < want : got > want) {
        out.add(leaf(at, keyword + ": got " + got + ", want " + want));
      }
    }
  }

  private static String child(String at, String key) {
    return at + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  private void object(JsonNode schema, JsonNode value, String at, List<Failure> out, int depth) {
    limit(schema, "minProperties", value.size(), true, at, out);
    limit(schema, "maxProperties", value.size(), false, at, out);
    List<String> missing = new ArrayList<>();
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        missing.add(name.asText());
      }
    }
    if (!missing.isEmpty()) {
      out.add(
          leaf(
              at,
              (missing.size() == 1 ? "missing property " : "missing properties ")
                  + quoted(missing)));
    }
    Set<String> known = new HashSet<>();
    JsonNode properties = schema.path("properties");
    for (var entry : value.properties()) {
      JsonNode property = properties.get(entry.getKey());
      if (property != null) {
        known.add(entry.getKey());
        add(check(property, entry.getValue(), child(at, entry.getKey()), depth + 1), out);
      }
    }
    for (var pattern : schema.path("patternProperties").properties()) {
      for (var entry : value.properties()) {
        if (finds(pattern.getKey(), entry.getKey())) {
          known.add(entry.getKey());
          add(
              check(pattern.getValue(), entry.getValue(), child(at, entry.getKey()), depth + 1),
              out);
        }
      }
    }
    JsonNode additional = schema.get("additionalProperties");
    if (additional != null) {
      Set<String> extra = new TreeSet<>();
      for (var entry : value.properties()) {
        if (!known.contains(entry.getKey())) {
          if (additional.isBoolean()) {
            if (!additional.booleanValue()) {
              extra.add(entry.getKey());
            }
          } else {
            add(check(additional, entry.getValue(), child(at, entry.getKey()), depth + 1), out);
          }
        }
      }
      if (!extra.isEmpty()) {
        out.add(leaf(at, "additional properties " + quoted(extra) + " not allowed"));
      }
    }
    names(schema, value, at, out, depth);
    dependencies(schema, value, at, out, depth);
  }

  private void names(JsonNode schema, JsonNode value, String at, List<Failure> out, int depth) {
    JsonNode names = schema.get("propertyNames");
    if (names == null) {
      return;
    }
    for (var entry : value.properties()) {
      Failure failure =
          check(
              names,
              com.fasterxml.jackson.databind.node.TextNode.valueOf(entry.getKey()),
              "",
              depth + 1);
      if (failure != null) {
        out.add(
            new Failure(
                at,
                "invalid propertyName " + quote(entry.getKey()),
                failure.group() ? failure.causes() : List.of(failure),
                false));
      }
    }
  }

  private void dependencies(
      JsonNode schema, JsonNode value, String at, List<Failure> out, int depth) {
    for (String keyword : List.of("dependencies", "dependentRequired", "dependentSchemas")) {
      for (var entry : schema.path(keyword).properties()) {
        if (!value.has(entry.getKey())) {
          continue;
        }
        if (entry.getValue().isArray()) {
          List<String> missing = new ArrayList<>();
          for (JsonNode name : entry.getValue()) {
            if (!value.has(name.asText())) {
              missing.add(name.asText());
            }
          }
          if (!missing.isEmpty()) {
            out.add(
                leaf(
                    at,
                    "properties "
                        + quoted(missing)
                        + " required, if "
                        + quote(entry.getKey())
                        + " exists"));
          }
        } else {
          add(check(entry.getValue(), value, at, depth + 1), out);
        }
      }
    }
  }

  private static void add(@Nullable Failure failure, List<Failure> out) {
    if (failure == null) {
      return;
    }
    out.add(failure);
  }

  private void array(JsonNode schema, JsonNode value, String at, List<Failure> out, int depth) {
    limit(schema, "minItems", value.size(), true, at, out);
    limit(schema, "maxItems", value.size(), false, at, out);
    if (schema.path("uniqueItems").asBoolean(false)) {
      unique(value, at, out);
    }
    JsonNode items = schema.get("items");
    JsonNode prefix = schema.get("prefixItems");
    JsonNode rest = items;
    if (tuples && items != null && items.isArray()) {
      prefix = items;
      rest = schema.get("additionalItems");
    }
    int count = 0;
    if (prefix != null && prefix.isArray()) {
      for (; count < Math.min(prefix.size(), value.size()); count++) {
        add(check(prefix.get(count), value.get(count), at + "/" + count, depth + 1), out);
      }
    }
    if (rest != null && !rest.isArray()) {
      for (int i = count; i < value.size(); i++) {
        add(check(rest, value.get(i), at + "/" + i, depth + 1), out);
      }
    }
    JsonNode contains = schema.get("contains");
    if (contains != null) {
      boolean found = schema.path("minContains").asInt(1) == 0;
      for (JsonNode item : value) {
        found |= check(contains, item, at, depth + 1) == null;
      }
      if (!found) {
        out.add(leaf(at, "no items match contains schema"));
      }
    }
  }

  private static void unique(JsonNode value, String at, List<Failure> out) {
    for (int i = 1; i < value.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (SchemaCheck.equal(value.get(i), value.get(j))) {
          out.add(leaf(at, "items at %d and %d are equal".formatted(j, i)));
          return;
        }
      }
    }
  }

  private void text(JsonNode schema, JsonNode value, String at, List<Failure> out) {
    String text = value.textValue();
    int length = text.codePointCount(0, text.length());
    limit(schema, "minLength", length, true, at, out);
    limit(schema, "maxLength", length, false, at, out);
    JsonNode pattern = schema.get("pattern");
    if (pattern != null && !finds(pattern.asText(), text)) {
      out.add(leaf(at, quote(text) + " does not match pattern " + quote(pattern.asText())));
    }
  }

  private boolean finds(String pattern, String text) {
    try {
      return compiled.computeIfAbsent(pattern, Pattern::compile).matcher(text).find();
    } catch (PatternSyntaxException _) {
      // Helm would refuse the schema; a pattern that nobody can read does not stop a rendering.
      return true;
    }
  }

  private static void number(JsonNode schema, JsonNode value, String at, List<Failure> out) {
    BigDecimal number = value.decimalValue();
    for (String keyword :
        List.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")) {
      JsonNode wanted = schema.get(keyword);
      if (wanted == null || !wanted.isNumber()) {
        continue;
      }
      int order = number.compareTo(wanted.decimalValue());
      boolean fits =
          switch (keyword) {
            case "minimum" ->
                schema.path("exclusiveMinimum").asBoolean(false) ? order > 0 : order >= 0;
            case "maximum" ->
                schema.path("exclusiveMaximum").asBoolean(false) ? order < 0 : order <= 0;
            case "exclusiveMinimum" -> order > 0;
            case "exclusiveMaximum" -> order < 0;
            default ->
                wanted.decimalValue().signum() == 0
                    || number.remainder(wanted.decimalValue()).signum() == 0;
          };
      if (!fits) {
        out.add(leaf(at, keyword + ": got " + number(value) + ", want " + number(wanted)));
      }
    }
  }

  private void combinations(
      JsonNode schema, JsonNode value, String at, List<Failure> out, int depth) {
    JsonNode not = schema.get("not");
    if (not != null && check(not, value, at, depth + 1) == null) {
      out.add(leaf(at, "'not' failed"));
    }
    List<Failure> failures = failures(schema.path("allOf"), value, at, depth);
    if (!failures.isEmpty()) {
      out.add(new Failure(at, "'allOf' failed", failures, false));
    }
    JsonNode any = schema.path("anyOf");
    failures = failures(any, value, at, depth);
    if (!any.isEmpty() && failures.size() == any.size()) {
      out.add(new Failure(at, "'anyOf' failed", failures, false));
    }
    JsonNode one = schema.path("oneOf");
    if (!one.isEmpty()) {
      List<Integer> matched = new ArrayList<>();
      List<Failure> unmatched = new ArrayList<>();
      for (int i = 0; i < one.size(); i++) {
        Failure failure = check(one.get(i), value, at, depth + 1);
        if (failure == null) {
          matched.add(i);
        } else {
          unmatched.add(failure);
        }
      }
      if (matched.isEmpty()) {
        out.add(new Failure(at, "'oneOf' failed, none matched", unmatched, false));
      } else if (matched.size() > 1) {
        out.add(
            leaf(
                at,
                "'oneOf' failed, subschemas %d, %d matched"
                    .formatted(matched.get(0), matched.get(1))));
      }
    }
    JsonNode condition = schema.get("if");
    if (condition != null) {
      boolean holds = check(condition, value, at, depth + 1) == null;
      JsonNode branch = schema.get(holds ? "then" : "else");
      if (branch != null) {
        add(check(branch, value, at, depth + 1), out);
      }
    }
  }

  private List<Failure> failures(JsonNode schemas, JsonNode value, String at, int depth) {
    List<Failure> out = new ArrayList<>();
    for (JsonNode schema : schemas) {
      add(check(schema, value, at, depth + 1), out);
    }
    return out;
  }
}
