package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What objects count for in a ResourceQuota, by the names of its `hard` limits.
public final class QuotaUsage {
  /// Resources that have a limit under their plain name.
  public static final List<GroupResource> COUNTED =
      List.of(
          GroupResource.PODS,
          GroupResource.SERVICES,
          GroupResource.CONFIG_MAPS,
          GroupResource.SECRETS,
          GroupResource.PERSISTENT_VOLUME_CLAIMS,
          GroupResource.REPLICATION_CONTROLLERS,
          GroupResource.of("resourcequotas"));

  private static final Quantity ONE = Quantity.parse("1");
  private static final Set<String> COMPUTE = Set.of("cpu", "memory", "ephemeral-storage");

  private QuotaUsage() {}

  /// What one object uses.
  public static Map<String, Quantity> of(GroupResource resource, ObjectNode object) {
    Map<String, Quantity> usage = new TreeMap<>();
    usage.put("count/" + resource, ONE);
    if (COUNTED.contains(resource)) {
      usage.put(resource.resource(), ONE);
    }
    if (resource.equals(GroupResource.PODS)) {
      String phase = object.path("status").path("phase").asText();
      if (phase.equals("Succeeded") || phase.equals("Failed")) {
        usage.remove("pods");
        return usage;
      }
      compute(object, usage);
    } else if (resource.equals(GroupResource.SERVICES)) {
      service(object.path("spec"), usage);
    } else if (resource.equals(GroupResource.PERSISTENT_VOLUME_CLAIMS)) {
      quantity(object.at("/spec/resources/requests"), "storage")
          .ifPresent(storage -> usage.put("requests.storage", storage));
    }
    return usage;
  }

  private static void service(JsonNode spec, Map<String, Quantity> usage) {
    String type = spec.path("type").asText();
    boolean ports =
        type.equals("NodePort")
            || (type.equals("LoadBalancer")
                && spec.path("allocateLoadBalancerNodePorts").asBoolean(true));
    if (ports) {
      usage.put("services.nodeports", Quantity.parse(Integer.toString(spec.path("ports").size())));
    }
    if (type.equals("LoadBalancer")) {
      usage.put("services.loadbalancers", ONE);
    }
  }

  private static void compute(ObjectNode pod, Map<String, Quantity> usage) {
    for (JsonNode container : pod.path("spec").path("containers")) {
      for (String name : COMPUTE) {
        quantity(container.path("resources").path("requests"), name)
            .ifPresent(request -> {
              usage.merge("requests." + name, request, Quantity::plus);
              usage.merge(name, request, Quantity::plus);
            });
        quantity(container.path("resources").path("limits"), name)
            .ifPresent(limit -> usage.merge("limits." + name, limit, Quantity::plus));
      }
    }
  }

  private static Optional<Quantity> quantity(JsonNode map, String name) {
    return map.has(name) ? Quantity.tryParse(map.path(name).asText()) : Optional.empty();
  }

  /// Which limits on compute a pod's containers say nothing about, as `limits.cpu for: app`.
  static List<String> unspecified(ObjectNode pod, Set<String> limits) {
    List<String> missing = new ArrayList<>();
    for (String limit : limits.stream().sorted().toList()) {
      boolean most = limit.startsWith("limits.");
      String name = limit.substring(limit.indexOf('.') + 1);
      if (!COMPUTE.contains(name)) {
        continue;
      }
      List<String> containers = new ArrayList<>();
      for (JsonNode container : pod.path("spec").path("containers")) {
        if (!container.path("resources").path(most ? "limits" : "requests").has(name)) {
          containers.add(container.path("name").asText());
        }
      }
      if (!containers.isEmpty()) {
        missing.add(limit + " for: " + String.join(",", containers));
      }
    }
    return missing;
  }
}
