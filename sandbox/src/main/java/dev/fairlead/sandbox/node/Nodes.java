package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.DeleteOptions;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.controllers.Conditions;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The Node objects and their heartbeats: those that the sandbox was started with, and those that
/// join later because somebody creates the Node object, as a kubelet does.
final class Nodes implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Nodes.class);
  private static final String VERSION = "v1.36.0+sandbox";
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);
  private static final int LEASE_SECONDS = 40;

  private final Objects objects;
  private final List<NodeSpec> first;
  private final Map<String, NodeSpec> nodes = new ConcurrentHashMap<>();
  private final Set<String> away = ConcurrentHashMap.newKeySet();
  private final Clock clock;
  private final String hostIp;
  private final Thread heartbeat;
  private final Consumer<String> joined;
  private Objects.@Nullable Watch watch;

  /// @param first the nodes that are there from the start
  /// @param joined told of a node that joined later; Pods may be bound to it already
  Nodes(
      Objects objects, List<NodeSpec> first, Clock clock, String hostIp, Consumer<String> joined) {
    this.objects = objects;
    this.first = first;
    this.clock = clock;
    this.hostIp = hostIp;
    this.joined = joined;
    this.heartbeat = Thread.ofVirtual().name("node-heartbeat").unstarted(this::beat);
  }

  /// Creates what is missing, says that every node is ready, and goes on saying so.
  void register() {
    for (NodeSpec node : first) {
      nodes.put(node.name(), node);
      if (objects.get(GroupResource.NODES, null, node.name()).isEmpty()) {
        objects.create(GroupResource.NODES, object(node));
      }
      ready(node);
    }
    watch = objects.watch(GroupResource.NODES, this::onNode);
    heartbeat.start();
  }

  /// Whether this machine acts for a node of that name.
  boolean has(String name) {
    return nodes.containsKey(name) && !away.contains(name);
  }

  /// Acts for a node no longer: it reports nothing, as one that has lost its power.
  ///
  /// @return whether there is such a node
  boolean takeAway(String name) {
    if (!nodes.containsKey(name)) {
      return false;
    }
    away.add(name);
    return true;
  }

  /// Acts for a node that was taken away again; it reports at once.
  ///
  /// @return whether it was away
  boolean giveBack(String name) {
    NodeSpec node = nodes.get(name);
    if (!away.remove(name) || node == null) {
      return false;
    }
    ready(node);
    return true;
  }

  private void onNode(ObjectEvent event) {
    String name = Meta.name(event.object());
    try {
      if (event.type() == ObjectEvent.Type.DELETED) {
        nodes.remove(name);
        away.remove(name);
        objects.delete(GroupResource.LEASES, "kube-node-lease", name, DeleteOptions.DEFAULT);
      } else if (nodes.putIfAbsent(name, NodeSpec.of(event.object())) == null) {
        ready(NodeSpec.of(event.object()));
        joined.accept(name);
      }
    } catch (ApiException e) {
      LOG.warn("cannot follow node {}: {}", name, e.toString());
    }
  }

  private void ready(NodeSpec node) {
    objects.modifyStatus(GroupResource.NODES, null, node.name(), object -> status(object, node));
    objects.modify(GroupResource.NODES, null, node.name(), Nodes::untainted);
    renew(node.name());
  }

  /// Admission marks a new node as not ready; the node lifecycle controller takes that away.
  private static ObjectNode untainted(ObjectNode node) {
    if (node.path("spec").get("taints") instanceof ArrayNode taints) {
      for (int i = taints.size() - 1; i >= 0; i--) {
        if (taints.get(i).path("key").asText().equals("node.kubernetes.io/not-ready")) {
          taints.remove(i);
        }
      }
      if (taints.isEmpty()) {
        Meta.child(node, "spec").remove("taints");
      }
    }
    return node;
  }

  private ObjectNode object(NodeSpec node) {
    ObjectNode object = Meta.object("v1", "Node");
    ObjectNode metadata = Meta.metadata(object).put("name", node.name());
    String architecture =
        System.getProperty("os.arch", "amd64").equals("aarch64") ? "arm64" : "amd64";
    ObjectNode labels = metadata.putObject("labels");
    Map.of(
            "kubernetes.io/arch",
            architecture,
            "kubernetes.io/hostname",
            node.name(),
            "kubernetes.io/os",
            "linux",
            "beta.kubernetes.io/arch",
            architecture,
            "beta.kubernetes.io/os",
            "linux")
        .forEach(labels::put);
    node.labels().forEach(labels::put);
    metadata.putObject("annotations").put("node.alpha.kubernetes.io/ttl", "0");
    ObjectNode spec = object.putObject("spec");
    if (!node.taints().isEmpty()) {
      ArrayNode taints = spec.putArray("taints");
      node.taints().forEach(taint -> taints.add(taint.deepCopy()));
    }
    return object;
  }

  private ObjectNode status(ObjectNode object, NodeSpec node) {
    String now = Meta.time(clock.instant());
    ObjectNode status = Meta.child(object, "status");
    for (String list : List.of("capacity", "allocatable")) {
      status
          .putObject(list)
          .put("cpu", node.cpu())
          .put("memory", node.memory())
          .put("ephemeral-storage", "100Gi")
          .put("pods", String.valueOf(node.pods()));
    }
    ArrayNode conditions = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
    condition(
        conditions,
        status,
        now,
        "MemoryPressure",
        false,
        "KubeletHasSufficientMemory",
        "kubelet has sufficient memory available");
    condition(
        conditions,
        status,
        now,
        "DiskPressure",
        false,
        "KubeletHasNoDiskPressure",
        "kubelet has no disk pressure");
    condition(
        conditions,
        status,
        now,
        "PIDPressure",
        false,
        "KubeletHasSufficientPID",
        "kubelet has sufficient PID available");
    condition(
        conditions, status, now, "Ready", true, "KubeletReady", "kubelet is posting ready status");
    status.set("conditions", conditions);
    if (!(status.get("addresses") instanceof ArrayNode given) || given.isEmpty()) {
      ArrayNode addresses = status.putArray("addresses");
      addresses.addObject().put("type", "InternalIP").put("address", hostIp);
      addresses.addObject().put("type", "Hostname").put("address", node.name());
    }
    status.putObject("daemonEndpoints").putObject("kubeletEndpoint").put("Port", 10250);
    status
        .putObject("nodeInfo")
        .put("machineID", "")
        .put("systemUUID", "")
        .put("bootID", "")
        .put("kernelVersion", System.getProperty("os.version", ""))
        .put("osImage", "Fairlead sandbox")
        .put("containerRuntimeVersion", "fairlead://0.1.0")
        .put("kubeletVersion", VERSION)
        .put("kubeProxyVersion", VERSION)
        .put("operatingSystem", "linux")
        .put(
            "architecture",
            System.getProperty("os.arch", "amd64").equals("aarch64") ? "arm64" : "amd64");
    return object;
  }

  private static void condition(
      ArrayNode conditions,
      ObjectNode status,
      String now,
      String type,
      boolean holds,
      String reason,
      String message) {
    String value = holds ? "True" : "False";
    String since =
        Conditions.find(status, type)
            .filter(c -> c.path("status").asText().equals(value))
            .map(c -> c.path("lastTransitionTime").asText())
            .orElse(now);
    conditions
        .addObject()
        .put("type", type)
        .put("status", value)
        .put("lastHeartbeatTime", now)
        .put("lastTransitionTime", since)
        .put("reason", reason)
        .put("message", message);
  }

  private void renew(String node) {
    String now =
        java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
            .withZone(java.time.ZoneOffset.UTC)
            .format(clock.instant());
    if (objects
        .modify(
            GroupResource.LEASES,
            "kube-node-lease",
            node,
            lease -> {
              Meta.child(lease, "spec").put("renewTime", now);
              return lease;
            })
        .isEmpty()) {
      ObjectNode lease = Meta.object("coordination.k8s.io/v1", "Lease");
      Meta.metadata(lease).put("name", node).put("namespace", "kube-node-lease");
      lease
          .putObject("spec")
          .put("holderIdentity", node)
          .put("leaseDurationSeconds", LEASE_SECONDS)
          .put("renewTime", now);
      objects.create(GroupResource.LEASES, lease);
    }
  }

  private void beat() {
    try {
      while (true) {
        Thread.sleep(HEARTBEAT);
        for (String node : nodes.keySet()) {
          if (away.contains(node)) {
            continue;
          }
          try {
            renew(node);
          } catch (ApiException e) {
            LOG.warn("cannot renew the lease of node {}: {}", node, e.toString());
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (watch != null) {
      watch.close();
    }
    heartbeat.interrupt();
  }
}
