package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.sync.plan.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Hides the values of Secrets before anything of them is shown or written down. Equal values of a
/// key stay equal: the first distinct one becomes eight plus signs, each further one four more.
public final class Masking {
  private final Map<String, Map<JsonNode, String>> seen = new HashMap<>();

  /// Whether an object holds values to hide.
  public static boolean applies(JsonNode object) {
    return object.path("kind").asText().equals("Secret")
        && object.path("apiVersion").asText().equals("v1");
  }

  /// A copy of a Secret without its values; any other object as it is.
  public ObjectNode mask(ObjectNode object) {
    if (!applies(object)) {
      return object;
    }
    ObjectNode copy = object.deepCopy();
    for (String field : List.of("data", "stringData")) {
      if (copy.path(field) instanceof ObjectNode values) {
        for (Map.Entry<String, JsonNode> entry : List.copyOf(values.properties())) {
          values.set(entry.getKey(), TextNode.valueOf(maskOf(entry.getKey(), entry.getValue())));
        }
      }
    }
    if (copy.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(Names.LAST_APPLIED);
    }
    return copy;
  }

  private String maskOf(String key, JsonNode value) {
    Map<JsonNode, String> known = seen.computeIfAbsent(key, _ -> new HashMap<>());
    return known.computeIfAbsent(value, _ -> "+".repeat(8 + 4 * known.size()));
  }
}
