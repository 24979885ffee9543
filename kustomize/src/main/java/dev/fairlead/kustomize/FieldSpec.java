package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Where a transformer acts in objects of some kind.
///
/// @param selector empty parts fit everything
/// @param path parts separated by `/` (`\/` is a slash inside of a part); lists are passed through
///   without a part of their own
/// @param create whether a missing field is created
record FieldSpec(GroupVersionKind selector, String path, boolean create) {

  /// What a transformer puts at the end of the path where nothing is.
  enum Leaf {
    /// Nothing: missing fields are passed over, whatever the spec says.
    NONE,
    SCALAR,
    MAPPING
  }

  static FieldSpec anyKind(String path, boolean create) {
    return new FieldSpec(new GroupVersionKind("", "", ""), path, create);
  }

  /// Reads an entry of a transformer configuration file.
  static FieldSpec of(JsonNode entry) {
    return new FieldSpec(
        new GroupVersionKind(
            entry.path("group").asText(""),
            entry.path("version").asText(""),
            entry.path("kind").asText("")),
        entry.path("path").asText(""),
        entry.path("create").asBoolean(false));
  }

  boolean selects(GroupVersionKind kind) {
    return selects(selector, kind);
  }

  static boolean selects(GroupVersionKind selector, GroupVersionKind kind) {
    return (selector.group().isEmpty() || selector.group().equals(kind.group()))
        && (selector.version().isEmpty() || selector.version().equals(kind.version()))
        && (selector.kind().isEmpty() || selector.kind().equals(kind.kind()));
  }

  /// Calls `action` for every place of `object` that the path leads to.
  void visit(ObjectNode object, Leaf leaf, Consumer<Slot> action) {
    if (selects(GroupVersionKind.of(object))) {
      visit(object, split(path, '/'), leaf, action);
    }
  }

  private void visit(JsonNode node, List<String> rest, Leaf leaf, Consumer<Slot> action) {
    switch (node) {
      case ObjectNode object -> member(object, rest, leaf, action);
      case ArrayNode array -> {
        for (int i = 0; i < array.size(); i++) {
          step(new Slot.Item(array, i), rest, leaf, action);
        }
      }
      default ->
          throw new Refusal(
              "field %s leads through %s, which is neither a list nor a map".formatted(path, node));
    }
  }

  private void step(Slot slot, List<String> rest, Leaf leaf, Consumer<Slot> action) {
    if (rest.isEmpty()) {
      action.accept(slot);
    } else if (!slot.isEmpty()) {
      visit(slot.get(), rest, leaf, action);
    }
  }

  private void member(ObjectNode object, List<String> rest, Leaf leaf, Consumer<Slot> action) {
    String part = rest.getFirst();
    boolean list = part.endsWith("[]");
    Slot slot =
        new Slot.Member(object, list ? part.substring(0, part.length() - "[]".length()) : part);
    boolean last = rest.size() == 1;
    if (create && leaf != Leaf.NONE && !list) {
      if (slot.isEmpty() && (!last || leaf == Leaf.MAPPING)) {
        slot.set(object.objectNode());
      }
    } else if (slot.get().isMissingNode()) {
      return;
    }
    step(slot, rest.subList(1, rest.size()), leaf, action);
  }

  /// Splits at a separator that no backslash precedes.
  static List<String> split(String path, char separator) {
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    String text = path.length() > 1 && path.charAt(0) == separator ? path.substring(1) : path;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == separator) {
        part.append(separator);
        i++;
      } else if (c == separator) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    return parts;
  }
}
