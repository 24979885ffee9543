package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/// Events in their two shapes: core `v1` and `events.k8s.io/v1`.
final class EventConversion {
  /// Core name to new name.
  private static final List<Map.Entry<String, String>> NAMES =
      List.of(
          Map.entry("involvedObject", "regarding"),
          Map.entry("message", "note"),
          Map.entry("source", "deprecatedSource"),
          Map.entry("firstTimestamp", "deprecatedFirstTimestamp"),
          Map.entry("lastTimestamp", "deprecatedLastTimestamp"),
          Map.entry("count", "deprecatedCount"),
          Map.entry("reportingComponent", "reportingController"));

  private EventConversion() {}

  static ObjectNode convert(ObjectNode event, String apiVersion) {
    boolean core = apiVersion.equals("v1");
    ObjectNode converted = event.deepCopy();
    converted.put("apiVersion", apiVersion);
    for (Map.Entry<String, String> name : NAMES) {
      String from = core ? name.getValue() : name.getKey();
      String to = core ? name.getKey() : name.getValue();
      JsonNode value = converted.remove(from);
      if (value != null) {
        converted.set(to, value);
      }
    }
    return converted;
  }
}
