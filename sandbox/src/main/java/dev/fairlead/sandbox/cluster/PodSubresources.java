package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Binding and eviction of pods.
final class PodSubresources {
  private static final int RETRY_AFTER_SECONDS = 10;

  private final Engine engine;
  private final Deletion deletion;

  PodSubresources(Engine engine, Deletion deletion) {
    this.engine = engine;
    this.deletion = deletion;
  }

  /// Gives a pod its node.
  ObjectNode bind(Call call, ObjectNode binding) {
    if (!Json.name(binding).equals(call.name())) {
      throw Statuses.badRequest("name in URL does not match name in Binding object");
    }
    JsonNode target = binding.path("target");
    List<String> faults = new ArrayList<>();
    String kind = target.path("kind").asText("");
    if (!kind.isEmpty() && !kind.equals("Node")) {
      faults.add(
          "target.kind: Unsupported value: \"%s\": supported values: \"Node\", \"<empty>\""
              .formatted(kind));
    }
    String node = target.path("name").asText("");
    if (node.isEmpty()) {
      faults.add("target.name: Required value");
    }
    if (faults.size() == 1) {
      throw Statuses.internal(faults.getFirst());
    }
    if (!faults.isEmpty()) {
      throw Statuses.internal("[" + String.join(", ", faults) + "]");
    }
    Call write = call.withSubresource("binding");
    engine.rawChange(write, live -> bound(write, live, binding, node));
    ObjectNode status = Statuses.success(null);
    status.put("code", 201);
    return status;
  }

  private ObjectNode bound(Call call, ObjectNode pod, ObjectNode binding, String node) {
    if (Json.isTerminating(pod)) {
      throw refused(call, "pod " + call.name() + " is being deleted, cannot be assigned to a host");
    }
    String present = pod.path("spec").path("nodeName").asText("");
    if (!present.isEmpty()) {
      throw refused(
          call, "pod %s is already assigned to node \"%s\"".formatted(call.name(), present));
    }
    if (!pod.path("spec").path("schedulingGates").isEmpty()) {
      throw refused(call, "pod %s has non-empty .spec.schedulingGates".formatted(call.name()));
    }
    Json.childObject(pod, "spec").put("nodeName", node);
    ObjectNode metadata = Json.childObject(pod, "metadata");
    for (String field : List.of("annotations", "labels")) {
      for (Map.Entry<String, JsonNode> each : Json.metadata(binding).path(field).properties()) {
        Json.childObject(metadata, field).set(each.getKey(), each.getValue());
      }
    }
    copyTopology(metadata, node);
    condition(pod, "PodScheduled", "", "");
    return pod;
  }

  /// Sets a condition to True.
  private void condition(ObjectNode pod, String type, String reason, String message) {
    ObjectNode status = Json.childObject(pod, "status");
    ArrayNode conditions =
        status.get("conditions") instanceof ArrayNode known ? known : status.putArray("conditions");
    ObjectNode found = null;
    for (JsonNode condition : conditions) {
      if (condition.path("type").asText().equals(type)) {
        found = (ObjectNode) condition;
      }
    }
    if (found == null) {
      found = conditions.addObject().put("type", type);
    }
    found.remove(List.of("reason", "message"));
    found.put("status", "True").putNull("lastProbeTime");
    found.put("lastTransitionTime", engine.now().toString());
    if (!reason.isEmpty()) {
      found.put("reason", reason).put("message", message);
    }
  }

  private void copyTopology(ObjectNode metadata, String node) {
    engine
        .store()
        .get(GroupResource.NODES, Store.key(null, node))
        .ifPresent(found -> {
          JsonNode labels = Json.metadata(found.object()).path("labels");
          for (String label :
              List.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region")) {
            if (labels.has(label)) {
              Json.childObject(metadata, "labels").set(label, labels.get(label));
            }
          }
        });
  }

  private static ApiException refused(Call call, String why) {
    return Statuses.conflict(
        "pods/binding", Statuses.details(call.name(), "", "pods/binding"), call.name(), why);
  }

  /// Deletes a pod if its disruption budget allows it.
  ObjectNode evict(Call call, ObjectNode eviction, DeleteOptions options) {
    if (!Json.name(eviction).equals(call.name())) {
      throw Statuses.badRequest("name in URL does not match name in Eviction object");
    }
    ObjectNode pod = engine.get(call);
    String phase = pod.path("status").path("phase").asText("");
    boolean free =
        Set.of("Pending", "Succeeded", "Failed").contains(phase) || Json.isTerminating(pod);
    if (!free) {
      checkBudget(call, pod, options);
    }
    if (!free) {
      engine.rawChange(
          call,
          live -> {
            condition(live, "DisruptionTarget", "EvictionByEvictionAPI", "Eviction API: evicting");
            return live;
          });
    }
    deletion.delete(call, options);
    ObjectNode status = Statuses.success(null);
    status.put("code", 201);
    return status;
  }

  private void checkBudget(Call call, ObjectNode pod, DeleteOptions options) {
    String namespace = String.valueOf(call.namespace());
    List<Store.Stored> budgets =
        engine.store().list(GroupResource.POD_DISRUPTION_BUDGETS, namespace).objects().stream()
            .filter(each ->
                LabelSelector.of(each.object().path("spec").get("selector")).matchesObject(pod))
            .toList();
    if (budgets.isEmpty()) {
      return;
    }
    if (budgets.size() > 1) {
      throw Statuses.internal(
          "This pod has more than one PodDisruptionBudget, which the eviction subresource does not"
              + " support.");
    }
    ObjectNode budget = budgets.getFirst().object();
    JsonNode status = budget.path("status");
    boolean healthy = false;
    for (JsonNode condition : pod.path("status").path("conditions")) {
      healthy |=
          condition.path("type").asText().equals("Ready")
              && condition.path("status").asText().equals("True");
    }
    if (!healthy
        && (budget.path("spec").path("unhealthyPodEvictionPolicy").asText().equals("AlwaysAllow")
            || (status.path("currentHealthy").asInt() >= status.path("desiredHealthy").asInt()
                && status.path("desiredHealthy").asInt() > 0))) {
      return;
    }
    if (status.path("observedGeneration").asLong()
        < Json.metadata(budget).path("generation").asLong()) {
      throw tooMany(
          "The disruption budget %s is still being processed by the server."
              .formatted(Json.name(budget)),
          true);
    }
    int allowed = status.path("disruptionsAllowed").asInt();
    if (allowed <= 0) {
      throw tooMany(
          "The disruption budget %s needs %d healthy pods and has %d currently"
              .formatted(
                  Json.name(budget),
                  status.path("desiredHealthy").asInt(),
                  status.path("currentHealthy").asInt()),
          false);
    }
    if (!options.dryRun()) {
      takeOne(call, budget);
    }
  }

  /// Notes the disruption, so that a second eviction sees it before the controller does.
  private void takeOne(Call call, ObjectNode budget) {
    Served.Entry entry =
        engine
            .served()
            .view()
            .storage(GroupResource.POD_DISRUPTION_BUDGETS)
            .orElseThrow(Statuses::noSuchResource);
    Call write =
        new Call(
            entry,
            call.namespace(),
            Json.name(budget),
            "status",
            call.user(),
            call.manager(),
            false,
            call.fieldValidation(),
            new ArrayList<>());
    engine.rawChange(
        write,
        live -> {
          ObjectNode status = Json.childObject(live, "status");
          status.put("disruptionsAllowed", status.path("disruptionsAllowed").asInt() - 1);
          Json.childObject(status, "disruptedPods").put(call.name(), engine.now().toString());
          return live;
        });
  }

  private static ApiException tooMany(String cause, boolean retry) {
    ObjectNode details = Json.object();
    details.putArray("causes").addObject().put("reason", "DisruptionBudget").put("message", cause);
    if (retry) {
      details.put("retryAfterSeconds", RETRY_AFTER_SECONDS);
    }
    return Statuses.failure(
        429,
        "TooManyRequests",
        "Cannot evict pod as it would violate the pod's disruption budget.",
        details);
  }
}
