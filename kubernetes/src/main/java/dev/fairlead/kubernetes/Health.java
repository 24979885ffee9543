package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Optional;

/// How well an object is, by Argo CD's rules.
///
/// @param status the verdict
/// @param message why; empty when there is nothing to say
public record Health(Status status, String message) {

  /// Argo CD keeps hooks alive with these; they are no sign of a deletion that hangs.
  private static final String HOOK_FINALIZER = "argocd.argoproj.io/hook-finalizer";

  /// From best to worst.
  public enum Status {
    HEALTHY("Healthy"),
    SUSPENDED("Suspended"),
    PROGRESSING("Progressing"),
    MISSING("Missing"),
    DEGRADED("Degraded"),
    UNKNOWN("Unknown");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /// As Argo CD writes it, such as `Healthy`.
    public String text() {
      return text;
    }

    /// The worse of the two.
    public Status worse(Status other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  static Health healthy(String message) {
    return new Health(Status.HEALTHY, message);
  }

  static Health progressing(String message) {
    return new Health(Status.PROGRESSING, message);
  }

  static Health degraded(String message) {
    return new Health(Status.DEGRADED, message);
  }

  static Health suspended(String message) {
    return new Health(Status.SUSPENDED, message);
  }

  static Health unknown(String message) {
    return new Health(Status.UNKNOWN, message);
  }

  /// The worst of several; healthy when there is none.
  public static Status worst(Collection<Status> statuses) {
    return statuses.stream().reduce(Status.HEALTHY, Status::worse);
  }

  /// The health of a live object; empty for kinds without a rule (neutral).
  public static Optional<Health> of(ObjectNode object) {
    JsonNode metadata = object.path("metadata");
    if (metadata.hasNonNull("deletionTimestamp") && !isKeptHook(metadata)) {
      return Optional.of(progressing("Pending deletion"));
    }
    return ofKind(object);
  }

  private static boolean isKeptHook(JsonNode metadata) {
    for (JsonNode finalizer : metadata.path("finalizers")) {
      if (finalizer.asText().equals(HOOK_FINALIZER)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Health> ofKind(ObjectNode object) {
    return Optional.ofNullable(
        switch (GroupVersionKind.of(object).qualifiedKind()) {
          case "Deployment.apps" -> WorkloadHealth.deployment(object);
          case "StatefulSet.apps" -> WorkloadHealth.statefulSet(object);
          case "DaemonSet.apps" -> WorkloadHealth.daemonSet(object);
          case "ReplicaSet.apps" -> WorkloadHealth.replicaSet(object);
          case "Pod" -> WorkloadHealth.pod(object);
          case "Job.batch" -> WorkloadHealth.job(object);
          case "CronJob.batch" -> WorkloadHealth.cronJob(object);
          case "PersistentVolumeClaim" -> OtherHealth.volumeClaim(object);
          case "Service" -> OtherHealth.service(object);
          case "Ingress.networking.k8s.io", "Ingress.extensions" -> OtherHealth.ingress(object);
          case "HorizontalPodAutoscaler.autoscaling" -> OtherHealth.autoscaler(object);
          case "APIService.apiregistration.k8s.io" -> OtherHealth.apiService(object);
          case "PodDisruptionBudget.policy" -> OtherHealth.disruptionBudget(object);
          case "CustomResourceDefinition.apiextensions.k8s.io" -> OtherHealth.definition(object);
          case "Workflow.argoproj.io" -> OtherHealth.workflow(object);
          case "Rollout.argoproj.io" -> OtherHealth.rollout(object);
          case "ApplicationSet.argoproj.io" -> OtherHealth.applicationSet(object);
          default -> null;
        });
  }
}
