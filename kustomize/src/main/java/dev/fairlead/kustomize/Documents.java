package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the objects of a file as kustomize does. Its YAML reader is go-yaml v3, for which `yes`,
/// `no`, `on` and `off` are texts.
final class Documents {
  private static final Set<String> NO_BOOLEANS = Set.of("yes", "no", "on", "off", "y", "n");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private Documents() {}

  /// The objects of a text: documents that are empty are passed over, and a `…List` with items is
  /// replaced by its items, after the others.
  ///
  /// @throws Refusal where something is no object with a kind and a name
  static List<ObjectNode> objects(String file, String text) {
    Deque<ObjectNode> rest = new ArrayDeque<>();
    for (YamlNode document : parse(file, text)) {
      JsonNode node = node(document, List.of());
      if (node instanceof ObjectNode object) {
        if (!object.isEmpty()) {
          rest.add(checked(file + ":" + document.position().line(), object));
        }
      } else if (!node.isNull()) {
        throw new Refusal(document.position() + ": expected an object, found " + node);
      }
    }
    List<ObjectNode> objects = new ArrayList<>();
    while (!rest.isEmpty()) {
      ObjectNode object = rest.remove();
      if (object.path("kind").asText().endsWith("List") && object.has("items")) {
        for (JsonNode item : object.get("items")) {
          if (!(item instanceof ObjectNode map)) {
            throw new Refusal(file + ": expected an object in items, found " + item);
          }
          rest.add(checked(file, map));
        }
      } else {
        objects.add(object);
      }
    }
    return objects;
  }

  static List<YamlNode> parse(String file, String text) {
    try {
      return Yaml.parse(file, text);
    } catch (YamlException e) {
      throw Refusal.of(e);
    }
  }

  private static ObjectNode checked(String place, ObjectNode object) {
    String kind = object.path("kind").asText("");
    if (kind.isEmpty()) {
      throw new Refusal(place + ": missing kind in object " + object);
    }
    if (!kind.endsWith("List") && object.path("metadata").path("name").asText("").isEmpty()) {
      throw new Refusal(place + ": missing metadata.name in object " + object);
    }
    return object;
  }

  private static JsonNode node(YamlNode node, List<String> path) {
    return switch (node) {
      case YamlScalar scalar -> scalar(scalar, path);
      case YamlSequence sequence -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        sequence.items().forEach(item -> array.add(node(item, child(path, "[]"))));
        yield array;
      }
      case YamlMapping mapping -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        merges(mapping)
            .forEach(base -> {
              if (node(base, path) instanceof ObjectNode map) {
                map.properties()
                    .forEach(entry -> {
                      if (!object.has(entry.getKey())) {
                        object.set(entry.getKey(), entry.getValue());
                      }
                    });
              }
            });
        for (YamlMapping.Entry entry : mapping.entries()) {
          if (!isMerge(entry)) {
            String name =
                entry
                    .name()
                    .orElseThrow(
                        () -> new Refusal(entry.key().position() + ": a key must be a text"));
            object.set(name, node(entry.value(), child(path, name)));
          }
        }
        yield object;
      }
    };
  }

  private static boolean isMerge(YamlMapping.Entry entry) {
    return entry.key() instanceof YamlScalar key && key.isPlain() && key.value().equals("<<");
  }

  private static List<YamlNode> merges(YamlMapping mapping) {
    List<YamlNode> bases = new ArrayList<>();
    for (YamlMapping.Entry entry : mapping.entries()) {
      if (isMerge(entry)) {
        if (entry.value() instanceof YamlSequence list) {
          bases.addAll(list.items());
        } else {
          bases.add(entry.value());
        }
      }
    }
    return bases;
  }

  private static List<String> child(List<String> path, String part) {
    // Deeper places are all alike: only annotations are read in another way.
    return path.size() > 2 ? path : append(path, part);
  }

  private static List<String> append(List<String> path, String part) {
    List<String> longer = new ArrayList<>(path);
    longer.add(part);
    return longer;
  }

  private static JsonNode scalar(YamlScalar scalar, List<String> path) {
    String text = scalar.value();
    if (!scalar.isPlain() || !scalar.tag().isEmpty()) {
      return json(scalar);
    }
    if (text.isEmpty()) {
      return BlankNull.INSTANCE;
    }
    if (NO_BOOLEANS.contains(text.toLowerCase(java.util.Locale.ROOT))) {
      return TextNode.valueOf(text);
    }
    JsonNode value = json(scalar);
    if (value.isNull()) {
      return NullNode.getInstance();
    }
    boolean annotation =
        path.size() == 3 && path.get(0).equals("metadata") && path.get(1).equals("annotations");
    if (annotation) {
      return TextNode.valueOf(text);
    }
    return DATE.matcher(text).matches() ? TextNode.valueOf(text + "T00:00:00Z") : value;
  }

  private static JsonNode json(YamlScalar scalar) {
    try {
      return YamlJson.toJson(scalar, Schema.YAML_1_1);
    } catch (YamlException e) {
      throw Refusal.of(e);
    }
  }
}
