package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The status of a Deployment, worked out as the deployment controller's `syncRolloutStatus` does.
/// Pure.
record DeploymentStatus(Rollout rollout, Instant now) {
  static final String PROGRESSING = "Progressing";
  static final String AVAILABLE = "Available";
  static final String FAILURE = "ReplicaFailure";
  static final String NEW_AVAILABLE = "NewReplicaSetAvailable";
  static final String TIMED_OUT = "ProgressDeadlineExceeded";

  /// No deadline.
  private static final int NEVER = Integer.MAX_VALUE;

  private JsonNode before() {
    return rollout.deployment().path("status");
  }

  private Duration deadline() {
    return Duration.ofSeconds(
        rollout.deployment().path("spec").path("progressDeadlineSeconds").asInt(NEVER));
  }

  private boolean hasDeadline() {
    return deadline().toSeconds() != NEVER;
  }

  /// Counters and availability; other conditions as they were.
  ObjectNode counters() {
    List<ObjectNode> all = rollout.all();
    int available = Rollout.sum(all, "availableReplicas");
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("observedGeneration", Meta.generation(rollout.deployment()));
    Meta.count(status, "replicas", Rollout.sum(all, "replicas"));
    Meta.count(status, "updatedReplicas", Rollout.status(rollout.current(), "replicas"));
    Meta.count(status, "readyReplicas", Rollout.sum(all, "readyReplicas"));
    Meta.count(status, "availableReplicas", available);
    Meta.count(status, "unavailableReplicas", Math.max(0, Rollout.wantedOf(all) - available));
    status.put("terminatingReplicas", Rollout.sum(all, "terminatingReplicas"));
    if (before().has("collisionCount")) {
      status.set("collisionCount", before().get("collisionCount"));
    }
    if (before().has("conditions")) {
      status.set("conditions", before().get("conditions").deepCopy());
    }
    boolean enough = available >= rollout.wanted() - rollout.maxUnavailable();
    set(
        status,
        AVAILABLE,
        enough ? "True" : "False",
        enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
        enough
            ? "Deployment has minimum availability."
            : "Deployment does not have minimum availability.");
    return status;
  }

  /// Counters and all conditions.
  ObjectNode complete() {
    ObjectNode status = counters();
    if (!hasDeadline()) {
      Conditions.remove(status, PROGRESSING);
    }
    Optional<JsonNode> progressing = Conditions.find(before(), PROGRESSING);
    boolean done =
        status.path("replicas").asInt() == status.path("updatedReplicas").asInt()
            && progressing.map(c -> c.path("reason").asText().equals(NEW_AVAILABLE)).orElse(false);
    if (hasDeadline() && !done) {
      progress(status, progressing);
    }
    failure(status);
    return status;
  }

  private void progress(ObjectNode status, Optional<JsonNode> progressing) {
    ObjectNode current = rollout.current();
    String subject =
        current == null
            ? "Deployment \"" + Meta.name(rollout.deployment()) + "\""
            : "ReplicaSet \"" + Meta.name(current) + "\"";
    if (rollout.isComplete(status)) {
      set(status, PROGRESSING, "True", NEW_AVAILABLE, subject + " has successfully progressed.");
    } else if (progresses(status)) {
      ObjectNode condition =
          condition(PROGRESSING, "True", "ReplicaSetUpdated", subject + " is progressing.");
      progressing
          .filter(c -> c.path("status").asText().equals("True"))
          .ifPresent(
              c -> condition.put("lastTransitionTime", c.path("lastTransitionTime").asText()));
      Conditions.append(status, condition);
    } else if (timedOut()) {
      set(status, PROGRESSING, "False", TIMED_OUT, subject + " has timed out progressing.");
    }
  }

  private boolean progresses(JsonNode status) {
    int oldBefore = before().path("replicas").asInt() - before().path("updatedReplicas").asInt();
    int oldNow = status.path("replicas").asInt() - status.path("updatedReplicas").asInt();
    return grows(status, "updatedReplicas")
        || oldNow < oldBefore
        || grows(status, "readyReplicas")
        || grows(status, "availableReplicas");
  }

  private boolean grows(JsonNode status, String counter) {
    return status.path(counter).asInt() > before().path(counter).asInt();
  }

  /// Whether nothing has moved for longer than the deadline.
  boolean timedOut() {
    Optional<JsonNode> condition = Conditions.find(before(), PROGRESSING);
    if (condition.isEmpty()) {
      return false;
    }
    return switch (condition.get().path("reason").asText()) {
      case NEW_AVAILABLE -> false;
      case TIMED_OUT -> true;
      default ->
          Meta.instant(condition.get().path("lastUpdateTime"))
              .map(at -> at.plus(deadline()).isBefore(now))
              .orElse(false);
    };
  }

  /// When to look again for a deadline that will have passed; empty if none is running.
  Optional<Duration> untilDeadline(JsonNode status) {
    Optional<JsonNode> condition = Conditions.find(status, PROGRESSING);
    if (!hasDeadline() || condition.isEmpty() || rollout.isComplete(status)) {
      return Optional.empty();
    }
    String reason = condition.get().path("reason").asText();
    if (reason.equals(TIMED_OUT) || reason.equals(NEW_AVAILABLE)) {
      return Optional.empty();
    }
    return Meta.instant(condition.get().path("lastUpdateTime"))
        .map(at -> Duration.between(now, at.plus(deadline())).plusSeconds(1));
  }

  private void failure(ObjectNode status) {
    ObjectNode current = rollout.current();
    Optional<JsonNode> failed =
        current == null ? Optional.empty() : Conditions.find(current.path("status"), FAILURE);
    if (failed.isEmpty()) {
      failed =
          rollout.old().stream()
              .flatMap(set -> Conditions.find(set.path("status"), FAILURE).stream())
              .findFirst();
    }
    if (failed.isPresent()) {
      JsonNode f = failed.get();
      set(
          status,
          FAILURE,
          f.path("status").asText(),
          f.path("reason").asText(),
          f.path("message").asText());
    } else {
      Conditions.remove(status, FAILURE);
    }
  }

  /// Sets a condition; one with the same status and reason stays as it is.
  void set(ObjectNode status, String type, String value, String reason, String message) {
    Optional<JsonNode> present = Conditions.find(status, type);
    ObjectNode condition = condition(type, value, reason, message);
    if (present.isPresent()) {
      boolean same = present.get().path("status").asText().equals(value);
      if (same && present.get().path("reason").asText().equals(reason)) {
        return;
      }
      if (same) {
        condition.put("lastTransitionTime", present.get().path("lastTransitionTime").asText());
      }
    }
    Conditions.append(status, condition);
  }

  private ObjectNode condition(String type, String value, String reason, String message) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", type)
        .put("status", value)
        .put("lastUpdateTime", Meta.time(now))
        .put("lastTransitionTime", Meta.time(now))
        .put("reason", reason)
        .put("message", message);
  }
}
