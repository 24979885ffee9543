package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/// Whether an applied value fits its schema, in the words of Kubernetes' structured merge.
final class SchemaCheck {

  private final List<String> faults = new ArrayList<>();

  private SchemaCheck() {}

  /// The faults; empty when the value fits.
  static List<String> faults(Schema schema, JsonNode value) {
    SchemaCheck check = new SchemaCheck();
    check.value(schema, value, "");
    return check.faults;
  }

  private void fault(String path, String what) {
    faults.add(path.isEmpty() ? what : path + ": " + what);
  }

  private void value(Schema schema, JsonNode value, String path) {
    if (value.isNull()) {
      return;
    }
    switch (schema.kind()) {
      case STRUCT, MAP -> members(schema, value, path);
      case LIST -> items(schema, value, path);
      case ANY -> {}
      case STRING, BYTES -> {
        if (!value.isTextual()) {
          fault(
              path, "expected string, got &value.valueUnstructured{Value:" + goValue(value) + "}");
        }
      }
      case INT32, INT64, NUMBER -> {
        if (!value.isNumber()) {
          fault(path, "expected numeric (int or float), got " + goType(value));
        }
      }
      case BOOLEAN -> {
        if (!value.isBoolean()) {
          fault(path, "expected boolean, got &{" + plain(value) + "}");
        }
      }
      case QUANTITY, INT_OR_STRING, TIME, MICRO_TIME, DURATION -> {
        if (value.isContainerNode()) {
          fault(path, "expected any scalar, got &{" + plain(value) + "}");
        }
      }
    }
  }

  private void members(Schema schema, JsonNode value, String path) {
    if (!value.isObject()) {
      fault(path, "expected map, got &{" + plain(value) + "}");
      return;
    }
    for (Map.Entry<String, JsonNode> member : value.properties()) {
      String at = path + "." + member.getKey();
      Schema type = schema.member(member.getKey());
      if (type == null) {
        fault(at, "field not declared in schema");
        return;
      }
      value(type, member.getValue(), at);
    }
  }

  private void items(Schema schema, JsonNode value, String path) {
    if (!(value instanceof ArrayNode items)) {
      fault(path, "expected list, got &{" + plain(value) + "}");
      return;
    }
    Schema type = Objects.requireNonNull(schema.item());
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < items.size(); i++) {
      String at = "[" + i + "]";
      if (schema.listType() != Schema.ListType.ATOMIC) {
        String step;
        try {
          step = ListItems.step(schema, items.get(i));
        } catch (ListItems.Unidentified e) {
          fault(path, "element " + i + ": " + e.getMessage());
          return;
        }
        at = FieldSet.print(step);
        if (!seen.add(step)) {
          fault(path, "duplicate entries for key " + at);
        }
      }
      value(type, items.get(i), path + at);
    }
  }

  private static String goType(JsonNode value) {
    return switch (value.getNodeType()) {
      case STRING -> "string";
      case BOOLEAN -> "bool";
      case OBJECT -> "map[string]interface {}";
      case ARRAY -> "[]interface {}";
      default -> value.isIntegralNumber() ? "int64" : "float64";
    };
  }

  private static String goValue(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT, ARRAY -> goType(value) + value;
      default -> value.toString();
    };
  }

  private static String plain(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.toString();
  }
}
