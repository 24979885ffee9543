package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives Services their cluster addresses and node ports. What is taken is read from the stored
/// Services; what a request under way has chosen is held until it ends.
final class ServiceAddresses {
  private static final GroupVersionKind SERVICE = new GroupVersionKind("", "v1", "Service");
  private static final int FIRST_NODE_PORT = 30_000;
  private static final int LAST_NODE_PORT = 32_767;

  private final Store store;
  private final Identities identities;
  private final int network;
  private final int size;
  private final Set<String> pending = new HashSet<>();

  ServiceAddresses(Store store, Identities identities, String cidr) {
    this.store = store;
    this.identities = identities;
    int slash = cidr.indexOf('/');
    int prefix = Integer.parseInt(cidr.substring(slash + 1));
    this.size = 1 << Math.min(32 - prefix, 20);
    this.network = number(cidr.substring(0, slash)) & -(1 << (32 - prefix));
  }

  /// Moves stored Services into this range where they were made under another one: the host part of
  /// each address stays.
  void renumber() {
    for (Store.Stored stored : store.list(GroupResource.SERVICES, null).objects()) {
      JsonNode spec = stored.object().path("spec");
      String address = spec.path("clusterIP").asText();
      if (!isAddress(address) || isOurs(address)) {
        continue;
      }
      ObjectNode moved = stored.object().deepCopy();
      ObjectNode next = Json.childObject(moved, "spec");
      String ours = text(network + (number(address) & (size - 1)));
      next.put("clusterIP", ours);
      next.putArray("clusterIPs").add(ours);
      if (store.replace(GroupResource.SERVICES, stored, moved).isEmpty()) {
        throw new IllegalStateException("somebody else writes before the server has started");
      }
    }
  }

  private boolean isOurs(String address) {
    int offset = number(address) - network;
    return offset > 0 && offset < size;
  }

  /// Completes a Service in place and holds what it got.
  ///
  /// @return what to release when the request is over
  synchronized List<String> allocate(ObjectNode service, @Nullable ObjectNode live) {
    List<String> held = new ArrayList<>();
    ObjectNode spec = Json.childObject(service, "spec");
    String type = spec.path("type").asText("ClusterIP");
    try {
      if (!type.equals("ExternalName")) {
        clusterAddress(service, spec, live, held);
      }
      if (type.equals("NodePort") || type.equals("LoadBalancer")) {
        nodePorts(service, spec, live, type, held);
        healthPort(spec, live, type, held);
      }
    } catch (ApiException e) {
      release(held);
      throw e;
    }
    return held;
  }

  synchronized void release(List<String> held) {
    pending.removeAll(held);
  }

  /// The first address of the range: that of Service `default/kubernetes`.
  String first() {
    return text(network + 1);
  }

  private void clusterAddress(
      ObjectNode service, ObjectNode spec, @Nullable ObjectNode live, List<String> held) {
    String address = spec.path("clusterIP").asText("");
    if (address.isEmpty()) {
      address = spec.path("clusterIPs").path(0).asText("");
    }
    boolean own = live != null && address.equals(live.path("spec").path("clusterIP").asText(""));
    if (address.isEmpty()) {
      address = choose();
      held.add(address);
      pending.add(address);
    } else if (!address.equals("None") && !own) {
      claim(service, address, held);
    }
    spec.put("clusterIP", address);
    if (spec.path("clusterIPs").isEmpty()) {
      spec.putArray("clusterIPs").add(address);
    }
    if (spec.path("ipFamilies").isEmpty()) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    if (!spec.hasNonNull("ipFamilyPolicy")) {
      spec.put("ipFamilyPolicy", "SingleStack");
    }
  }

  private void claim(ObjectNode service, String address, List<String> held) {
    if (!isAddress(address)) {
      return; // validation will say so
    }
    String problem = null;
    if (!isOurs(address)) {
      problem =
          "failed to allocate IP %s: the provided network does not match the current range"
              .formatted(address);
    } else if (taken("clusterIP").contains(address) || pending.contains(address)) {
      problem = "failed to allocate IP %s: provided IP is already allocated".formatted(address);
    }
    if (problem != null) {
      throw invalid(
          service, "spec.clusterIPs", "Invalid value: [\"%s\"]: %s".formatted(address, problem));
    }
    held.add(address);
    pending.add(address);
  }

  private String choose() {
    Set<String> taken = taken("clusterIP");
    int start = identities.below(size - 2);
    for (int i = 0; i < size - 2; i++) {
      String address = text(network + 1 + (start + i) % (size - 2));
      if (!taken.contains(address) && !pending.contains(address)) {
        return address;
      }
    }
    throw Statuses.internalError("failed to allocate a serviceIP: range is full");
  }

  private void nodePorts(
      ObjectNode service,
      ObjectNode spec,
      @Nullable ObjectNode live,
      String type,
      List<String> held) {
    if (type.equals("LoadBalancer")
        && spec.path("allocateLoadBalancerNodePorts").isBoolean()
        && !spec.path("allocateLoadBalancerNodePorts").asBoolean()) {
      return;
    }
    Map<String, Integer> before = new HashMap<>();
    Set<Integer> own = new HashSet<>();
    if (live != null) {
      for (JsonNode port : live.path("spec").path("ports")) {
        if (port.path("nodePort").asInt() != 0) {
          before.put(port.path("name").asText(""), port.path("nodePort").asInt());
          own.add(port.path("nodePort").asInt());
        }
      }
    }
    Set<String> taken = taken("nodePort");
    JsonNode ports = spec.path("ports");
    for (int i = 0; i < ports.size(); i++) {
      ObjectNode port = (ObjectNode) ports.get(i);
      int wanted = port.path("nodePort").asInt();
      if (wanted == 0 && before.containsKey(port.path("name").asText(""))) {
        wanted = before.get(port.path("name").asText(""));
        port.put("nodePort", wanted);
      }
      if (wanted == 0) {
        wanted = chooseNodePort(taken);
        port.put("nodePort", wanted);
      } else if (!own.contains(wanted)) {
        String field = "spec.ports[" + i + "].nodePort";
        if (wanted < FIRST_NODE_PORT || wanted > LAST_NODE_PORT) {
          throw invalid(
              service,
              field,
              "Invalid value: %d: provided port is not in the valid range. The range of valid ports is %d-%d"
                  .formatted(wanted, FIRST_NODE_PORT, LAST_NODE_PORT));
        }
        if (taken.contains(Integer.toString(wanted)) || pending.contains("port " + wanted)) {
          throw invalid(
              service,
              field,
              "Invalid value: %d: provided port is already allocated".formatted(wanted));
        }
      }
      held.add("port " + wanted);
      pending.add("port " + wanted);
    }
  }

  /// A load balancer that keeps to local endpoints asks each node for its health on one more port.
  private void healthPort(
      ObjectNode spec, @Nullable ObjectNode live, String type, List<String> held) {
    if (!type.equals("LoadBalancer")
        || !spec.path("externalTrafficPolicy").asText().equals("Local")
        || spec.path("healthCheckNodePort").asInt() != 0) {
      return;
    }
    int before = live == null ? 0 : live.path("spec").path("healthCheckNodePort").asInt();
    int port = before != 0 ? before : chooseNodePort(taken("nodePort"));
    spec.put("healthCheckNodePort", port);
    held.add("port " + port);
    pending.add("port " + port);
  }

  private int chooseNodePort(Set<String> taken) {
    int count = LAST_NODE_PORT - FIRST_NODE_PORT + 1;
    int start = identities.below(count);
    for (int i = 0; i < count; i++) {
      int port = FIRST_NODE_PORT + (start + i) % count;
      if (!taken.contains(Integer.toString(port)) && !pending.contains("port " + port)) {
        return port;
      }
    }
    throw Statuses.internalError("failed to allocate a nodePort: range is full");
  }

  private Set<String> taken(String field) {
    Set<String> taken = new HashSet<>();
    for (Store.Stored stored : store.list(GroupResource.SERVICES, null).objects()) {
      JsonNode spec = stored.object().path("spec");
      if (field.equals("clusterIP")) {
        taken.add(spec.path("clusterIP").asText());
      } else {
        for (JsonNode port : spec.path("ports")) {
          taken.add(port.path(field).asText());
        }
        taken.add(spec.path("healthCheckNodePort").asText());
      }
    }
    return taken;
  }

  private static ApiException invalid(ObjectNode service, String field, String detail) {
    return Statuses.invalid(
        SERVICE,
        Json.name(service),
        List.of(new FieldError(FieldError.Reason.INVALID, field, detail)));
  }

  private static boolean isAddress(String text) {
    return text.matches("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
  }

  private static int number(String address) {
    int number = 0;
    for (String part : address.split("\\.")) {
      number = (number << 8) | (Integer.parseInt(part) & 0xFF);
    }
    return number;
  }

  private static String text(int address) {
    return (address >>> 24)
        + "."
        + ((address >>> 16) & 0xFF)
        + "."
        + ((address >>> 8) & 0xFF)
        + "."
        + (address & 0xFF);
  }
}
