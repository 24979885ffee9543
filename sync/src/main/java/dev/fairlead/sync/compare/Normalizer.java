package dev.fairlead.sync.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sync.plan.Names;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// Takes out of an object what says nothing about whether it is as wanted.
final class Normalizer {
  private static final List<String> SERVER_FIELDS =
      List.of(
          "creationTimestamp",
          "deletionGracePeriodSeconds",
          "deletionTimestamp",
          "generation",
          "managedFields",
          "resourceVersion",
          "selfLink",
          "uid");

  private final IgnoreRules ignore;

  Normalizer(IgnoreRules ignore) {
    this.ignore = ignore;
  }

  /// A new, comparable tree.
  ObjectNode normalize(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("status");
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(SERVER_FIELDS);
      if (metadata.path("annotations") instanceof ObjectNode annotations) {
        annotations.remove(Names.LAST_APPLIED);
        if (annotations.isEmpty()) {
          metadata.remove("annotations");
        }
      }
      if (metadata.path("labels").isEmpty() && metadata.path("labels").isObject()) {
        metadata.remove("labels");
      }
    }
    if (Masking.applies(copy)) {
      encode(copy);
    }
    String kind = copy.path("kind").asText();
    if (kind.equals("Role") || kind.equals("ClusterRole")) {
      if (copy.path("rules").isEmpty() || copy.has("aggregationRule")) {
        copy.putNull("rules");
      }
    }
    ignore.remove(copy);
    dropNulls(copy);
    return copy;
  }

  /// `stringData` is another way to write `data`; the server answers only the latter.
  static void encode(ObjectNode secret) {
    if (secret.path("stringData") instanceof ObjectNode texts) {
      ObjectNode data = secret.withObject("/data");
      for (Map.Entry<String, JsonNode> entry : texts.properties()) {
        byte[] bytes = entry.getValue().asText("").getBytes(StandardCharsets.UTF_8);
        data.put(entry.getKey(), Base64.getEncoder().encodeToString(bytes));
      }
      secret.remove("stringData");
    }
    if (secret.path("data") instanceof ObjectNode data) {
      for (Map.Entry<String, JsonNode> entry : List.copyOf(data.properties())) {
        if (entry.getValue().isNull()) {
          data.put(entry.getKey(), "");
        }
      }
      if (data.isEmpty()) {
        secret.remove("data");
      }
    }
  }

  private static void dropNulls(JsonNode node) {
    if (node instanceof ObjectNode object) {
      var nulls = new ArrayList<String>();
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (entry.getValue().isNull()) {
          nulls.add(entry.getKey());
        } else {
          dropNulls(entry.getValue());
        }
      }
      object.remove(nulls);
    } else if (node instanceof ArrayNode array) {
      for (Iterator<JsonNode> items = array.iterator(); items.hasNext(); ) {
        dropNulls(items.next());
      }
    }
  }
}
