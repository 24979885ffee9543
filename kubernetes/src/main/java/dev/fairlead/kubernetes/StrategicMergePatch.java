package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Schema.Field.Patch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Kubernetes' strategic merge patch: lists of built-in kinds merge by their keys.
public final class StrategicMergePatch {

  static final String DIRECTIVE = "$patch";
  static final String RETAIN_KEYS = "$retainKeys";
  static final String ORDER = "$setElementOrder/";
  static final String DELETE_PRIMITIVES = "$deleteFromPrimitiveList/";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StrategicMergePatch() {}

  /// `document` with `patch` merged in by the schema's merge keys and the patch's directives; the
  /// inputs are not changed.
  ///
  /// @throws KubernetesException with code 500 when an item has no merge key or a directive is bad
  public static ObjectNode apply(Schema schema, ObjectNode document, ObjectNode patch) {
    return mergeMap(schema, document, patch);
  }

  private static ObjectNode mergeMap(
      @Nullable Schema schema, ObjectNode document, ObjectNode patch) {
    if (patch.has(DIRECTIVE)) {
      return directed(document, patch);
    }
    ObjectNode out = Values.shallow(document);
    retainKeys(out, patch);
    Set<String> done = new HashSet<>();
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      if (member.getKey().startsWith(ORDER)) {
        String list = member.getKey().substring(ORDER.length());
        done.add(list);
        mergeOrdered(schema, out, list, patch.get(list), member.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      String name = member.getKey();
      if (name.startsWith(ORDER) || name.equals(RETAIN_KEYS) || done.contains(name)) {
        continue;
      }
      boolean deletes = name.startsWith(DELETE_PRIMITIVES);
      if (deletes) {
        deletePrimitives(out, name.substring(DELETE_PRIMITIVES.length()), member.getValue());
      } else {
        mergeMember(schema, out, name, member.getValue());
      }
    }
    return out;
  }

  private static void mergeMember(
      @Nullable Schema schema, ObjectNode out, String name, JsonNode value) {
    JsonNode old = out.get(name);
    if (value.isNull()) {
      out.remove(name);
    } else if (old instanceof ObjectNode oldMap && value instanceof ObjectNode map) {
      out.set(name, mergeMap(member(schema, name), oldMap, map));
    } else if (old instanceof ArrayNode oldList && value instanceof ArrayNode list) {
      Patch how = how(schema, name);
      out.set(
          name,
          how.merge()
              ? mergeList(member(schema, name), oldList, list, how.key())
              : plainItems(list));
    } else {
      JsonNode plain = withoutDirectives(value);
      if (plain != null) {
        out.set(name, plain);
      }
    }
  }

  private static @Nullable Schema member(@Nullable Schema schema, String name) {
    return schema == null ? null : schema.member(name);
  }

  private static Patch how(@Nullable Schema schema, String name) {
    Schema.Field field = schema == null ? null : schema.field(name);
    return field == null ? Patch.REPLACE : field.patch();
  }

  private static ObjectNode directed(ObjectNode document, ObjectNode patch) {
    return switch (patch.path(DIRECTIVE).asText()) {
      case "replace" -> {
        ObjectNode replacement = patch.deepCopy();
        replacement.remove(DIRECTIVE);
        yield replacement;
      }
      case "delete" -> NODES.objectNode();
      // The server answers 200 to an unknown directive and changes nothing.
      default -> document;
    };
  }

  private static void retainKeys(ObjectNode out, ObjectNode patch) {
    JsonNode keys = patch.get(RETAIN_KEYS);
    if (keys == null) {
      return;
    }
    Set<String> kept = new HashSet<>();
    keys.forEach(key -> kept.add(key.asText()));
    for (Map.Entry<String, JsonNode> member : patch.properties()) {
      String name = member.getKey();
      boolean exempt =
          member.getValue().isNull()
              || name.equals(RETAIN_KEYS)
              || name.startsWith(DELETE_PRIMITIVES)
              || name.startsWith(ORDER);
      if (!keys.isArray() || (!exempt && !kept.contains(name))) {
        throw fault("invalid patch format of retainKeys");
      }
    }
    out.retain(kept);
  }

  private static void deletePrimitives(ObjectNode out, String name, JsonNode gone) {
    if (!(out.get(name) instanceof ArrayNode old)) {
      return;
    }
    ArrayNode left = NODES.arrayNode();
    for (JsonNode item : old) {
      boolean deleted = false;
      for (JsonNode value : gone) {
        deleted |= Values.same(item, value);
      }
      if (!deleted) {
        left.add(item);
      }
    }
    out.set(name, left);
  }

  /// A list whose order the patch gives, whether it changes items or not.
  private static void mergeOrdered(
      @Nullable Schema schema,
      ObjectNode out,
      String name,
      @Nullable JsonNode patchValue,
      JsonNode order) {
    if (!order.isArray() || (patchValue != null && !patchValue.isNull() && !patchValue.isArray())) {
      throw fault("invalid patch format of setElementOrder list");
    }
    ArrayNode old = out.get(name) instanceof ArrayNode list ? list : null;
    ArrayNode patch = patchValue instanceof ArrayNode list ? list : null;
    Patch how = how(schema, name);
    if (patch != null) {
      checkOrder(patch, order, how.key());
    }
    ArrayNode merged;
    if (patch == null) {
      if (old == null) {
        return;
      }
      merged = old;
    } else if (old == null) {
      merged = plainItems(patch);
    } else {
      merged =
          how.merge() ? mergeList(member(schema, name), old, patch, how.key()) : plainItems(patch);
    }
    out.set(name, ordered(merged, order, old == null ? NODES.arrayNode() : old, how.key()));
  }

  /// The items of the patch must stand in the order that it gives itself.
  private static void checkOrder(ArrayNode patch, JsonNode order, String key) {
    int at = 0;
    for (JsonNode item : patch) {
      if (item.has(DIRECTIVE)) {
        continue;
      }
      int found = at;
      while (found < order.size() && !sameItem(order.get(found), item, key)) {
        found++;
      }
      if (found == order.size()) {
        throw fault(
            "The order in patch list:\n%s\n doesn't match $setElementOrder list:\n%s\n"
                .formatted(GoText.of(patch), GoText.of(order)));
      }
      at = found + 1;
    }
  }

  private static ArrayNode mergeList(
      @Nullable Schema list, ArrayNode old, ArrayNode patch, String key) {
    if (old.isEmpty() && patch.isEmpty()) {
      return old;
    }
    JsonNode sample = patch.isEmpty() ? old.get(0) : patch.get(0);
    if (!sample.isObject()) {
      ArrayNode merged = NODES.arrayNode();
      for (ArrayNode part : List.of(old, patch)) {
        for (JsonNode item : part) {
          if (indexOf(merged, item, "") < 0) {
            merged.add(item);
          }
        }
      }
      return ordered(merged, patch, old, "");
    }
    if (key.isEmpty()) {
      throw fault("cannot merge lists without merge key for " + (list == null ? "" : list.name()));
    }
    Split split = split(old, patch, key);
    List<JsonNode> merged = new ArrayList<>(split.kept());
    Schema item = list == null ? null : list.item();
    for (JsonNode change : split.changes()) {
      int at = indexOf(merged, change, key);
      if (at >= 0) {
        merged.set(at, mergeMap(item, (ObjectNode) merged.get(at), (ObjectNode) change));
      } else {
        merged.add(change);
      }
    }
    ArrayNode changes = NODES.arrayNode().addAll(split.changes());
    ArrayNode kept = NODES.arrayNode().addAll(split.kept());
    return ordered(NODES.arrayNode().addAll(merged), changes, kept, key);
  }

  /// What is left of the old items, and the new ones without directives.
  private record Split(List<JsonNode> kept, List<JsonNode> changes) {}

  private static Split split(ArrayNode old, ArrayNode patch, String key) {
    List<JsonNode> kept = new ArrayList<>();
    old.forEach(kept::add);
    List<JsonNode> changes = new ArrayList<>();
    boolean replace = false;
    for (JsonNode item : patch) {
      JsonNode directive = item.get(DIRECTIVE);
      if (directive == null) {
        if (!item.has(key)) {
          throw noKey(item, key);
        }
        changes.add(item);
        continue;
      }
      switch (directive.asText()) {
        case "delete" -> {
          if (!item.has(key)) {
            throw noKey(item, key);
          }
          kept.removeIf(candidate -> sameItem(candidate, item, key));
        }
        case "replace" -> replace = true;
        case "merge" -> throw fault("merging lists cannot yet be specified in the patch");
        default ->
            throw fault(
                "unknown patch type found: %s in map %s"
                    .formatted(directive.asText(), GoText.of(item)));
      }
    }
    return replace ? new Split(changes, List.of()) : new Split(kept, changes);
  }

  private static KubernetesException noKey(JsonNode item, String key) {
    return fault("map: " + GoText.of(item) + " does not contain declared merge key: " + key);
  }

  /// Items that `order` names in its order; the others keep their place before and after the ones
  /// that both lists know, as they stood in `server`.
  private static ArrayNode ordered(ArrayNode merged, JsonNode order, ArrayNode server, String key) {
    List<JsonNode> named = new ArrayList<>();
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode item : merged) {
      (indexOf(order, item, key) >= 0 ? named : others).add(item);
    }
    named.sort((l, r) -> Integer.compare(indexOf(order, l, key), indexOf(order, r, key)));
    ArrayNode out = NODES.arrayNode(merged.size());
    int i = 0;
    int j = 0;
    while (i < others.size() || j < named.size()) {
      boolean takeOther;
      if (i == others.size()) {
        takeOther = false;
      } else if (j == named.size()) {
        takeOther = true;
      } else {
        int l = indexOf(server, others.get(i), key);
        int r = indexOf(server, named.get(j), key);
        takeOther = l >= 0 && r >= 0 && l < r;
      }
      out.add(takeOther ? others.get(i++) : named.get(j++));
    }
    return out;
  }

  static int indexOf(Iterable<JsonNode> list, JsonNode wanted, String key) {
    int index = 0;
    for (JsonNode item : list) {
      if (sameItem(item, wanted, key)) {
        return index;
      }
      index++;
    }
    return -1;
  }

  static boolean sameItem(JsonNode left, JsonNode right, String key) {
    if (key.isEmpty() || !left.isObject() || !right.isObject()) {
      return Values.same(left, right);
    }
    JsonNode value = left.get(key);
    // Keys are compared as texts: a port may be a number here and a text there.
    return value != null && right.has(key) && value.asText().equals(right.get(key).asText());
  }

  /// A value of the patch for a place where there was nothing; null when nothing is left of it.
  private static @Nullable JsonNode withoutDirectives(JsonNode value) {
    if (value instanceof ObjectNode map) {
      if (map.has(DIRECTIVE) && map.path(DIRECTIVE).asText().equals("delete")) {
        return null;
      }
      ObjectNode out = NODES.objectNode();
      for (Map.Entry<String, JsonNode> member : map.properties()) {
        String name = member.getKey();
        boolean directive =
            name.equals(DIRECTIVE)
                || name.equals(RETAIN_KEYS)
                || name.startsWith(ORDER)
                || name.startsWith(DELETE_PRIMITIVES);
        JsonNode plain =
            directive || member.getValue().isNull() ? null : withoutDirectives(member.getValue());
        if (plain != null) {
          out.set(name, plain);
        }
      }
      return out;
    }
    return value instanceof ArrayNode list ? plainItems(list) : value;
  }

  private static ArrayNode plainItems(ArrayNode list) {
    ArrayNode out = NODES.arrayNode();
    for (JsonNode item : list) {
      boolean marker = item.isObject() && item.has(DIRECTIVE) && item.size() == 1;
      JsonNode plain = marker ? null : withoutDirectives(item);
      if (plain != null) {
        out.add(plain);
      }
    }
    return out;
  }

  private static KubernetesException fault(String message) {
    return new KubernetesException(500, "", message);
  }
}
