package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Health of the kinds that run Pods; rules and messages are those of Argo CD.
final class WorkloadHealth {

  private static final String WAITING = "Waiting for rollout to finish: ";

  private WorkloadHealth() {}

  private static boolean isObserved(JsonNode object) {
    return object.path("metadata").path("generation").asLong()
        <= object.path("status").path("observedGeneration").asLong();
  }

  static @Nullable JsonNode condition(JsonNode object, String type) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return null;
  }

  static boolean isTrue(@Nullable JsonNode condition) {
    return condition != null && condition.path("status").asText().equals("True");
  }

  private static String quoted(JsonNode object) {
    return GoText.quote(object.path("metadata").path("name").asText());
  }

  static Health deployment(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    if (spec.path("paused").asBoolean()) {
      return Health.suspended("Deployment is paused");
    }
    if (!isObserved(object)) {
      return Health.progressing(
          WAITING + "observed deployment generation less than desired generation");
    }
    JsonNode progress = condition(object, "Progressing");
    if (progress != null && progress.path("reason").asText().equals("ProgressDeadlineExceeded")) {
      return Health.degraded("Deployment " + quoted(object) + " exceeded its progress deadline");
    }
    int updated = status.path("updatedReplicas").asInt();
    JsonNode wanted = spec.path("replicas");
    if (wanted.isNumber() && updated < wanted.asInt()) {
      return Health.progressing(
          WAITING
              + "%d out of %d new replicas have been updated..."
                  .formatted(updated, wanted.asInt()));
    }
    int replicas = status.path("replicas").asInt();
    if (replicas > updated) {
      return Health.progressing(
          WAITING + "%d old replicas are pending termination...".formatted(replicas - updated));
    }
    int available = status.path("availableReplicas").asInt();
    if (available < updated) {
      return Health.progressing(
          WAITING + "%d of %d updated replicas are available...".formatted(available, updated));
    }
    return Health.healthy("");
  }

  static Health statefulSet(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    if (status.path("observedGeneration").asLong() == 0 || !isObserved(object)) {
      return Health.progressing("Waiting for statefulset spec update to be observed...");
    }
    JsonNode wanted = spec.path("replicas");
    int ready = status.path("readyReplicas").asInt();
    if (wanted.isNumber() && ready < wanted.asInt()) {
      return Health.progressing(
          "Waiting for %d pods to be ready...".formatted(wanted.asInt() - ready));
    }
    JsonNode strategy = spec.path("updateStrategy");
    int updated = status.path("updatedReplicas").asInt();
    JsonNode partition = strategy.path("rollingUpdate").path("partition");
    boolean rolling = strategy.path("type").asText().equals("RollingUpdate");
    if (rolling && strategy.path("rollingUpdate").isObject()) {
      if (wanted.isNumber() && partition.isNumber()) {
        int needed = wanted.asInt() - partition.asInt();
        if (updated < needed) {
          return Health.progressing(
              "Waiting for partitioned roll out to finish: %d out of %d new pods have been updated..."
                  .formatted(updated, needed));
        }
      }
      return Health.healthy(
          "partitioned roll out complete: %d new pods have been updated...".formatted(updated));
    }
    if (strategy.path("type").asText().equals("OnDelete")) {
      return Health.healthy("statefulset has %d ready pods".formatted(ready));
    }
    String revision = status.path("updateRevision").asText();
    if (!revision.equals(status.path("currentRevision").asText())) {
      return Health.progressing(
          "waiting for statefulset rolling update to complete %d pods at revision %s..."
              .formatted(updated, revision));
    }
    return Health.healthy(
        "statefulset rolling update complete %d pods at revision %s..."
            .formatted(
                status.path("currentReplicas").asInt(), status.path("currentRevision").asText()));
  }

  static Health daemonSet(JsonNode object) {
    JsonNode status = object.path("status");
    if (!isObserved(object)) {
      return Health.progressing(
          WAITING + "observed daemon set generation less than desired generation");
    }
    int updated = status.path("updatedNumberScheduled").asInt();
    int desired = status.path("desiredNumberScheduled").asInt();
    if (object.path("spec").path("updateStrategy").path("type").asText().equals("OnDelete")) {
      return Health.healthy(
          "daemon set %d out of %d new pods have been updated".formatted(updated, desired));
    }
    if (updated < desired) {
      return Health.progressing(
          "Waiting for daemon set %s rollout to finish: %d out of %d new pods have been updated..."
              .formatted(quoted(object), updated, desired));
    }
    int available = status.path("numberAvailable").asInt();
    if (available < desired) {
      return Health.progressing(
          "Waiting for daemon set %s rollout to finish: %d of %d updated pods are available..."
              .formatted(quoted(object), available, desired));
    }
    return Health.healthy("");
  }

  static Health replicaSet(JsonNode object) {
    if (!isObserved(object)) {
      return Health.progressing(
          WAITING + "observed replica set generation less than desired generation");
    }
    JsonNode failure = condition(object, "ReplicaFailure");
    if (failure != null && isTrue(failure)) {
      return Health.degraded(failure.path("message").asText());
    }
    JsonNode wanted = object.path("spec").path("replicas");
    int available = object.path("status").path("availableReplicas").asInt();
    if (wanted.isNumber() && available < wanted.asInt()) {
      return Health.progressing(
          WAITING
              + "%d out of %d new replicas are available...".formatted(available, wanted.asInt()));
    }
    return Health.healthy("");
  }

  static Health pod(JsonNode object) {
    JsonNode status = object.path("status");
    // A Pod that ends is often a hook; an image that cannot be pulled yet must not fail it early.
    boolean always = object.path("spec").path("restartPolicy").asText().equals("Always");
    if (always) {
      List<String> stuck = new ArrayList<>();
      for (JsonNode container : status.path("containerStatuses")) {
        JsonNode waiting = container.path("state").path("waiting");
        String reason = waiting.path("reason").asText();
        if (reason.startsWith("Err") || reason.endsWith("Error") || reason.endsWith("BackOff")) {
          stuck.add(waiting.path("message").asText());
        }
      }
      if (!stuck.isEmpty()) {
        return Health.degraded(String.join(", ", stuck));
      }
    }
    String message = status.path("message").asText();
    return switch (status.path("phase").asText()) {
      case "Pending" -> Health.progressing(message);
      case "Succeeded" -> Health.healthy(message);
      case "Failed" -> Health.degraded(message.isEmpty() ? failure(status) : message);
      case "Running" -> {
        if (!always) {
          yield Health.progressing(message);
        }
        if (isTrue(condition(object, "Ready"))) {
          yield Health.healthy(message);
        }
        for (JsonNode container : status.path("containerStatuses")) {
          if (container.path("lastState").hasNonNull("terminated")) {
            yield Health.degraded(message);
          }
        }
        yield Health.progressing(message);
      }
      default -> Health.unknown(message);
    };
  }

  private static String failure(JsonNode status) {
    for (String list : List.of("initContainerStatuses", "containerStatuses")) {
      for (JsonNode container : status.path(list)) {
        JsonNode end = container.path("state").path("terminated");
        if (!end.path("message").asText().isEmpty()) {
          return end.path("message").asText();
        } else if (end.path("reason").asText().equals("OOMKilled")) {
          return "OOMKilled";
        } else if (end.path("exitCode").asInt() != 0) {
          return "container %s failed with exit code %d"
              .formatted(
                  GoText.quote(container.path("name").asText()), end.path("exitCode").asInt());
        }
      }
    }
    return "";
  }

  static Health job(JsonNode object) {
    boolean failed = false;
    boolean complete = false;
    boolean suspended = false;
    String message = "";
    String failure = "";
    for (JsonNode condition : object.path("status").path("conditions")) {
      String text = condition.path("message").asText();
      switch (condition.path("type").asText()) {
        case "Failed" -> {
          failed = true;
          complete = true;
          failure = text;
        }
        case "Complete" -> {
          complete = true;
          message = text;
        }
        case "Suspended" -> {
          complete = true;
          message = text;
          suspended |= isTrue(condition);
        }
        default -> {}
      }
    }
    if (!complete) {
      return Health.progressing(message);
    } else if (failed) {
      return Health.degraded(failure);
    }
    return suspended ? Health.suspended(message) : Health.healthy(message);
  }

  static Health cronJob(JsonNode object) {
    if (object.path("spec").path("suspend").asBoolean()) {
      return Health.healthy("CronJob is Suspended");
    }
    JsonNode status = object.path("status");
    if (!status.isObject()) {
      return Health.progressing("Waiting for CronJob status");
    }
    if (!status.path("active").isEmpty()) {
      return Health.healthy("The job is running");
    }
    String scheduled = status.path("lastScheduleTime").asText();
    if (scheduled.isEmpty()) {
      return Health.healthy("CronJob has not been scheduled yet");
    }
    String succeeded = status.path("lastSuccessfulTime").asText();
    return !succeeded.isEmpty() && !time(succeeded).isBefore(time(scheduled))
        ? Health.healthy("CronJob's last execution was successful")
        : Health.degraded("CronJob has not completed its last execution successfully");
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException _) { // the server writes no such times; then it is long ago
      return Instant.EPOCH;
    }
  }
}
