package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Optional;

/// The list `conditions` of a status.
public final class Conditions {
  private Conditions() {}

  /// The condition of a type.
  public static Optional<JsonNode> find(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return Optional.of(condition);
      }
    }
    return Optional.empty();
  }

  /// Whether the condition of a type has the status `True`.
  public static boolean isTrue(JsonNode status, String type) {
    return find(status, type).map(c -> c.path("status").asText().equals("True")).orElse(false);
  }

  /// Removes the condition of a type from a private status.
  static void remove(ObjectNode status, String type) {
    if (status.get("conditions") instanceof ArrayNode conditions) {
      for (Iterator<JsonNode> it = conditions.iterator(); it.hasNext(); ) {
        if (it.next().path("type").asText().equals(type)) {
          it.remove();
        }
      }
      if (conditions.isEmpty()) {
        status.remove("conditions");
      }
    }
  }

  /// Removes the old condition of the same type and appends the new one: the order that the
  /// controllers of `apps` leave behind.
  static void append(ObjectNode status, ObjectNode condition) {
    remove(status, condition.path("type").asText());
    Meta.list(status, "conditions").add(condition);
  }
}
