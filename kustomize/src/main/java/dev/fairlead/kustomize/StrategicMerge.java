package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Strategic merge as kustomize does it, which is not quite what the API server does: new items go
/// to the front of a list, `$patch: replace` of one item has no effect on an existing one, and
/// nulls that the object already had stay.
///
/// Both trees are changed and become part of the result, so callers pass copies.
final class StrategicMerge {
  private static final String DIRECTIVE = "$patch";

  private StrategicMerge() {}

  /// The merged object; null where the patch deletes it.
  static @Nullable ObjectNode merge(ObjectNode object, ObjectNode patch) {
    GroupVersionKind kind = GroupVersionKind.of(object);
    return (ObjectNode) walk(object, patch, MergeKeys.of(kind));
  }

  /// The merged value. Null clears the field; a JSON null keeps one that was there.
  private static @Nullable JsonNode walk(
      @Nullable JsonNode object, @Nullable JsonNode patch, @Nullable MergeKeys keys) {
    JsonNode first = isNothing(object) ? patch : object;
    if (first == null || isNothing(first)) {
      return object != null && patch == null && !(object instanceof BlankNull) ? object : null;
    }
    if (!isNothing(object) && !isNothing(patch) && shape(object) != shape(patch)) {
      throw new Refusal(
          "the patch has a %s where the object has a %s: %s"
              .formatted(name(patch), name(object), patch));
    }
    return switch (first) {
      case ObjectNode _ ->
          map((ObjectNode) orNull(object), (ObjectNode) orNull(patch), patch, keys);
      case ArrayNode _ -> {
        if (keys != null && keys.keys() != null) {
          yield list((ArrayNode) orNull(object), (ArrayNode) orNull(patch), patch, keys);
        }
        yield replaced(object, patch);
      }
      default -> replaced(object, patch);
    };
  }

  private static @Nullable JsonNode replaced(@Nullable JsonNode object, @Nullable JsonNode patch) {
    if (patch == null) {
      return object;
    }
    return patch.isNull() ? null : patch;
  }

  private static @Nullable JsonNode map(
      @Nullable ObjectNode object,
      @Nullable ObjectNode patch,
      @Nullable JsonNode written,
      @Nullable MergeKeys keys) {
    ObjectNode into;
    String directive = directive(patch);
    if (object == null) {
      if (directive.equals("delete")) {
        return null;
      }
      into = patch;
    } else if ((written != null && written.isNull()) || directive.equals("delete")) {
      return null;
    } else {
      into = directive.equals("replace") ? patch : object;
    }
    if (into == null) {
      return null;
    }
    TreeSet<String> names = new TreeSet<>();
    into.fieldNames().forEachRemaining(names::add);
    if (patch != null) {
      patch.fieldNames().forEachRemaining(names::add);
    }
    for (String name : names) {
      JsonNode value =
          walk(
              into.get(name),
              patch == null ? null : patch.get(name),
              keys == null ? null : keys.member(name));
      if (value == null) {
        into.remove(name);
      } else {
        into.set(name, value);
      }
    }
    return into;
  }

  private static String directive(@Nullable ObjectNode patch) {
    if (patch == null || !patch.has(DIRECTIVE)) {
      return "merge";
    }
    return known(patch.remove(DIRECTIVE).asText());
  }

  private static String known(String directive) {
    return switch (directive) {
      case "merge", "replace", "delete" -> directive;
      default ->
          throw new Refusal(
              "unknown patch strategy '%s'; expected merge, replace or delete"
                  .formatted(directive));
    };
  }

  /// A list's directive is an item of its own that has nothing else.
  private static String listDirective(@Nullable ArrayNode patch) {
    if (patch != null) {
      for (Iterator<JsonNode> items = patch.iterator(); items.hasNext(); ) {
        JsonNode item = items.next();
        if (item.has(DIRECTIVE)) {
          if (item.size() > 1) {
            return "merge";
          }
          items.remove();
          return known(item.path(DIRECTIVE).asText());
        }
      }
    }
    return "merge";
  }

  private static @Nullable JsonNode list(
      @Nullable ArrayNode object,
      @Nullable ArrayNode patch,
      @Nullable JsonNode written,
      MergeKeys keys) {
    ArrayNode into;
    if (object == null) {
      into = patch;
    } else if (written != null && written.isNull()) {
      return null;
    } else {
      String directive = listDirective(patch);
      if (directive.equals("delete")) {
        return null;
      }
      into = directive.equals("replace") ? patch : object;
    }
    if (into == null) {
      return null;
    }
    List<String> names = keys.keys() == null || keys.keys().isEmpty() ? List.of("") : keys.keys();
    List<List<String>> identities = identities(into, patch, names);
    return new ItemMerge(names, identities, keys.items()).merge(into, patch);
  }

  /// What identifies the items of both lists, those of the patch first, each once.
  private static List<List<String>> identities(
      ArrayNode object, @Nullable ArrayNode patch, List<String> names) {
    List<List<String>> identities = new ArrayList<>();
    for (ArrayNode source : patch == null ? List.of(object) : List.of(patch, object)) {
      for (JsonNode item : source) {
        List<String> identity = names.stream().map(name -> text(item, name)).toList();
        if (!identities.contains(identity)) {
          identities.add(identity);
        }
      }
    }
    return identities;
  }

  private static String text(JsonNode item, String name) {
    if (name.isEmpty()) {
      return item.asText();
    }
    JsonNode value = item.path(name);
    boolean empty = value.isNull() || (value.isContainerNode() && value.isEmpty());
    return empty ? "" : value.asText("");
  }

  private static boolean isNothing(@Nullable JsonNode node) {
    return node == null || node.isNull() || node.isMissingNode();
  }

  private static @Nullable JsonNode orNull(@Nullable JsonNode node) {
    return isNothing(node) ? null : node;
  }

  private static int shape(@Nullable JsonNode node) {
    return switch (node) {
      case ObjectNode _ -> 1;
      case ArrayNode _ -> 2;
      case null, default -> 3;
    };
  }

  private static String name(@Nullable JsonNode node) {
    return switch (shape(node)) {
      case 1 -> "map";
      case 2 -> "list";
      default -> "scalar";
    };
  }

  /// Merges two lists whose items have identities. An item may leave out a key, such as a port its
  /// protocol; then the keys that are there decide.
  ///
  /// @param names the keys; one empty name for a list of scalars
  private record ItemMerge(
      List<String> names, List<List<String>> identities, @Nullable MergeKeys items) {

    ArrayNode merge(ArrayNode object, @Nullable ArrayNode patch) {
      List<List<String>> unified = names.size() > 1 ? unified() : identities;
      ArrayNode front = JsonNodeFactory.instance.arrayNode();
      List<String> used = names;
      for (List<String> identity : unified) {
        List<String> present = presentNames(unified);
        List<String> values = presentValues(identity, present);
        used = present;
        JsonNode value = walk(find(object, present, values), find(patch, present, values), items);
        if (value == null || isEmpty(value)) {
          put(object, present, values, null);
          continue;
        }
        if (value instanceof ObjectNode map) {
          complete(map, present, values);
        }
        put(front, present, values, value);
      }
      return unified.isEmpty() ? object : append(front, object, used);
    }

    /// Where one item names a key that another one with the same other keys leaves out, both are
    /// the same item.
    private List<List<String>> unified() {
      List<List<String>> result = new ArrayList<>(identities);
      for (int i = 0; i < result.size(); i++) {
        List<String> left = result.get(i);
        for (int j = 0; j < result.size(); j++) {
          List<String> common = common(left, result.get(j));
          if (!common.isEmpty()) {
            result.set(i, common);
            result.set(j, common);
          }
        }
      }
      return result;
    }

    private static List<String> common(List<String> left, List<String> right) {
      boolean shared = false;
      List<String> both = new ArrayList<>();
      for (int i = 0; i < left.size(); i++) {
        if (left.get(i).equals(right.get(i))) {
          shared = true;
          both.add(left.get(i));
        } else if (!left.get(i).isEmpty() && !right.get(i).isEmpty()) {
          return List.of();
        } else {
          both.add(left.get(i).isEmpty() ? right.get(i) : left.get(i));
        }
      }
      return shared ? both : List.of();
    }

    private List<String> presentNames(List<List<String>> all) {
      List<String> present =
          IntStream.range(0, names.size())
              .filter(i -> all.stream().anyMatch(identity -> !identity.get(i).isEmpty()))
              .mapToObj(names::get)
              .toList();
      return present.isEmpty() ? names : present;
    }

    private List<String> presentValues(List<String> identity, List<String> present) {
      return IntStream.range(0, names.size())
          .filter(i -> present.contains(names.get(i)))
          .mapToObj(identity::get)
          .toList();
    }

    private static @Nullable JsonNode find(
        @Nullable ArrayNode list, List<String> names, List<String> values) {
      if (list == null) {
        return null;
      }
      // Keys without a value do not count here, unless none has one.
      boolean anyValue = values.stream().anyMatch(value -> !value.isEmpty());
      for (JsonNode item : list) {
        boolean found = true;
        for (int i = 0; i < names.size() && found; i++) {
          if (anyValue && values.get(i).isEmpty()) {
            continue;
          }
          found =
              names.get(i).isEmpty()
                  ? item.asText().equals(values.get(i))
                  : item.has(names.get(i)) && item.get(names.get(i)).asText().equals(values.get(i));
        }
        if (found) {
          return item;
        }
      }
      return null;
    }

    private static boolean isEmpty(JsonNode item) {
      return item.isNull() || (item.isObject() && item.isEmpty());
    }

    private static void complete(ObjectNode item, List<String> names, List<String> values) {
      for (int i = 0; i < names.size(); i++) {
        if (!item.has(names.get(i)) && !values.get(i).isEmpty()) {
          item.set(
              names.get(i),
              Yaml.parseOne("key", values.get(i))
                  .map(scalar -> YamlJson.toJson(scalar, Schema.YAML_1_1))
                  .orElseThrow());
        }
      }
    }

    /// Puts a value in the place of the items that it is identified with, or at the end; a null
    /// value removes them. Empty items go at any rate.
    private static void put(
        ArrayNode list, List<String> names, List<String> values, @Nullable JsonNode value) {
      List<JsonNode> kept = new ArrayList<>();
      boolean placed = false;
      for (JsonNode item : list) {
        if (isEmpty(item)) {
          continue;
        }
        if (!identified(item, names, values)) {
          if (!values.isEmpty()) {
            kept.add(item);
          }
          continue;
        }
        if (value != null) {
          kept.add(value);
        }
        placed = true;
      }
      if (value != null && !placed) {
        kept.add(value);
      }
      list.removeAll();
      list.addAll(kept);
    }

    /// Values may be fewer than keys, where an item lacks some; then the first ones decide.
    private static boolean identified(JsonNode item, List<String> names, List<String> values) {
      for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
        if (names.get(i).isEmpty()) {
          if (item.isContainerNode() || !item.asText().equals(values.get(i))) {
            return false;
          }
        } else if (!item.has(names.get(i))
            || (!values.get(i).isEmpty()
                && !item.get(names.get(i)).asText().equals(values.get(i)))) {
          return false;
        }
      }
      return !values.isEmpty();
    }

    private static ArrayNode append(ArrayNode front, ArrayNode object, List<String> names) {
      for (JsonNode item : List.copyOf(items(object))) {
        if (names.getFirst().isEmpty()) {
          put(front, names, List.of(item.asText()), item);
          continue;
        }
        List<String> values = new ArrayList<>();
        for (String name : names) {
          if (item.has(name) && !item.get(name).isNull()) {
            values.add(item.get(name).asText());
          } else {
            front.add(item);
          }
        }
        if (names.size() > 1) {
          put(front, names, values, null);
        }
        put(front, names, values, item);
      }
      return front;
    }

    private static List<JsonNode> items(ArrayNode list) {
      List<JsonNode> items = new ArrayList<>();
      list.forEach(items::add);
      return items;
    }
  }
}
