package dev.fairlead.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.node.NodeSpec;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import dev.fairlead.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;

/// Reads the nodes that a cluster is to have from `Node` manifests, as `kubectl get nodes -o yaml`
/// writes them: name, labels, taints and capacity.
public final class NodeManifest {
  private NodeManifest() {}

  /// @param file the file's name, for errors
  /// @throws dev.fairlead.yaml.YamlException where it is not YAML
  /// @throws IllegalArgumentException where a document is not a Node
  public static List<NodeSpec> parse(String file, String text) {
    var nodes = new ArrayList<NodeSpec>();
    for (YamlNode document : Yaml.parse(file, text)) {
      JsonNode json = YamlJson.toJson(document, Schema.YAML_1_1);
      if (json.path("kind").asText().endsWith("List") && json.path("items").isArray()) {
        json.path("items").forEach(item -> nodes.add(node(file, item)));
      } else if (!json.isNull() && !json.isEmpty()) {
        nodes.add(node(file, json));
      }
    }
    return nodes;
  }

  private static NodeSpec node(String file, JsonNode json) {
    String name = json.at("/metadata/name").asText("");
    if (!json.path("kind").asText().equals("Node") || name.isEmpty()) {
      throw new IllegalArgumentException(
          file
              + ": expected objects of kind Node with a name, found kind "
              + json.path("kind").asText("(none)"));
    }
    return NodeSpec.of(json);
  }
}
