package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Deletes Pods that do not, or no longer, tolerate a `NoExecute` taint of their node, as
/// kube-controller-manager's taint eviction controller does.
final class TaintEvictionController extends Controller {
  TaintEvictionController(ControllerContext context) {
    super(context, "taint-eviction-controller");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.PODS);
    watch(GroupResource.NODES, this::onNode);
  }

  private void onNode(ObjectEvent event) {
    if (taints(event.object()).isEmpty()) {
      return;
    }
    String name = Meta.name(event.object());
    for (ObjectNode pod : objects.list(GroupResource.PODS)) {
      if (Pods.node(pod).equals(name)) {
        enqueue(Key.of(pod));
      }
    }
  }

  private static List<JsonNode> taints(ObjectNode node) {
    List<JsonNode> taints = new ArrayList<>();
    for (JsonNode taint : node.path("spec").path("taints")) {
      if (taint.path("effect").asText().equals("NoExecute")) {
        taints.add(taint);
      }
    }
    return taints;
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found = objects.get(GroupResource.PODS, key.namespace(), key.name());
    if (found.isEmpty() || Pods.node(found.get()).isEmpty() || Meta.isDeleting(found.get())) {
      return;
    }
    ObjectNode pod = found.get();
    Instant due =
        objects
            .get(GroupResource.NODES, null, Pods.node(pod))
            .map(node -> end(pod, taints(node)))
            .orElse(Instant.MAX);
    if (due.equals(Instant.MAX)) {
      return;
    }
    if (now().isBefore(due)) {
      enqueueAfter(key, Duration.between(now(), due).plusMillis(1));
      return;
    }
    events.normal(pod, "TaintManagerEviction", "Marking for deletion Pod " + key);
    delete(GroupResource.PODS, pod);
  }

  /// How long a Pod may stay: the shortest of what it tolerates; no time at all with a taint that
  /// it does not; for ever where it names no time.
  private Instant end(ObjectNode pod, List<JsonNode> taints) {
    Instant end = Instant.MAX;
    for (JsonNode taint : taints) {
      Instant since = Meta.instant(taint.path("timeAdded")).orElse(now());
      boolean tolerated = false;
      for (JsonNode toleration : pod.path("spec").path("tolerations")) {
        if (NodeFit.tolerates(toleration, taint)) {
          tolerated = true;
          if (toleration.hasNonNull("tolerationSeconds")) {
            long seconds = Math.max(0, toleration.path("tolerationSeconds").asLong());
            Instant limit = since.plusSeconds(seconds);
            end = limit.isBefore(end) ? limit : end;
          }
        }
      }
      if (!tolerated) {
        return Instant.MIN;
      }
    }
    return end;
  }
}
