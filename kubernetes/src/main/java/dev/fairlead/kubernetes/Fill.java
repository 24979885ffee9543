package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Filling in of members that are missing, in trees that the caller made.
final class Fill {

  private Fill() {}

  static boolean lacks(ObjectNode object, String name) {
    JsonNode value = object.get(name);
    return value == null || value.isNull();
  }

  static void text(ObjectNode object, String name, String value) {
    JsonNode found = object.get(name);
    if (found == null || found.isNull() || (found.isTextual() && found.textValue().isEmpty())) {
      object.put(name, value);
    }
  }

  static void number(ObjectNode object, String name, int value) {
    if (lacks(object, name)) {
      object.put(name, value);
    }
  }

  static void flag(ObjectNode object, String name, boolean value) {
    if (lacks(object, name)) {
      object.put(name, value);
    }
  }

  /// The member `name`, made when it is missing.
  static ObjectNode struct(ObjectNode object, String name) {
    return object.get(name) instanceof ObjectNode found ? found : object.putObject(name);
  }

  /// The member `name` if it is there.
  static @Nullable ObjectNode find(@Nullable ObjectNode object, String name) {
    return object != null && object.get(name) instanceof ObjectNode found ? found : null;
  }

  /// The objects of the list `name`; none when it is missing.
  static List<ObjectNode> items(@Nullable ObjectNode object, String name) {
    List<ObjectNode> items = new ArrayList<>();
    if (object != null && object.get(name) instanceof ArrayNode list) {
      for (JsonNode item : list) {
        if (item instanceof ObjectNode entry) {
          items.add(entry);
        }
      }
    }
    return items;
  }
}
