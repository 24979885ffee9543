package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.kubernetes.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Whether a Pod may run on a node: the scheduler's filters, each with the words of its refusal.
///
/// @param nodes all nodes
/// @param pods all Pods that are bound and have not ended
record NodeFit(List<ObjectNode> nodes, List<ObjectNode> pods) {
  /// Why not; empty if it may.
  Optional<String> refusal(ObjectNode pod, ObjectNode node) {
    JsonNode spec = pod.path("spec");
    if (node.path("spec").path("unschedulable").asBoolean()
        && !specTolerates(spec, "node.kubernetes.io/unschedulable", "", "NoSchedule")) {
      return Optional.of("node(s) were unschedulable");
    }
    for (JsonNode taint : node.path("spec").path("taints")) {
      String effect = taint.path("effect").asText();
      if (!effect.equals("PreferNoSchedule")
          && !specTolerates(
              spec, taint.path("key").asText(), taint.path("value").asText(""), effect)) {
        return Optional.of("node(s) had untolerated taint(s)");
      }
    }
    if (!matchesNode(spec, node)) {
      return Optional.of("node(s) didn't match Pod's node affinity/selector");
    }
    List<ObjectNode> here =
        pods.stream().filter(p -> Pods.node(p).equals(Meta.name(node))).toList();
    if (portsTaken(spec, here)) {
      return Optional.of("node(s) didn't have free ports for the requested pod ports");
    }
    Optional<String> resources = resources(pod, node, here);
    if (resources.isPresent()) {
      return resources;
    }
    return neighbours(pod, node);
  }

  /// Whether a Pod's spec tolerates a taint.
  static boolean specTolerates(JsonNode spec, String key, String value, String effect) {
    for (JsonNode toleration : spec.path("tolerations")) {
      if (tolerates(toleration, key, value, effect)) {
        return true;
      }
    }
    return false;
  }

  /// Whether one toleration is for a taint.
  static boolean tolerates(JsonNode toleration, JsonNode taint) {
    return tolerates(
        toleration,
        taint.path("key").asText(),
        taint.path("value").asText(""),
        taint.path("effect").asText());
  }

  private static boolean tolerates(JsonNode toleration, String key, String value, String effect) {
    String tolerated = toleration.path("key").asText("");
    String on = toleration.path("effect").asText("");
    boolean exists = toleration.path("operator").asText("Equal").equals("Exists");
    return (on.isEmpty() || on.equals(effect))
        && (tolerated.equals(key) || (tolerated.isEmpty() && exists))
        && (exists || toleration.path("value").asText("").equals(value));
  }

  /// Whether `nodeSelector` and required node affinity hold.
  static boolean matchesNode(JsonNode spec, ObjectNode node) {
    Map<String, String> labels = Meta.labels(node);
    for (Map.Entry<String, JsonNode> wanted : spec.path("nodeSelector").properties()) {
      if (!wanted.getValue().asText().equals(labels.get(wanted.getKey()))) {
        return false;
      }
    }
    JsonNode required =
        spec.path("affinity")
            .path("nodeAffinity")
            .path("requiredDuringSchedulingIgnoredDuringExecution");
    if (!required.isObject()) {
      return true;
    }
    for (JsonNode term : required.path("nodeSelectorTerms")) {
      if (term.path("matchExpressions").isEmpty() && term.path("matchFields").isEmpty()) {
        continue;
      }
      boolean all = true;
      for (JsonNode expression : term.path("matchExpressions")) {
        all &= holds(expression, labels.get(expression.path("key").asText()));
      }
      for (JsonNode field : term.path("matchFields")) {
        all &=
            holds(
                field, field.path("key").asText().equals("metadata.name") ? Meta.name(node) : null);
      }
      if (all) {
        return true;
      }
    }
    return false;
  }

  private static boolean holds(
      JsonNode expression, @org.jspecify.annotations.Nullable String value) {
    boolean listed = false;
    for (JsonNode candidate : expression.path("values")) {
      listed |= candidate.asText().equals(value);
    }
    return switch (expression.path("operator").asText()) {
      case "In" -> listed;
      case "NotIn" -> !listed;
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      case "Gt" -> number(value) > number(expression.path("values").path(0).asText());
      case "Lt" ->
          value != null && number(value) < number(expression.path("values").path(0).asText());
      default -> false;
    };
  }

  private static long number(@org.jspecify.annotations.Nullable String text) {
    return text != null && text.matches("-?\\d{1,18}") ? Long.parseLong(text) : Long.MIN_VALUE;
  }

  private static boolean portsTaken(JsonNode spec, List<ObjectNode> here) {
    for (JsonNode container : spec.path("containers")) {
      for (JsonNode port : container.path("ports")) {
        int wanted = port.path("hostPort").asInt(0);
        if (wanted > 0 && here.stream().anyMatch(pod -> usesHostPort(pod, wanted))) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean usesHostPort(ObjectNode pod, int wanted) {
    for (JsonNode container : pod.path("spec").path("containers")) {
      for (JsonNode port : container.path("ports")) {
        if (port.path("hostPort").asInt(0) == wanted) {
          return true;
        }
      }
    }
    return false;
  }

  private static Optional<String> resources(
      ObjectNode pod, ObjectNode node, List<ObjectNode> here) {
    JsonNode allocatable = node.path("status").path("allocatable");
    if (allocatable.has("pods")
        && here.size() + 1 > Quantity.parse(allocatable.path("pods").asText()).value()) {
      return Optional.of("Too many pods");
    }
    Map<String, Long> used = new HashMap<>();
    here.forEach(p -> requests(p).forEach((name, milli) -> used.merge(name, milli, Long::sum)));
    for (Map.Entry<String, Long> request : requests(pod).entrySet()) {
      if (request.getValue() == 0) {
        continue;
      }
      long capacity =
          allocatable.has(request.getKey())
              ? Quantity.parse(allocatable.path(request.getKey()).asText()).milliValue()
              : 0;
      if (used.getOrDefault(request.getKey(), 0L) + request.getValue() > capacity) {
        return Optional.of("Insufficient " + request.getKey());
      }
    }
    return Optional.empty();
  }

  /// What a Pod asks for, in thousandths: its containers' sum, or an init container if that is
  /// more.
  static Map<String, Long> requests(JsonNode pod) {
    Map<String, Long> sum = new HashMap<>();
    for (JsonNode container : pod.path("spec").path("containers")) {
      of(container).forEach((name, milli) -> sum.merge(name, milli, Long::sum));
    }
    for (JsonNode container : pod.path("spec").path("initContainers")) {
      boolean sidecar = container.path("restartPolicy").asText("").equals("Always");
      of(container)
          .forEach((name, milli) -> sum.merge(name, milli, sidecar ? Long::sum : Math::max));
    }
    return sum;
  }

  private static Map<String, Long> of(JsonNode container) {
    Map<String, Long> requests = new HashMap<>();
    container
        .path("resources")
        .path("requests")
        .properties()
        .forEach(e -> requests.put(e.getKey(), Quantity.parse(e.getValue().asText()).milliValue()));
    return requests;
  }

  // --- other Pods -------------------------------------------------------------------------------

  private Optional<String> neighbours(ObjectNode pod, ObjectNode node) {
    JsonNode affinity = pod.path("spec").path("affinity");
    String required = "requiredDuringSchedulingIgnoredDuringExecution";
    for (JsonNode term : affinity.path("podAffinity").path(required)) {
      boolean any = pods.stream().anyMatch(p -> meant(term, pod, p));
      // the first of a group that wants to be together may go anywhere
      boolean first = !any && meant(term, pod, pod);
      if (!first && pods.stream().noneMatch(p -> meant(term, pod, p) && together(term, node, p))) {
        return Optional.of("node(s) didn't match pod affinity rules");
      }
    }
    for (JsonNode term : affinity.path("podAntiAffinity").path(required)) {
      if (pods.stream().anyMatch(p -> meant(term, pod, p) && together(term, node, p))) {
        return Optional.of("node(s) didn't match pod anti-affinity rules");
      }
    }
    for (ObjectNode other : pods) {
      for (JsonNode term :
          other.path("spec").path("affinity").path("podAntiAffinity").path(required)) {
        if (meant(term, other, pod) && together(term, node, other)) {
          return Optional.of("node(s) didn't satisfy existing pods anti-affinity rules");
        }
      }
    }
    return spread(pod, node);
  }

  private static boolean meant(JsonNode term, ObjectNode of, ObjectNode other) {
    boolean namespace = Meta.namespace(of).equals(Meta.namespace(other));
    if (!term.path("namespaces").isEmpty()) {
      namespace = false;
      for (JsonNode name : term.path("namespaces")) {
        namespace |= name.asText().equals(Meta.namespace(other));
      }
    } else if (term.path("namespaceSelector").isObject()) {
      namespace = true;
    }
    return namespace && LabelSelector.of(term.path("labelSelector")).matchesObject(other);
  }

  private boolean together(JsonNode term, ObjectNode node, ObjectNode other) {
    String key = term.path("topologyKey").asText();
    String here = Meta.labels(node).get(key);
    return here != null && here.equals(domain(other, key).orElse(null));
  }

  private Optional<String> domain(ObjectNode pod, String key) {
    return nodes.stream()
        .filter(node -> Meta.name(node).equals(Pods.node(pod)))
        .findFirst()
        .flatMap(node -> Optional.ofNullable(Meta.labels(node).get(key)));
  }

  private Optional<String> spread(ObjectNode pod, ObjectNode node) {
    for (JsonNode constraint : pod.path("spec").path("topologySpreadConstraints")) {
      if (!constraint.path("whenUnsatisfiable").asText().equals("DoNotSchedule")) {
        continue;
      }
      String key = constraint.path("topologyKey").asText();
      String here = Meta.labels(node).get(key);
      if (here == null) {
        return Optional.of(
            "node(s) didn't match pod topology spread constraints (missing required label)");
      }
      Map<String, Integer> counts = new HashMap<>();
      for (ObjectNode candidate : nodes) {
        String value = Meta.labels(candidate).get(key);
        if (value != null && matchesNode(pod.path("spec"), candidate)) {
          counts.putIfAbsent(value, 0);
        }
      }
      LabelSelector selector = LabelSelector.of(constraint.path("labelSelector"));
      for (ObjectNode other : pods) {
        if (Meta.namespace(other).equals(Meta.namespace(pod))
            && !Meta.isDeleting(other)
            && selector.matchesObject(other)) {
          domain(other, key).ifPresent(value -> counts.computeIfPresent(value, (_, n) -> n + 1));
        }
      }
      int least = counts.values().stream().mapToInt(Integer::intValue).min().orElse(0);
      if (counts.getOrDefault(here, 0) + 1 - least > constraint.path("maxSkew").asInt(1)) {
        return Optional.of("node(s) didn't match pod topology spread constraints");
      }
    }
    return Optional.empty();
  }
}
