package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What controllers want to know of a Pod.
public final class Pods {
  private Pods() {}

  public static String phase(JsonNode pod) {
    return pod.path("status").path("phase").asText("");
  }

  /// Whether it has ended for good.
  public static boolean isFinished(JsonNode pod) {
    String phase = phase(pod);
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /// Whether it counts as a replica: it has not ended and is not being deleted.
  public static boolean isActive(JsonNode pod) {
    return !isFinished(pod) && !Meta.isDeleting(pod);
  }

  /// Whether it is on its way out but still there.
  public static boolean isTerminating(JsonNode pod) {
    return !isFinished(pod) && Meta.isDeleting(pod);
  }

  public static boolean isReady(JsonNode pod) {
    return Conditions.isTrue(pod.path("status"), "Ready");
  }

  /// Since when it is ready.
  static Optional<Instant> readySince(JsonNode pod) {
    return isReady(pod)
        ? Conditions.find(pod.path("status"), "Ready")
            .flatMap(c -> Meta.instant(c.path("lastTransitionTime")))
        : Optional.empty();
  }

  /// Whether it has been ready for `minReady`.
  static boolean isAvailable(JsonNode pod, Duration minReady, Instant now) {
    if (!isReady(pod)) {
      return false;
    }
    return minReady.isZero()
        || readySince(pod).map(since -> !since.plus(minReady).isAfter(now)).orElse(false);
  }

  /// The node it is bound to, or empty.
  public static String node(JsonNode pod) {
    return pod.path("spec").path("nodeName").asText("");
  }
}
