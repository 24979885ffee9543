package dev.fairlead.ansible.layout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlMapping;
import dev.fairlead.yaml.YamlNode;
import dev.fairlead.yaml.YamlOptions;
import dev.fairlead.yaml.YamlScalar;
import dev.fairlead.yaml.YamlSequence;
import java.util.List;
import java.util.Optional;

/// YAML as Ansible reads it: one document, the last of equal keys wins, `!vault` and `!unsafe` are
/// known.
public final class AnsibleYaml {
  private static final YamlOptions OPTIONS =
      YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS);

  private AnsibleYaml() {}

  /// The document of a file; empty for one without content.
  ///
  /// @throws YamlException where it is not YAML, or holds several documents
  public static Optional<YamlNode> parse(String file, String text) {
    if (text.startsWith("$ANSIBLE_VAULT;")) {
      return Optional.empty();
    }
    List<YamlNode> documents = Yaml.parse(file, text, OPTIONS);
    if (documents.size() > 1) {
      throw new YamlException(
          documents.get(1).position(),
          "expected a single document, found another one: Ansible reads one for each file");
    }
    return documents.stream().filter(node -> !isEmpty(node)).findFirst();
  }

  private static boolean isEmpty(YamlNode node) {
    return node instanceof YamlScalar scalar && scalar.isPlain() && scalar.value().isEmpty();
  }

  /// The value of a node. What Ansible could not read either becomes the text that stands there.
  public static JsonNode value(YamlNode node) {
    return switch (node) {
      case YamlScalar scalar -> scalar(scalar);
      case YamlSequence list -> {
        var array = JsonNodeFactory.instance.arrayNode();
        list.items().forEach(item -> array.add(value(item)));
        yield array;
      }
      case YamlMapping map -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (YamlMapping.Entry entry : map.entries()) {
          if (entry.name().orElse("").equals("<<")) {
            merge(entry.value(), object);
          }
        }
        for (YamlMapping.Entry entry : map.entries()) {
          entry
              .name()
              .filter(name -> !name.equals("<<"))
              .ifPresent(name -> object.set(name, value(entry.value())));
        }
        yield object;
      }
    };
  }

  private static void merge(YamlNode node, ObjectNode into) {
    switch (node) {
      case YamlMapping map -> {
        if (value(map) instanceof ObjectNode object) {
          object
              .properties()
              .forEach(field -> {
                if (!into.has(field.getKey())) {
                  into.set(field.getKey(), field.getValue());
                }
              });
        }
      }
      case YamlSequence list -> list.items().forEach(item -> merge(item, into));
      case YamlScalar _ -> {}
    }
  }

  private static JsonNode scalar(YamlScalar scalar) {
    if (scalar.tag().contains("vault")) {
      return JsonNodeFactory.instance.objectNode().put("__ansible_vault", scalar.value());
    }
    if (scalar.tag().endsWith("unsafe")) {
      return TextNode.valueOf(scalar.value());
    }
    try {
      return YamlJson.toJson(scalar, Schema.YAML_1_1);
    } catch (YamlException _) {
      return TextNode.valueOf(scalar.value()); // NaN, or a tag that contradicts its text.
    }
  }
}
