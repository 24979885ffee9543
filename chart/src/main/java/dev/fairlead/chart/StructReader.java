package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.yaml.GoNumbers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads JSON into a Go struct as `sigs.k8s.io/yaml` does: names in any case, numbers and booleans
/// become text where text is wanted.
final class StructReader {
  private final JsonNode node;
  private final String struct;

  StructReader(JsonNode node, String struct) {
    this.node = node;
    this.struct = struct;
  }

  private @Nullable JsonNode field(String name) {
    JsonNode exact = node.get(name);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (entry.getKey().equalsIgnoreCase(name)) {
        return entry.getValue();
      }
    }
    return null;
  }

  String text(String name, String missing) {
    JsonNode value = field(name);
    return value == null || value.isNull() ? missing : coerced(value, name, "string");
  }

  private String coerced(JsonNode value, String name, String type) {
    return switch (value.getNodeType()) {
      case STRING -> value.textValue();
      case BOOLEAN -> value.booleanValue() ? "true" : "false";
      case NUMBER ->
          value.isIntegralNumber() ? value.asText() : GoNumbers.formatG32(value.doubleValue());
      case NULL -> "";
      default -> throw mismatch(value, name, type);
    };
  }

  private ChartException mismatch(JsonNode value, String name, String type) {
    return new ChartException(
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
            + kind(value)
            + " into Go struct field "
            + struct
            + "."
            + name
            + " of type "
            + type);
  }

  static String kind(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "object";
      case ARRAY -> "array";
      case STRING -> "string";
      case BOOLEAN -> "bool";
      default -> "number";
    };
  }

  boolean bool(String name, boolean missing) {
    JsonNode value = field(name);
    if (value == null || value.isNull()) {
      return missing;
    }
    if (!value.isBoolean()) {
      throw mismatch(value, name, "bool");
    }
    return value.booleanValue();
  }

  List<String> texts(String name, List<String> missing) {
    JsonNode value = field(name);
    if (value == null || value.isNull()) {
      return missing;
    }
    if (!value.isArray()) {
      throw mismatch(value, name, "[]string");
    }
    List<String> out = new ArrayList<>();
    for (JsonNode item : value) {
      out.add(coerced(item, name, "string"));
    }
    return out;
  }

  Optional<Map<String, String>> textMap(String name, Optional<Map<String, String>> missing) {
    JsonNode value = field(name);
    if (value == null || value.isNull()) {
      return missing;
    }
    if (!value.isObject()) {
      throw mismatch(value, name, "map[string]string");
    }
    Map<String, String> out = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      out.put(entry.getKey(), coerced(entry.getValue(), name, "string"));
    }
    return Optional.of(out);
  }

  /// An object field.
  Optional<JsonNode> object(String name) {
    JsonNode value = field(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isObject()) {
      throw mismatch(
          value,
          name,
          "struct { Name string \"json:\\\"name\\\"\"; Annotations map[string]string"
              + " \"json:\\\"annotations\\\"\" }");
    }
    return Optional.of(value);
  }

  /// A list of structs; an item may be null.
  Optional<List<JsonNode>> objects(String name, String type) {
    JsonNode value = field(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isArray()) {
      throw mismatch(value, name, "[]*v2." + type);
    }
    List<JsonNode> out = new ArrayList<>();
    for (JsonNode item : value) {
      if (!(item.isObject() || item.isNull())) {
        throw mismatch(item, name, "v2." + type);
      }
      out.add(item);
    }
    return Optional.of(out);
  }

  /// A list of anything.
  List<JsonNode> values(String name) {
    JsonNode value = field(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw mismatch(value, name, "[]interface {}");
    }
    List<JsonNode> out = new ArrayList<>();
    value.forEach(out::add);
    return out;
  }
}
