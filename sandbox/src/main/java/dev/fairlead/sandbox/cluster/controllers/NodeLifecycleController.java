package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Says of a node that no longer reports that nobody knows how it is, and taints it, as
/// kube-controller-manager's node lifecycle controller does. A node reports by its Lease or its
/// status; how long ago is told by this controller's own clock, so that after a pause of the whole
/// cluster every node has its time again.
///
/// What its taints mean for the Pods there is [TaintEvictionController]'s part.
final class NodeLifecycleController extends Controller {
  /// The real controller's `--node-monitor-grace-period`.
  private static final Duration GRACE = Duration.ofSeconds(50);

  private static final String LEASES = "kube-node-lease";
  private static final String NOT_READY = "node.kubernetes.io/not-ready";
  private static final String UNREACHABLE = "node.kubernetes.io/unreachable";
  private static final List<String> CONDITIONS =
      List.of("Ready", "MemoryPressure", "DiskPressure", "PIDPressure");

  /// The last report of each node; only the controller's thread uses it.
  private final Map<String, Report> reports = new HashMap<>();

  NodeLifecycleController(ControllerContext context) {
    super(context, "node-controller");
  }

  /// What a node last said, and since when it is known here.
  private record Report(String said, Instant seen) {}

  @Override
  void watchAll() {
    watchOwn(GroupResource.NODES);
    watch(GroupResource.LEASES, this::onLease);
  }

  private void onLease(ObjectEvent event) {
    if (Meta.namespace(event.object()).equals(LEASES)) {
      enqueue(new Key("", Meta.name(event.object())));
    }
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found = objects.get(GroupResource.NODES, null, key.name());
    if (found.isEmpty()) {
      reports.remove(key.name());
      return;
    }
    ObjectNode node = found.get();
    Report report = report(node);
    Instant due = report.seen().plus(GRACE);
    if (now().isBefore(due)) {
      enqueueAfter(key, Duration.between(now(), due).plusMillis(1));
    } else {
      boolean was = Conditions.isTrue(node.path("status"), "Ready");
      node =
          objects.modifyStatus(GroupResource.NODES, null, key.name(), this::unknown).orElse(node);
      if (was) {
        events.normal(
            node, "NodeNotReady", "Node %s status is now: NodeNotReady".formatted(key.name()));
      }
    }
    taint(node);
    if (!Conditions.isTrue(node.path("status"), "Ready")) {
      unready(key.name());
    }
  }

  private Report report(ObjectNode node) {
    String name = Meta.name(node);
    String renewed =
        objects
            .get(GroupResource.LEASES, LEASES, name)
            .map(lease -> lease.path("spec").path("renewTime").asText())
            .orElse("");
    String beat =
        Conditions.find(node.path("status"), "Ready")
            .map(ready -> ready.path("lastHeartbeatTime").asText())
            .orElse("");
    String said = renewed + " " + beat;
    Report known = reports.get(name);
    if (known == null || !known.said().equals(said)) {
      known = new Report(said, now());
      reports.put(name, known);
    }
    return known;
  }

  private ObjectNode unknown(ObjectNode node) {
    ObjectNode status = Meta.child(node, "status");
    ArrayNode conditions = Meta.list(status, "conditions");
    for (String type : CONDITIONS) {
      Optional<JsonNode> present = Conditions.find(status, type);
      if (present.isEmpty()) {
        conditions
            .addObject()
            .put("type", type)
            .put("status", "Unknown")
            .put("lastHeartbeatTime", Meta.time(Meta.created(node)))
            .put("lastTransitionTime", time())
            .put("reason", "NodeStatusNeverUpdated")
            .put("message", "Kubelet never posted node status.");
      } else if (!present.get().path("status").asText().equals("Unknown")) {
        ((ObjectNode) present.get())
            .put("status", "Unknown")
            .put("lastTransitionTime", time())
            .put("reason", "NodeStatusUnknown")
            .put("message", "Kubelet stopped posting node status.");
      }
    }
    return node;
  }

  /// Gives a node the taints that its readiness asks for, and takes the others away. A node that
  /// has never reported keeps what it was created with.
  private void taint(ObjectNode node) {
    String wanted =
        switch (Conditions.find(node.path("status"), "Ready")
            .map(ready -> ready.path("status").asText())
            .orElse("")) {
          case "True" -> "";
          case "Unknown" -> UNREACHABLE;
          default -> NOT_READY;
        };
    boolean silent = Conditions.find(node.path("status"), "Ready").isEmpty();
    objects.modify(
        GroupResource.NODES,
        null,
        Meta.name(node),
        copy -> {
          ObjectNode spec = Meta.child(copy, "spec");
          ArrayNode taints = Meta.list(spec, "taints");
          for (int i = taints.size() - 1; i >= 0; i--) {
            String key = taints.get(i).path("key").asText();
            if (Set.of(NOT_READY, UNREACHABLE).contains(key) && !key.equals(wanted)) {
              taints.remove(i);
            }
          }
          if (!wanted.isEmpty()) {
            add(taints, wanted, "NoSchedule");
            if (!silent) {
              add(taints, wanted, "NoExecute");
            }
          }
          if (taints.isEmpty()) {
            spec.remove("taints");
          }
          return copy;
        });
  }

  private void add(ArrayNode taints, String key, String effect) {
    for (JsonNode taint : taints) {
      if (taint.path("key").asText().equals(key) && taint.path("effect").asText().equals(effect)) {
        return;
      }
    }
    taints.addObject().put("key", key).put("effect", effect).put("timeAdded", time());
  }

  /// The Pods of a node that does not report are not ready: Services leave them out.
  private void unready(String node) {
    for (ObjectNode pod : objects.list(GroupResource.PODS)) {
      if (Pods.node(pod).equals(node) && Pods.isReady(pod)) {
        objects.modifyStatus(
            GroupResource.PODS,
            Meta.namespace(pod),
            Meta.name(pod),
            copy -> {
              Conditions.find(copy.path("status"), "Ready")
                  .ifPresent(ready ->
                      ((ObjectNode) ready)
                          .put("status", "False")
                          .put("lastTransitionTime", time()));
              return copy;
            });
        events.warning(pod, "NodeNotReady", "Node is not ready");
      }
    }
  }
}
