package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Operations on values by their schema, after Kubernetes' structured merge: which fields a value
/// has, and a value without some of its fields.
final class Structure {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private Structure() {}

  /// How a value is treated, which for untyped places depends on the value.
  enum Form {
    SCALAR,
    MAP,
    LIST
  }

  static Form form(Schema schema, @Nullable JsonNode value) {
    return switch (schema.kind()) {
      case STRUCT, MAP -> Form.MAP;
      case LIST -> Form.LIST;
      case ANY ->
          value == null || value.isObject() || value.isNull()
              ? Form.MAP
              : value.isArray() ? Form.LIST : Form.SCALAR;
      default -> Form.SCALAR;
    };
  }

  static boolean isEmpty(@Nullable JsonNode value) {
    return value == null || value.isNull() || (value.isContainerNode() && value.isEmpty());
  }

  /// Whether a list or map is owned as a whole.
  static boolean isAtomic(Schema schema, Form form) {
    return form == Form.LIST ? schema.listType() == Schema.ListType.ATOMIC : schema.atomic();
  }

  /// The fields that `value` sets.
  static FieldSet fields(Schema schema, JsonNode value) {
    FieldSet.Builder set = new FieldSet.Builder();
    collect(schema, value, set);
    return set.build();
  }

  /// Adds what is below the path of `at`, and for leaves that path itself.
  private static void collect(Schema schema, JsonNode value, FieldSet.Builder at) {
    Form form = form(schema, value);
    if (form == Form.SCALAR || isAtomic(schema, form)) {
      at.add();
    } else if (form == Form.MAP) {
      if (!value.isObject()) {
        return;
      }
      for (Map.Entry<String, JsonNode> member : value.properties()) {
        Schema type = schema.member(member.getKey());
        JsonNode content = member.getValue();
        FieldSet.Builder below = at.at(FieldSet.fieldStep(member.getKey()));
        collect(type == null ? Schema.DEDUCED : type, content, below);
        if (content.isNull()
            || (content.isObject() && content.isEmpty())
            || schema.field(member.getKey()) == null) {
          below.add();
        }
      }
    } else if (value instanceof ArrayNode items) {
      collectItems(schema, items, at);
    }
  }

  private static void collectItems(Schema schema, ArrayNode items, FieldSet.Builder at) {
    List<String> steps = ListItems.steps(schema, items);
    Set<String> seen = new HashSet<>();
    Set<String> twice = new HashSet<>();
    steps.forEach(step -> {
      if (!seen.add(step)) {
        twice.add(step);
      }
    });
    for (int i = 0; i < items.size(); i++) {
      FieldSet.Builder below = at.at(steps.get(i));
      below.add();
      if (!twice.contains(steps.get(i))) {
        Schema item = schema.item();
        collect(item == null ? Schema.DEDUCED : item, items.get(i), below);
      }
    }
  }

  /// `value` without the fields of `gone`; null nodes stand for maps and lists that became empty.
  static JsonNode remove(Schema schema, JsonNode value, FieldSet gone) {
    if (gone.children().isEmpty()) {
      return value;
    }
    Form form = form(schema, value);
    if (form == Form.SCALAR) {
      return value;
    }
    if (isEmpty(value) || isAtomic(schema, form)) {
      return NullNode.instance;
    }
    if (form == Form.MAP) {
      return value instanceof ObjectNode object ? removeMembers(schema, object, gone) : value;
    }
    return value instanceof ArrayNode items ? removeItems(schema, items, gone) : value;
  }

  private static JsonNode removeMembers(Schema schema, ObjectNode object, FieldSet gone) {
    ObjectNode out = NODES.objectNode();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      FieldSet below = gone.below(FieldSet.fieldStep(member.getKey()));
      if (below.isMember()) {
        continue;
      }
      JsonNode content = member.getValue();
      if (!below.isEmpty()) {
        Schema type = schema.member(member.getKey());
        content = remove(type == null ? Schema.DEDUCED : type, content, below);
      }
      out.set(member.getKey(), content);
    }
    return out.isEmpty() ? NullNode.instance : out;
  }

  private static JsonNode removeItems(Schema schema, ArrayNode items, FieldSet gone) {
    ArrayNode out = NODES.arrayNode(items.size());
    Schema type = schema.item();
    for (JsonNode item : items) {
      FieldSet below = gone.below(ListItems.step(schema, item));
      if (!below.isMember()) {
        out.add(below.isEmpty() ? item : remove(type == null ? Schema.DEDUCED : type, item, below));
      }
    }
    return out.isEmpty() ? NullNode.instance : out;
  }

  /// The items of a list by their steps, in order of first appearance.
  static Map<String, List<JsonNode>> bySteps(Schema schema, @Nullable JsonNode list) {
    Map<String, List<JsonNode>> found = new java.util.LinkedHashMap<>();
    if (list instanceof ArrayNode items) {
      for (JsonNode item : items) {
        found
            .computeIfAbsent(ListItems.step(schema, item), _ -> new java.util.ArrayList<>(1))
            .add(item);
      }
    }
    return found;
  }

  /// Adapts owned fields to the schema: what is atomic now is owned as a whole.
  @SuppressWarnings("ReferenceEquality") // tells whether anything was rebuilt
  static FieldSet reconcile(Schema schema, FieldSet set) {
    if (schema.kind() == Schema.Kind.ANY || schema.isScalar()) {
      return set;
    }
    if (isAtomic(schema, form(schema, null))) {
      return set.children().isEmpty() ? set : FieldSet.LEAF;
    }
    FieldSet.Builder out = new FieldSet.Builder();
    boolean changed = false;
    Map<String, FieldSet> adapted = new HashMap<>();
    for (Map.Entry<String, FieldSet> child : set.children().entrySet()) {
      String step = child.getKey();
      Schema below = step.startsWith("f:") ? schema.member(step.substring(2)) : schema.item();
      FieldSet after = below == null ? child.getValue() : reconcile(below, child.getValue());
      changed |= after != child.getValue();
      adapted.put(step, after);
    }
    if (!changed) {
      return set;
    }
    if (set.isMember()) {
      out.add();
    }
    adapted.forEach((step, after) -> out.at(step).add(after));
    return out.build();
  }
}
