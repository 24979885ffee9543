package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A node of the sandbox cluster.
///
/// @param name such as `k8s-worker-1`
/// @param labels besides the ones that every node has
/// @param taints as in a Node's spec
/// @param cpu capacity, a quantity
/// @param memory capacity, a quantity
/// @param pods how many Pods it takes
public record NodeSpec(
    String name,
    Map<String, String> labels,
    List<JsonNode> taints,
    String cpu,
    String memory,
    int pods) {
  public NodeSpec {
    labels = new LinkedHashMap<>(labels);
    taints = List.copyOf(taints);
  }

  /// A node of ordinary size.
  public static NodeSpec named(String name) {
    return new NodeSpec(name, Map.of(), List.of(), "8", "16Gi", 110);
  }

  /// The node that a Node object describes; without a capacity it is of ordinary size.
  public static NodeSpec of(JsonNode node) {
    String name = node.at("/metadata/name").asText();
    Map<String, String> labels = new LinkedHashMap<>();
    node.at("/metadata/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    List<JsonNode> taints = new ArrayList<>();
    node.at("/spec/taints").forEach(taints::add);
    NodeSpec ordinary = named(name);
    JsonNode capacity = node.at("/status/capacity");
    return new NodeSpec(
        name,
        labels,
        taints,
        capacity.path("cpu").asText(ordinary.cpu()),
        capacity.path("memory").asText(ordinary.memory()),
        capacity.path("pods").asInt(ordinary.pods()));
  }

  /// This node with labels.
  public NodeSpec withLabels(Map<String, String> value) {
    return new NodeSpec(name, value, taints, cpu, memory, pods);
  }

  /// This node with taints.
  public NodeSpec withTaints(List<JsonNode> value) {
    return new NodeSpec(name, labels, value, cpu, memory, pods);
  }
}
