package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Merges applied values into live ones by their schema.
final class StructuredMerge {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private StructuredMerge() {}

  /// `live` with `applied` merged in; parts of both are shared with the result.
  static JsonNode merge(Schema schema, JsonNode live, JsonNode applied) {
    JsonNode merged = mergeValue(schema, live, applied);
    return merged == null ? NODES.objectNode() : merged;
  }

  /// Null when nothing is left.
  private static @Nullable JsonNode mergeValue(
      Schema schema, @Nullable JsonNode live, @Nullable JsonNode applied) {
    if (applied == null) {
      return live;
    }
    Structure.Form form = Structure.form(schema, applied.isNull() ? live : applied);
    if (form == Structure.Form.SCALAR
        || Structure.isAtomic(schema, form)
        || (Structure.isEmpty(live) && Structure.isEmpty(applied))) {
      return applied;
    }
    if (form == Structure.Form.MAP) {
      return mergeMembers(schema, live, applied);
    }
    return mergeItems(schema, live, applied);
  }

  private static @Nullable JsonNode mergeMembers(
      Schema schema, @Nullable JsonNode live, JsonNode applied) {
    if (!applied.isObject()) {
      return live;
    }
    ObjectNode out = NODES.objectNode();
    if (live instanceof ObjectNode object) {
      out.setAll(object);
    }
    for (Map.Entry<String, JsonNode> member : applied.properties()) {
      String name = member.getKey();
      Schema type = schema.member(name);
      JsonNode merged =
          mergeValue(type == null ? Schema.DEDUCED : type, out.get(name), member.getValue());
      if (merged != null) {
        out.set(name, merged);
      }
    }
    return out.isEmpty() ? null : out;
  }

  /// Items of `applied` come in its order; the others keep their place among those that both have.
  private static @Nullable JsonNode mergeItems(
      Schema schema, @Nullable JsonNode live, JsonNode applied) {
    if (!(applied instanceof ArrayNode rights)) {
      return live;
    }
    ArrayNode lefts = live instanceof ArrayNode list ? list : NODES.arrayNode();
    List<String> leftSteps = ListItems.steps(schema, lefts);
    List<String> rightSteps = ListItems.steps(schema, rights);
    Map<String, JsonNode> leftItems = new HashMap<>();
    Set<String> leftTwice = new HashSet<>();
    for (int i = 0; i < leftSteps.size(); i++) {
      if (leftItems.put(leftSteps.get(i), lefts.get(i)) != null) {
        leftTwice.add(leftSteps.get(i));
      }
    }
    // What stands twice in the live list is replaced, not merged.
    leftTwice.forEach(step -> leftItems.put(step, NODES.nullNode()));
    Set<String> rightSet = new HashSet<>(rightSteps);
    Deque<String> shared = new ArrayDeque<>();
    for (String step : rightSteps) {
      if (leftItems.containsKey(step)) {
        shared.add(step);
      }
    }
    Merge merge = new Merge(schema, NODES.arrayNode(), leftItems);
    Set<String> merged = new HashSet<>();
    String next = shared.poll();
    int l = 0;
    int r = 0;
    while (l < leftSteps.size() || r < rightSteps.size()) {
      if (l < leftSteps.size() && r < rightSteps.size()) {
        String step = leftSteps.get(l);
        if (step.equals(rightSteps.get(r))) {
          merged.add(step);
          merge.add(step, rights.get(r));
          l++;
          r++;
          next = shared.poll();
          continue;
        }
        if (rightSet.contains(step) && next != null && !next.equals(step)) {
          l++;
          continue;
        }
      }
      if (l < leftSteps.size()) {
        String step = leftSteps.get(l);
        if (!rightSet.contains(step)) {
          merge.out.add(lefts.get(l));
          l++;
          continue;
        } else if (merged.contains(step)) {
          l++;
        }
      }
      if (r < rightSteps.size()) {
        String step = rightSteps.get(r);
        merged.add(step);
        merge.add(step, rights.get(r));
        r++;
        if (step.equals(next)) {
          next = shared.poll();
        }
      }
    }
    return merge.out.isEmpty() ? null : merge.out;
  }

  private record Merge(Schema schema, ArrayNode out, Map<String, JsonNode> lefts) {
    void add(String step, JsonNode right) {
      Schema item = schema.item() == null ? Schema.DEDUCED : schema.item();
      JsonNode merged = mergeValue(item, lefts.get(step), right);
      if (merged != null) {
        out.add(merged);
      }
    }
  }
}
