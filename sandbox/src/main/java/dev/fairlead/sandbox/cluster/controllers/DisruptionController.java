package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says how many Pods a PodDisruptionBudget lets go.
final class DisruptionController extends Controller {
  private static final Map<String, GroupResource> SCALABLE =
      Map.of(
          "ReplicaSet", GroupResource.REPLICA_SETS,
          "StatefulSet", GroupResource.STATEFUL_SETS,
          "ReplicationController", GroupResource.REPLICATION_CONTROLLERS);

  DisruptionController(ControllerContext context) {
    super(context, "controllermanager");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.POD_DISRUPTION_BUDGETS);
    watch(GroupResource.PODS, this::onPod);
  }

  private void onPod(ObjectEvent event) {
    ObjectNode pod = event.object();
    for (ObjectNode budget :
        objects.list(GroupResource.POD_DISRUPTION_BUDGETS, Meta.namespace(pod))) {
      if (LabelSelector.of(budget.path("spec").path("selector")).matchesObject(pod)) {
        enqueue(Key.of(budget));
      }
    }
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found =
        objects.get(GroupResource.POD_DISRUPTION_BUDGETS, key.namespace(), key.name());
    if (found.isEmpty()) {
      return;
    }
    ObjectNode budget = found.get();
    LabelSelector selector = LabelSelector.of(budget.path("spec").path("selector"));
    List<ObjectNode> pods =
        objects.list(GroupResource.PODS, key.namespace()).stream()
            .filter(selector::matchesObject)
            .filter(pod -> !Pods.isFinished(pod))
            .toList();
    JsonNode most = budget.path("spec").path("maxUnavailable");
    JsonNode least = budget.path("spec").path("minAvailable");
    int expected;
    int desired;
    if (!most.isMissingNode()) {
      expected = scale(pods);
      desired = Math.max(0, expected - IntOrPercent.of(most, 0, expected, true));
    } else if (least.isTextual() && least.asText().endsWith("%")) {
      expected = scale(pods);
      desired = IntOrPercent.of(least, 0, expected, true);
    } else {
      expected = pods.size();
      desired = IntOrPercent.of(least, 0, expected, true);
    }
    int healthy =
        (int) pods.stream().filter(pod -> Pods.isReady(pod) && !Meta.isDeleting(pod)).count();
    int allowed = expected <= 0 ? 0 : Math.max(0, healthy - desired);
    objects.modifyStatus(
        GroupResource.POD_DISRUPTION_BUDGETS,
        key.namespace(),
        key.name(),
        copy -> status(copy, expected, desired, healthy, allowed));
  }

  private ObjectNode status(
      ObjectNode budget, int expected, int desired, int healthy, int allowed) {
    ObjectNode status = Meta.child(budget, "status");
    status
        .put("observedGeneration", Meta.generation(budget))
        .put("disruptionsAllowed", allowed)
        .put("currentHealthy", healthy)
        .put("desiredHealthy", desired)
        .put("expectedPods", expected);
    status.remove("disruptedPods");
    String value = allowed > 0 ? "True" : "False";
    String since =
        Conditions.find(status, "DisruptionAllowed")
            .filter(c -> c.path("status").asText().equals(value))
            .map(c -> c.path("lastTransitionTime").asText())
            .orElse(time());
    ObjectNode condition =
        status
            .objectNode()
            .put("type", "DisruptionAllowed")
            .put("status", value)
            .put("observedGeneration", Meta.generation(budget))
            .put("lastTransitionTime", since)
            .put("reason", allowed > 0 ? "SufficientPods" : "InsufficientPods")
            .put("message", "");
    Conditions.append(status, condition);
    return budget;
  }

  /// How many Pods the owners of these Pods want.
  private int scale(List<ObjectNode> pods) {
    Map<String, Integer> wanted = new HashMap<>();
    for (ObjectNode pod : pods) {
      Optional<JsonNode> owner = Meta.controller(pod);
      if (owner.isEmpty()) {
        wanted.put(Meta.uid(pod), 1);
        continue;
      }
      GroupResource resource = SCALABLE.get(owner.get().path("kind").asText());
      String uid = owner.get().path("uid").asText();
      if (resource != null && !wanted.containsKey(uid)) {
        objects
            .get(resource, Meta.namespace(pod), owner.get().path("name").asText())
            .ifPresent(set -> wanted.put(uid, Rollout.replicas(set)));
      }
    }
    return wanted.values().stream().mapToInt(Integer::intValue).sum();
  }
}
