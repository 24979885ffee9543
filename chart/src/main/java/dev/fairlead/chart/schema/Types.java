package dev.fairlead.chart.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// JSON's types and their equality.
final class Types {
  private static final List<String> ORDER =
      List.of("null", "boolean", "number", "integer", "string", "array", "object");

  private Types() {}

  private static String of(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "boolean";
      case NUMBER -> "number";
      default -> "null";
    };
  }

  static boolean isInteger(JsonNode value) {
    return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
  }

  /// The keyword `type`; null where it is satisfied or not there.
  static @Nullable Failure failure(@Nullable JsonNode wanted, JsonNode value, String at) {
    List<String> types = new ArrayList<>();
    if (wanted != null && wanted.isArray()) {
      wanted.forEach(each -> types.add(each.asText()));
    } else if (wanted != null) {
      types.add(wanted.asText());
    }
    types.retainAll(ORDER);
    String actual = of(value);
    if (types.isEmpty()
        || types.contains(actual)
        || (types.contains("integer") && isInteger(value))) {
      return null;
    }
    types.sort(Comparator.comparingInt(ORDER::indexOf));
    return Failure.of(at, "got " + actual + ", want " + String.join(" or ", types));
  }

  /// Whether two values are the same number, text, list or object.
  static boolean equal(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    if (a.getNodeType() != b.getNodeType() || a.size() != b.size()) {
      return false;
    }
    if (a.isArray()) {
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a.isObject()) {
      for (var entry : a.properties()) {
        JsonNode other = b.get(entry.getKey());
        if (other == null || !equal(entry.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }
}
