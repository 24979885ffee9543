package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// The rules by which a vector changes an answer before it is compared, and paths into answers.
final class Adjustments {
  private Adjustments() {}

  /// `.items[*].metadata.labels["a.b/c"]` as its steps.
  static List<String> steps(String path) {
    List<String> steps = new ArrayList<>();
    int i = 0;
    while (i < path.length()) {
      if (path.charAt(i) == '.') {
        i++;
      } else if (path.charAt(i) == '[') {
        boolean quoted = path.charAt(i + 1) == '"';
        int end = quoted ? path.indexOf("\"]", i + 2) + 1 : path.indexOf(']', i);
        String step = path.substring(i + 1, end);
        steps.add(quoted ? step.substring(1, step.length() - 1) : step);
        i = end + 1;
      } else {
        int end = i;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
          end++;
        }
        steps.add(path.substring(i, end));
        i = end;
      }
    }
    return steps;
  }

  static Optional<JsonNode> find(JsonNode root, String path) {
    JsonNode node = root;
    for (String step : steps(path)) {
      node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
    }
    return node.isMissingNode() ? Optional.empty() : Optional.of(node);
  }

  /// The answer after all rules.
  static JsonNode apply(JsonNode body, JsonNode rules) {
    ObjectNode box = Json.object();
    box.set("root", body.deepCopy());
    for (JsonNode rule : rules) {
      List<String> steps = new ArrayList<>(List.of("root"));
      steps.addAll(steps(rule.path("path").asText()));
      visit(box, steps, rule);
    }
    return box.get("root");
  }

  private static void visit(JsonNode node, List<String> steps, JsonNode rule) {
    String step = steps.getFirst();
    List<String> rest = steps.subList(1, steps.size());
    List<String> keys = new ArrayList<>();
    if (step.equals("*")) {
      if (node.isObject()) {
        node.fieldNames().forEachRemaining(keys::add);
      } else {
        for (int i = 0; i < node.size(); i++) {
          keys.add(Integer.toString(i));
        }
      }
    } else if (node.isObject() ? node.has(step) : node.isArray()) {
      keys.add(step);
    }
    for (String key : keys.reversed()) {
      if (rest.isEmpty()) {
        change(node, key, rule);
      } else {
        visit(child(node, key), rest, rule);
      }
    }
  }

  private static JsonNode child(JsonNode node, String key) {
    return node.isArray() ? node.path(Integer.parseInt(key)) : node.path(key);
  }

  private static void change(JsonNode parent, String key, JsonNode rule) {
    JsonNode value = child(parent, key);
    switch (rule.path("op").asText()) {
      case "remove" -> {
        if (parent instanceof ObjectNode object) {
          object.remove(key);
        } else if (parent instanceof ArrayNode array) {
          array.remove(Integer.parseInt(key));
        }
      }
      case "any" -> set(parent, key, TextNode.valueOf("<any>"));
      case "keep" -> {
        ArrayNode kept = Json.object().arrayNode();
        Set<String> wanted = words(rule.path("in"));
        for (JsonNode each : value) {
          if (each.isObject()
              && find(each, rule.path("key").asText())
                  .map(found -> wanted.contains(found.asText()))
                  .orElse(false)) {
            kept.add(each);
          }
        }
        set(parent, key, kept);
      }
      case "sort" -> {
        List<JsonNode> sorted = new ArrayList<>();
        value.forEach(sorted::add);
        String by = rule.path("by").asText("");
        sorted.sort(
            Comparator.comparing(each ->
                canonical(by.isEmpty() ? each : find(each, by).orElse(TextNode.valueOf("")))));
        ArrayNode list = Json.object().arrayNode();
        sorted.forEach(list::add);
        set(parent, key, list);
      }
      case "keys" -> {
        if (value instanceof ObjectNode object) {
          object.retain(words(rule.path("in")));
        }
      }
      case "keynames" -> {
        ArrayNode names = Json.object().arrayNode();
        Set<String> sorted = new TreeSet<>();
        value.fieldNames().forEachRemaining(sorted::add);
        sorted.forEach(names::add);
        set(parent, key, names);
      }
      default -> throw new IllegalArgumentException("unknown adjustment " + rule);
    }
  }

  private static Set<String> words(JsonNode list) {
    Set<String> words = new HashSet<>();
    list.forEach(each -> words.add(each.asText()));
    return words;
  }

  private static void set(JsonNode parent, String key, JsonNode value) {
    if (parent instanceof ObjectNode object) {
      object.set(key, value);
    } else if (parent instanceof ArrayNode array) {
      array.set(Integer.parseInt(key), value);
    }
  }

  /// A text by which nodes can be ordered: members sorted by name.
  static String canonical(JsonNode node) {
    if (node.isObject()) {
      StringBuilder text = new StringBuilder("{");
      Set<String> names = new TreeSet<>();
      node.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        text.append('"').append(name).append("\": ").append(canonical(node.get(name))).append(", ");
      }
      return text.append('}').toString();
    }
    if (node.isArray()) {
      StringBuilder text = new StringBuilder("[");
      node.forEach(each -> text.append(canonical(each)).append(", "));
      return text.append(']').toString();
    }
    return node.toString();
  }

  /// Orders managedFields by operation, manager, version and subresource, wherever they stand.
  static void sortManagedFields(JsonNode node) {
    if (node instanceof ObjectNode object
        && object.get("managedFields") instanceof ArrayNode list) {
      List<JsonNode> sorted = new ArrayList<>();
      list.forEach(sorted::add);
      sorted.sort(
          Comparator.comparing((JsonNode each) -> each.path("operation").asText())
              .thenComparing(each -> each.path("manager").asText())
              .thenComparing(each -> each.path("apiVersion").asText())
              .thenComparing(each -> each.path("subresource").asText()));
      ArrayNode ordered = object.putArray("managedFields");
      sorted.forEach(ordered::add);
    }
    node.forEach(Adjustments::sortManagedFields);
  }
}
