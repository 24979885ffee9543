package dev.fairlead.chart.go;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlOptions;
import org.jspecify.annotations.Nullable;

/// `sigs.k8s.io/yaml.Unmarshal` into `interface{}`.
public final class GoYamlReader {
  private static final YamlOptions OPTIONS =
      YamlOptions.DEFAULT.withDuplicateKeys(YamlOptions.DuplicateKeys.LAST_WINS);

  private GoYamlReader() {}

  /// The first document of a text; every number is a float64.
  ///
  /// @throws GoError with the library's message
  public static @Nullable Object read(String text) {
    return GoJson.fromTree(tree(text));
  }

  /// The first document of a text as a map; an empty document is an empty map.
  ///
  /// @throws GoError with the library's message
  public static GoMap map(String text) {
    JsonNode node = tree(text);
    if (node.isNull()) {
      return GoMap.create();
    }
    if (GoJson.fromTree(node) instanceof GoMap map) {
      return map;
    }
    String kind =
        switch (node.getNodeType()) {
          case ARRAY -> "array";
          case STRING -> "string";
          case BOOLEAN -> "bool";
          default -> "number";
        };
    throw new GoError(
        "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
            + kind
            + " into Go value of type map[string]interface {}");
  }

  /// The first document of a text as JSON; null for a text without one.
  ///
  /// @throws GoError with the library's message
  public static JsonNode tree(String text) {
    try {
      return Yaml.parseFirst("yaml", text, OPTIONS)
          .map(node -> YamlJson.toJson(node, Schema.YAML_1_1))
          .orElse(NullNode.getInstance());
    } catch (YamlException e) {
      throw new GoError("error converting YAML to JSON: " + e.goMessage());
    }
  }
}
