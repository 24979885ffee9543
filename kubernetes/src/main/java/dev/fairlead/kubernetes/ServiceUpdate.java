package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// What a Service keeps of its allocated values when it is written again.
final class ServiceUpdate {

  private ServiceUpdate() {}

  static void prepare(ObjectNode service, ObjectNode old) {
    ObjectNode spec = Values.part(service, "spec");
    JsonNode before = old.path("spec");
    String type = spec.path("type").asText();
    String oldType = before.path("type").asText();
    boolean hasIp = !type.equals("ExternalName");
    boolean hadIp = !oldType.equals("ExternalName");
    if (hasIp && hadIp) {
      for (String name : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
        if (!spec.hasNonNull(name) && before.has(name)) {
          spec.set(name, before.get(name));
        }
      }
    }
    if (exposes(type) && exposes(oldType)) {
      keepNodePorts(spec, before);
    }
    if (type.equals("LoadBalancer")
        && !spec.has("healthCheckNodePort")
        && spec.path("externalTrafficPolicy").asText().equals("Local")
        && before.has("healthCheckNodePort")) {
      spec.set("healthCheckNodePort", before.get("healthCheckNodePort"));
    }
    if (!type.equals(oldType)) {
      dropDependent(spec, before, type, oldType);
    }
  }

  private static boolean exposes(String type) {
    return type.equals("NodePort") || type.equals("LoadBalancer");
  }

  /// Ports without a node port get the one of the old port with the same number and protocol.
  private static void keepNodePorts(ObjectNode spec, JsonNode before) {
    ArrayNode ports = JsonNodeFactory.instance.arrayNode();
    for (JsonNode port : spec.path("ports")) {
      ObjectNode copy = Values.shallow((ObjectNode) port);
      if (!copy.has("nodePort")) {
        for (JsonNode oldPort : before.path("ports")) {
          boolean same =
              oldPort.path("port").asInt() == copy.path("port").asInt()
                  && oldPort.path("protocol").asText().equals(copy.path("protocol").asText());
          if (same && oldPort.has("nodePort")) {
            copy.set("nodePort", oldPort.get("nodePort"));
          }
        }
      }
      ports.add(copy);
    }
    if (!ports.isEmpty()) {
      spec.set("ports", ports);
    }
  }

  /// Values that the server allocated for the old type and that the new one has no use for. Values
  /// that the client changed are left for validation.
  private static void dropDependent(ObjectNode spec, JsonNode before, String type, String oldType) {
    if (type.equals("ExternalName")) {
      for (String name :
          List.of(
              "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")) {
        if (Values.same(spec.get(name), before.get(name))) {
          spec.remove(name);
        }
      }
    }
    if (exposes(oldType) && !exposes(type)) {
      ArrayNode ports = JsonNodeFactory.instance.arrayNode();
      for (JsonNode port : spec.path("ports")) {
        ObjectNode copy = Values.shallow((ObjectNode) port);
        copy.remove("nodePort");
        ports.add(copy);
      }
      if (!ports.isEmpty()) {
        spec.set("ports", ports);
      }
      if (Values.same(spec.get("externalTrafficPolicy"), before.get("externalTrafficPolicy"))) {
        spec.remove("externalTrafficPolicy");
      }
    }
    if (!type.equals("LoadBalancer") && oldType.equals("LoadBalancer")) {
      for (String name :
          List.of("healthCheckNodePort", "allocateLoadBalancerNodePorts", "loadBalancerClass")) {
        if (Values.same(spec.get(name), before.get(name))) {
          spec.remove(name);
        }
      }
    }
  }
}
