package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/// Health of the kinds that run no Pods; rules and messages are those of Argo CD.
final class OtherHealth {

  private static final Set<String> SCALING_FAULTS =
      Set.of(
          "FailedGetScale",
          "FailedUpdateScale",
          "FailedGetResourceMetric",
          "FailedGetObjectMetric",
          "FailedGetPodsMetric",
          "FailedGetExternalMetric",
          "FailedComputeMetricsReplicas",
          "InvalidSelector");

  private OtherHealth() {}

  static Health volumeClaim(JsonNode object) {
    return switch (object.path("status").path("phase").asText()) {
      case "Lost" -> Health.degraded("");
      case "Pending" -> Health.progressing("");
      case "Bound" -> Health.healthy("");
      default -> Health.unknown("");
    };
  }

  static Health service(JsonNode object) {
    boolean balanced = object.path("spec").path("type").asText().equals("LoadBalancer");
    return balanced && !hasAddress(object) ? Health.progressing("") : Health.healthy("");
  }

  private static boolean hasAddress(JsonNode object) {
    return !object.path("status").path("loadBalancer").path("ingress").isEmpty();
  }

  static Health ingress(JsonNode object) {
    return hasAddress(object) ? Health.healthy("") : Health.progressing("");
  }

  static Health autoscaler(JsonNode object) {
    for (JsonNode condition : object.path("status").path("conditions")) {
      boolean isFalse = condition.path("status").asText().equals("False");
      if (isFalse && SCALING_FAULTS.contains(condition.path("reason").asText())) {
        return Health.degraded(condition.path("message").asText());
      }
    }
    for (JsonNode condition : object.path("status").path("conditions")) {
      String type = condition.path("type").asText();
      boolean scales = type.equals("AbleToScale") || type.equals("ScalingLimited");
      if (scales && WorkloadHealth.isTrue(condition)) {
        return Health.healthy(condition.path("message").asText());
      }
    }
    return Health.progressing("Waiting to Autoscale");
  }

  static Health apiService(JsonNode object) {
    JsonNode available = WorkloadHealth.condition(object, "Available");
    if (available == null) {
      return Health.progressing("Waiting to be processed");
    }
    String message = available.path("reason").asText() + ": " + available.path("message").asText();
    return WorkloadHealth.isTrue(available) ? Health.healthy(message) : Health.progressing(message);
  }

  static Health disruptionBudget(JsonNode object) {
    if (object.path("status").path("conditions").isEmpty()) {
      return Health.progressing("Waiting for status");
    }
    for (JsonNode condition : object.path("status").path("conditions")) {
      boolean isFalse = condition.path("status").asText().equals("False");
      String reason = condition.path("reason").asText();
      if (isFalse && !reason.equals("InsufficientPods")) {
        return Health.degraded("PodDisruptionBudget has " + reason);
      }
    }
    return Health.healthy("PodDisruptionBudget has SufficientPods");
  }

  static Health definition(JsonNode object) {
    if (object.path("status").path("conditions").isEmpty()) {
      return Health.progressing("Status conditions not found");
    }
    JsonNode terminating = WorkloadHealth.condition(object, "Terminating");
    if (terminating != null && WorkloadHealth.isTrue(terminating)) {
      return Health.progressing("CRD is terminating: " + terminating.path("message").asText());
    }
    JsonNode names = WorkloadHealth.condition(object, "NamesAccepted");
    if (names != null && names.path("status").asText().equals("False")) {
      return Health.degraded("CRD names have not been accepted: " + names.path("message").asText());
    }
    JsonNode established = WorkloadHealth.condition(object, "Established");
    return WorkloadHealth.isTrue(established)
        ? Health.healthy("CRD is healthy")
        : Health.degraded("CRD is not established");
  }

  static Health workflow(JsonNode object) {
    String message = object.path("status").path("message").asText();
    return switch (object.path("status").path("phase").asText()) {
      case "", "Pending", "Running" -> Health.progressing(message);
      case "Succeeded" -> Health.healthy(message);
      case "Failed", "Error" -> Health.degraded(message);
      default -> Health.unknown(message);
    };
  }

  static Health rollout(JsonNode object) {
    JsonNode status = object.path("status");
    String observed = status.path("observedGeneration").asText();
    if (!status.isObject()
        || !observed.equals(object.path("metadata").path("generation").asText())) {
      return Health.progressing("Waiting for rollout spec update to be observed");
    }
    String message = status.path("message").asText();
    return switch (status.path("phase").asText()) {
      case "Degraded" -> Health.degraded(message);
      case "Paused" -> Health.suspended(message);
      case "Healthy" -> Health.healthy(message);
      case "Progressing" -> Health.progressing(message);
      default -> Health.progressing("Waiting for rollout to finish");
    };
  }

  static Health applicationSet(JsonNode object) {
    JsonNode error = WorkloadHealth.condition(object, "ErrorOccurred");
    if (error != null && WorkloadHealth.isTrue(error)) {
      return Health.degraded(error.path("message").asText());
    }
    JsonNode upToDate = WorkloadHealth.condition(object, "ResourcesUpToDate");
    if (upToDate != null && upToDate.path("status").asText().equals("False")) {
      return Health.degraded(upToDate.path("message").asText());
    }
    JsonNode rollout = WorkloadHealth.condition(object, "RolloutProgressing");
    if (rollout != null && WorkloadHealth.isTrue(rollout)) {
      return Health.progressing(rollout.path("message").asText());
    }
    return upToDate == null
        ? Health.progressing("Waiting for health status to be determined")
        : Health.healthy(upToDate.path("message").asText());
  }
}
