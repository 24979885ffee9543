package dev.fairlead.ansible.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.model.Secret;
import java.util.Comparator;
import java.util.List;

/// Hides known values in what leaves a run. Ansible's own `no_log` covers less: not a task's name,
/// not a later task that prints a registered value.
record Mask(List<String> values) {
  /// Shorter texts would hide half of every log.
  private static final int SHORTEST = 3;

  static Mask of(List<Secret> secrets) {
    return new Mask(
        secrets.stream()
            .map(Secret::reveal)
            .flatMap(String::lines)
            .map(String::strip)
            .filter(value -> value.length() >= SHORTEST)
            .distinct()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .toList());
  }

  String hide(String text) {
    String hidden = text;
    for (String value : values) {
      hidden = hidden.replace(value, "***");
    }
    return hidden;
  }

  JsonNode hide(JsonNode node) {
    if (values.isEmpty()) {
      return node;
    }
    return switch (node) {
      case TextNode text -> TextNode.valueOf(hide(text.textValue()));
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(e -> copy.set(hide(e.getKey()), hide(e.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
        array.forEach(item -> copy.add(hide(item)));
        yield copy;
      }
      default -> node;
    };
  }
}
