package dev.fairlead.sync.application;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tolerant reading of custom resources: what is missing or of another type reads as absent, as the
/// spec asks for unknown and odd fields.
final class Json {
  private Json() {}

  static String text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isValueNode() && !value.isNull() ? value.asText() : "";
  }

  static @Nullable String textOrNull(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isValueNode() && !value.isNull() ? value.asText() : null;
  }

  static boolean flag(JsonNode node, String field) {
    return node.path(field).asBoolean(false);
  }

  static List<String> texts(JsonNode node, String field) {
    var all = new ArrayList<String>();
    for (JsonNode item : node.path(field)) {
      if (item.isValueNode()) {
        all.add(item.asText());
      }
    }
    return List.copyOf(all);
  }

  static Map<String, String> map(JsonNode node, String field) {
    var all = new LinkedHashMap<String, String>();
    node.path(field)
        .properties()
        .forEach(entry -> all.put(entry.getKey(), entry.getValue().asText()));
    return all;
  }

  static ObjectNode object(JsonNode node, String field) {
    return node.path(field) instanceof ObjectNode found
        ? found
        : JsonNodeFactory.instance.objectNode();
  }
}
