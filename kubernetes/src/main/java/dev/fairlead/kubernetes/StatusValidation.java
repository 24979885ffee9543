package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.List;

/// Checks of the numbers in `status`.
final class StatusValidation {

  private StatusValidation() {}

  static void check(ResourceType type, JsonNode status, Faults faults) {
    switch (type.kind().qualifiedKind()) {
      case "Deployment.apps" ->
          counters(
              status,
              List.of(
                  "replicas",
                  "updatedReplicas",
                  "readyReplicas",
                  "availableReplicas",
                  "unavailableReplicas"),
              List.of("updatedReplicas", "readyReplicas", "availableReplicas"),
              faults);
      case "ReplicaSet.apps", "ReplicationController" ->
          counters(
              status,
              List.of("replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
              List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
              faults);
      case "StatefulSet.apps" ->
          counters(
              status,
              List.of(
                  "replicas",
                  "readyReplicas",
                  "currentReplicas",
                  "updatedReplicas",
                  "availableReplicas"),
              List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
              faults);
      default -> {}
    }
  }

  private static void counters(
      JsonNode status, List<String> all, List<String> parts, Faults faults) {
    for (String name : all) {
      faults.notNegative(status, "status", name);
    }
    int total = status.path("replicas").asInt();
    for (String name : parts) {
      int part = status.path(name).asInt();
      if (part > total) {
        faults.invalid(
            "status." + name, IntNode.valueOf(part), "cannot be greater than status.replicas");
      }
    }
    if (status.path("availableReplicas").asInt() > status.path("readyReplicas").asInt()) {
      faults.invalid(
          "status.availableReplicas",
          IntNode.valueOf(status.path("availableReplicas").asInt()),
          "cannot be greater than readyReplicas");
    }
  }
}
