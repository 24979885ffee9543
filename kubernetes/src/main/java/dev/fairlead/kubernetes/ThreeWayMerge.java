package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Schema.Field.Patch;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Client-side apply as kubectl does it: what was applied last, what is wanted now, what is live.
public final class ThreeWayMerge {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private ThreeWayMerge() {}

  /// The patch to send: strategic for built-in kinds, a JSON merge patch for custom ones. Empty
  /// when nothing is to be changed.
  ///
  /// @param lastApplied null when nothing was recorded; then nothing is removed
  public static ObjectNode patch(
      ResourceType type, @Nullable ObjectNode lastApplied, ObjectNode wanted, ObjectNode live) {
    ObjectNode last = lastApplied == null ? NODES.objectNode() : lastApplied;
    @Nullable Schema schema = type.custom() ? null : type.schema();
    return maps(schema, last, wanted, live, false);
  }

  /// `live` after that patch.
  public static ObjectNode merge(
      ResourceType type, @Nullable ObjectNode lastApplied, ObjectNode wanted, ObjectNode live) {
    ObjectNode patch = patch(type, lastApplied, wanted, live);
    return type.custom()
        ? (ObjectNode) JsonMergePatch.apply(live, patch)
        : StrategicMergePatch.apply(type.schema(), live, patch);
  }

  private static ObjectNode maps(
      @Nullable Schema schema,
      JsonNode last,
      ObjectNode wanted,
      JsonNode live,
      boolean retainKeys) {
    ObjectNode patch = NODES.objectNode();
    for (Map.Entry<String, JsonNode> member : wanted.properties()) {
      member(schema, member.getKey(), last, member.getValue(), live.get(member.getKey()), patch);
    }
    for (Map.Entry<String, JsonNode> member : last.properties()) {
      if (!wanted.has(member.getKey())) {
        patch.set(member.getKey(), NullNode.instance);
      }
    }
    if (retainKeys && (!patch.isEmpty() || hasMore(live, wanted))) {
      ArrayNode keys = NODES.arrayNode();
      wanted.properties().stream()
          .filter(member -> !member.getValue().isNull())
          .map(Map.Entry::getKey)
          .sorted()
          .forEach(keys::add);
      patch.set(StrategicMergePatch.RETAIN_KEYS, keys);
    }
    return patch;
  }

  private static boolean hasMore(JsonNode live, ObjectNode wanted) {
    return live.properties().stream().anyMatch(member -> !wanted.has(member.getKey()));
  }

  private static void member(
      @Nullable Schema schema,
      String name,
      JsonNode last,
      JsonNode wanted,
      @Nullable JsonNode live,
      ObjectNode patch) {
    if (live == null) {
      if (!wanted.isNull()) {
        patch.set(name, wanted.deepCopy());
      }
      return;
    }
    Schema.Field field = schema == null ? null : schema.field(name);
    @Nullable Schema below = schema == null ? null : schema.member(name);
    Patch how = field == null ? Patch.REPLACE : field.patch();
    if (wanted instanceof ObjectNode map && live.isObject()) {
      JsonNode before = last.path(name);
      ObjectNode changes =
          maps(
              below,
              before.isObject() ? before : NODES.objectNode(),
              map,
              live,
              how.retainKeys() && schema != null);
      if (!changes.isEmpty()) {
        patch.set(name, changes);
      }
    } else if (how.merge() && wanted instanceof ArrayNode list && live instanceof ArrayNode old) {
      JsonNode before = last.path(name);
      lists(
          below == null ? null : below.item(),
          name,
          before instanceof ArrayNode array ? array : NODES.arrayNode(),
          list,
          old,
          how,
          patch);
    } else if (!Values.same(wanted, live)) {
      patch.set(name, wanted.deepCopy());
    }
  }

  private static void lists(
      @Nullable Schema item,
      String name,
      ArrayNode last,
      ArrayNode wanted,
      ArrayNode live,
      Patch how,
      ObjectNode patch) {
    String key = how.key();
    ArrayNode changes = NODES.arrayNode();
    boolean scalars = key.isEmpty();
    for (JsonNode entry : wanted) {
      int at = StrategicMergePatch.indexOf(live, entry, key);
      if (at < 0) {
        changes.add(entry.deepCopy());
      } else if (!scalars && entry instanceof ObjectNode map) {
        int before = StrategicMergePatch.indexOf(last, entry, key);
        ObjectNode difference =
            maps(
                item,
                before < 0 ? NODES.objectNode() : last.get(before),
                map,
                live.get(at),
                how.retainKeys());
        if (!difference.isEmpty()) {
          difference.set(key, entry.get(key));
          changes.add(difference);
        }
      }
    }
    ArrayNode gone = NODES.arrayNode();
    for (JsonNode entry : last) {
      if (StrategicMergePatch.indexOf(wanted, entry, key) < 0) {
        gone.add(scalars ? entry : deletion(entry, key));
      }
    }
    if (changes.isEmpty() && gone.isEmpty() && sameOrder(wanted, live, key)) {
      return;
    }
    ArrayNode order = NODES.arrayNode();
    for (JsonNode entry : wanted) {
      order.add(scalars ? entry : NODES.objectNode().set(key, entry.get(key)));
    }
    if (!order.isEmpty()) {
      patch.set(StrategicMergePatch.ORDER + name, order);
    }
    if (scalars && !gone.isEmpty()) {
      patch.set(StrategicMergePatch.DELETE_PRIMITIVES + name, gone);
    } else {
      changes.addAll(gone);
    }
    if (!changes.isEmpty()) {
      patch.set(name, changes);
    }
  }

  private static ObjectNode deletion(JsonNode entry, String key) {
    ObjectNode directive = NODES.objectNode().put(StrategicMergePatch.DIRECTIVE, "delete");
    directive.set(key, entry.get(key));
    return directive;
  }

  /// Whether what is wanted stands in the same order in the live list; the live one may have more.
  private static boolean sameOrder(ArrayNode wanted, ArrayNode live, String key) {
    int before = -1;
    for (JsonNode entry : wanted) {
      int at = StrategicMergePatch.indexOf(live, entry, key);
      if (at < before) {
        return false;
      }
      before = at;
    }
    return true;
  }
}
