package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Keeps as many Pods as a ReplicaSet asks for.
final class ReplicaSetController extends Controller {
  /// As many Pods as one round may create.
  private static final int BURST = 500;

  ReplicaSetController(ControllerContext context) {
    super(context, "replicaset-controller");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.REPLICA_SETS);
    watch(GroupResource.PODS, this::onPod);
  }

  private void onPod(ObjectEvent event) {
    ObjectNode pod = event.object();
    Optional<JsonNode> owner = Meta.controller(pod);
    if (owner.isPresent()) {
      if (owner.get().path("kind").asText().equals("ReplicaSet")) {
        enqueue(new Key(Meta.namespace(pod), owner.get().path("name").asText()));
      }
      return;
    }
    for (ObjectNode set : objects.list(GroupResource.REPLICA_SETS, Meta.namespace(pod))) {
      if (LabelSelector.of(set.path("spec").path("selector")).matchesObject(pod)) {
        enqueue(Key.of(set));
      }
    }
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found =
        objects.get(GroupResource.REPLICA_SETS, key.namespace(), key.name());
    if (found.isEmpty()) {
      return;
    }
    ObjectNode set = found.get();
    LabelSelector selector = LabelSelector.of(set.path("spec").path("selector"));
    List<ObjectNode> pods = Claims.claim(objects, GroupResource.PODS, set, selector);
    List<ObjectNode> active = new ArrayList<>(pods.stream().filter(Pods::isActive).toList());
    ApiException failure = null;
    if (!Meta.isDeleting(set)) {
      failure = manage(set, active);
    }
    long terminating = pods.stream().filter(Pods::isTerminating).count();
    writeStatus(set, active, terminating, failure);
    if (failure != null) {
      throw failure;
    }
  }

  /// Creates or deletes Pods; `active` is brought up to date.
  private @org.jspecify.annotations.Nullable ApiException manage(
      ObjectNode set, List<ObjectNode> active) {
    int wanted = set.path("spec").path("replicas").asInt(1);
    if (active.size() < wanted) {
      int missing = Math.min(wanted - active.size(), BURST);
      for (int i = 0; i < missing; i++) {
        ObjectNode pod = PodTemplates.pod(set);
        Meta.metadata(pod).put("generateName", Meta.name(set) + "-");
        try {
          ObjectNode created = objects.create(GroupResource.PODS, pod);
          active.add(created);
          events.normal(set, "SuccessfulCreate", "Created pod: " + Meta.name(created));
        } catch (ApiException e) {
          if (!e.isNotFound()) { // the namespace ends
            events.warning(set, "FailedCreate", "Error creating: " + e.getMessage());
          }
          return e;
        }
      }
    } else if (active.size() > wanted) {
      active.sort(deletionOrder());
      int surplus = active.size() - wanted;
      List<ObjectNode> victims = List.copyOf(active.subList(0, surplus));
      for (ObjectNode pod : victims) {
        delete(GroupResource.PODS, pod);
        active.remove(pod);
        events.normal(set, "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
      }
    }
    return null;
  }

  /// Which Pods go first: not bound, not running, not ready, cheap, young ones.
  private static Comparator<ObjectNode> deletionOrder() {
    return Comparator.comparing((ObjectNode pod) -> !Pods.node(pod).isEmpty())
        .thenComparing(pod ->
            switch (Pods.phase(pod)) {
              case "Pending" -> 0;
              case "Unknown" -> 1;
              default -> 2;
            })
        .thenComparing(Pods::isReady)
        .thenComparingInt(ReplicaSetController::deletionCost)
        .thenComparing(pod -> Pods.readySince(pod).orElse(Instant.EPOCH), Comparator.reverseOrder())
        .thenComparing(ReplicaSetController::restarts, Comparator.reverseOrder())
        .thenComparing(Meta::created, Comparator.reverseOrder())
        .thenComparing(Meta::name);
  }

  private static int deletionCost(ObjectNode pod) {
    String cost = Meta.annotation(pod, "controller.kubernetes.io/pod-deletion-cost");
    return cost.matches("-?\\d{1,9}") ? Integer.parseInt(cost) : 0;
  }

  private static int restarts(ObjectNode pod) {
    int most = 0;
    for (JsonNode container : pod.path("status").path("containerStatuses")) {
      most = Math.max(most, container.path("restartCount").asInt());
    }
    return most;
  }

  private void writeStatus(
      ObjectNode set,
      List<ObjectNode> active,
      long terminating,
      @org.jspecify.annotations.Nullable ApiException failure) {
    Duration minReady = Duration.ofSeconds(set.path("spec").path("minReadySeconds").asLong(0));
    Instant now = now();
    LabelSelector templateLabels =
        LabelSelector.ofMap(set.path("spec").path("template").path("metadata").path("labels"));
    long labelled = active.stream().filter(templateLabels::matchesObject).count();
    long ready = active.stream().filter(Pods::isReady).count();
    long available = active.stream().filter(p -> Pods.isAvailable(p, minReady, now)).count();
    int total = active.size();
    String message = failure == null ? "" : String.valueOf(failure.getMessage());
    int wanted = set.path("spec").path("replicas").asInt(1);
    objects.modifyStatus(
        GroupResource.REPLICA_SETS,
        Meta.namespace(set),
        Meta.name(set),
        copy -> {
          if (!Meta.uid(copy).equals(Meta.uid(set))) {
            return copy;
          }
          JsonNode before = copy.path("status");
          ObjectNode status = copy.objectNode();
          status.put("replicas", total);
          Meta.count(status, "fullyLabeledReplicas", labelled);
          Meta.count(status, "readyReplicas", ready);
          Meta.count(status, "availableReplicas", available);
          status.put("terminatingReplicas", terminating);
          status.put("observedGeneration", Meta.generation(set));
          Optional<JsonNode> failed = Conditions.find(before, "ReplicaFailure");
          if (failure != null) {
            String reason = total < wanted ? "FailedCreate" : "FailedDelete";
            ObjectNode condition = status.putArray("conditions").addObject();
            condition.put("type", "ReplicaFailure").put("status", "True");
            condition.put(
                "lastTransitionTime",
                failed.map(c -> c.path("lastTransitionTime").asText()).orElse(time()));
            condition.put("reason", reason).put("message", message);
          }
          copy.set("status", status);
          return copy;
        });
    if (!minReady.isZero() && ready > available) {
      active.stream()
          .filter(p -> !Pods.isAvailable(p, minReady, now))
          .flatMap(p -> Pods.readySince(p).stream())
          .map(since -> Duration.between(now, since.plus(minReady)).plusMillis(50))
          .min(Comparator.naturalOrder())
          .ifPresent(delay -> enqueueAfter(Key.of(set), delay));
    }
  }
}
