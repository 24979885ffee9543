package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Quantity;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.stream.Collectors;

/// The downward API: fields and resources of a Pod as text.
///
/// @param pod the Pod
/// @param podIp its address
/// @param hostIp its node's address
/// @param allocatable cpu and memory of its node, which stand in for limits that are not set
record PodFields(ObjectNode pod, String podIp, String hostIp, JsonNode allocatable) {
  /// The value of a `fieldRef`.
  ///
  /// @throws ConfigException for a field that is not offered
  String field(String path) {
    return switch (path) {
      case "metadata.name" -> Meta.name(pod);
      case "metadata.namespace" -> Meta.namespace(pod);
      case "metadata.uid" -> Meta.uid(pod);
      case "metadata.labels" -> lines(Meta.labels(pod));
      case "metadata.annotations" -> lines(Meta.annotations(pod));
      case "spec.nodeName" -> pod.path("spec").path("nodeName").asText();
      case "spec.serviceAccountName" -> pod.path("spec").path("serviceAccountName").asText();
      case "status.podIP", "status.podIPs" -> podIp;
      case "status.hostIP", "status.hostIPs" -> hostIp;
      default -> {
        int open = path.indexOf("['");
        if (open > 0 && path.endsWith("']")) {
          String key = path.substring(open + 2, path.length() - 2);
          String list = path.substring(0, open);
          if (list.equals("metadata.labels") || list.equals("metadata.annotations")) {
            yield pod.path("metadata").path(list.substring(9)).path(key).asText("");
          }
        }
        throw new ConfigException("unsupported fieldPath: " + path);
      }
    };
  }

  private static String lines(Map<String, String> map) {
    return map.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e ->
            e.getKey() + "=\"" + e.getValue().replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
        .collect(Collectors.joining("\n"));
  }

  /// The value of a `resourceFieldRef`.
  ///
  /// @param container the container if the reference does not name one
  String resource(JsonNode reference, JsonNode container) {
    JsonNode of = container;
    String named = reference.path("containerName").asText("");
    if (!named.isEmpty()) {
      for (JsonNode c : pod.path("spec").path("containers")) {
        of = c.path("name").asText().equals(named) ? c : of;
      }
    }
    String resource = reference.path("resource").asText();
    int dot = resource.indexOf('.');
    String list = dot < 0 ? "" : resource.substring(0, dot);
    String name = resource.substring(dot + 1);
    JsonNode value = of.path("resources").path(list).path(name);
    if (value.isMissingNode() && list.equals("requests")) {
      value = of.path("resources").path("limits").path(name);
      if (value.isMissingNode()) {
        return "0";
      }
    }
    if (value.isMissingNode()) {
      value = allocatable.path(name);
    }
    if (value.isMissingNode()) {
      return "0";
    }
    BigDecimal divisor = BigDecimal.ONE;
    String text = reference.path("divisor").asText("");
    if (!text.isEmpty() && !text.equals("0")) {
      divisor = Quantity.parse(text).amount();
    }
    return Quantity.parse(value.asText())
        .amount()
        .divide(divisor, 0, RoundingMode.CEILING)
        .toBigInteger()
        .toString();
  }
}
