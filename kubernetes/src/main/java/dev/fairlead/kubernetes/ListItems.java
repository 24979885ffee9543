package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The steps that identify the items of a set or map list.
final class ListItems {

  private ListItems() {}

  /// An item that cannot be identified; the message is the API server's.
  static final class Unidentified extends RuntimeException {
    Unidentified(String message) {
      super(message, null, false, false);
    }
  }

  static List<String> steps(Schema list, ArrayNode items) {
    List<String> steps = new ArrayList<>(items.size());
    for (JsonNode item : items) {
      steps.add(step(list, item));
    }
    return steps;
  }

  static String step(Schema list, JsonNode item) {
    if (list.listType() == Schema.ListType.SET) {
      if (item.isObject()) {
        throw new Unidentified("associative list without keys has an element that's a map type");
      } else if (item.isArray()) {
        throw new Unidentified("not supported: associative list with lists as elements");
      } else if (item.isNull()) {
        throw new Unidentified(
            "associative list without keys has an element that's an explicit null");
      }
      return FieldSet.valueStep(item);
    }
    if (item.isNull()) {
      throw new Unidentified("associative list with keys may not have a null element");
    } else if (!item.isObject()) {
      throw new Unidentified("associative list with keys may not have non-map elements");
    }
    List<String> keys = list.keys();
    if (keys.size() == 1) {
      JsonNode value = key(list, item, keys.getFirst());
      if (value != null) {
        StringBuilder step = new StringBuilder("k:{\"").append(keys.getFirst()).append("\":");
        if (value.isTextual()) {
          GoJson.quote(step, value.textValue());
        } else {
          step.append(value);
        }
        return step.append('}').toString();
      }
    }
    TreeMap<String, JsonNode> found = new TreeMap<>();
    for (String key : keys) {
      JsonNode value = key(list, item, key);
      if (value != null) {
        found.put(key, value);
      }
    }
    if (found.isEmpty()) {
      throw new Unidentified(
          ("associative list with keys has an element that omits all key fields [\"%s\"] (and"
                  + " doesn't have default values for any key fields)")
              .formatted(String.join("\" \"", keys)));
    }
    return FieldSet.keyStep(found);
  }

  private static @Nullable JsonNode key(Schema list, JsonNode item, String key) {
    JsonNode value = item.get(key);
    if (value != null) {
      return value;
    }
    Schema.Field field = Objects.requireNonNull(list.item()).field(key);
    return field == null ? null : field.keyDefault();
  }
}
