package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A Deployment and its ReplicaSets at one moment, and the numbers that follow from them.
///
/// @param deployment the Deployment
/// @param current the ReplicaSet of its present template; null if there is none
/// @param old the others, oldest first
record Rollout(ObjectNode deployment, @Nullable ObjectNode current, List<ObjectNode> old) {
  static final String REVISION = "deployment.kubernetes.io/revision";
  static final String HISTORY = "deployment.kubernetes.io/revision-history";
  static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
  static final String MAXIMUM = "deployment.kubernetes.io/max-replicas";

  Rollout {
    old = List.copyOf(old);
  }

  /// Sorts the ReplicaSets of a Deployment out.
  static Rollout of(ObjectNode deployment, List<ObjectNode> sets) {
    List<ObjectNode> sorted = new ArrayList<>(sets);
    sorted.sort(Comparator.comparing(Meta::created).thenComparing(Meta::name));
    ObjectNode current = null;
    JsonNode template = deployment.path("spec").path("template");
    for (ObjectNode set : sorted) {
      if (PodTemplates.equalIgnoringHash(set.path("spec").path("template"), template)) {
        current = set;
        break;
      }
    }
    List<ObjectNode> old = new ArrayList<>();
    for (ObjectNode set : sorted) {
      if (current == null || !Meta.uid(set).equals(Meta.uid(current))) {
        old.add(set);
      }
    }
    return new Rollout(deployment, current, old);
  }

  Rollout with(ObjectNode newCurrent) {
    return new Rollout(deployment, newCurrent, old);
  }

  List<ObjectNode> all() {
    List<ObjectNode> all = new ArrayList<>(old);
    if (current != null) {
      all.add(current);
    }
    return all;
  }

  int wanted() {
    return deployment.path("spec").path("replicas").asInt(1);
  }

  boolean isRolling() {
    return !deployment.path("spec").path("strategy").path("type").asText().equals("Recreate");
  }

  boolean isPaused() {
    return deployment.path("spec").path("paused").asBoolean();
  }

  /// Zero for a Deployment that is recreated.
  int maxSurge() {
    return isRolling() ? bounds()[0] : 0;
  }

  /// At most the wanted number; zero for a Deployment that is recreated or wants no Pods.
  int maxUnavailable() {
    return !isRolling() || wanted() == 0 ? 0 : Math.min(bounds()[1], wanted());
  }

  private int[] bounds() {
    JsonNode rolling = deployment.path("spec").path("strategy").path("rollingUpdate");
    int surge = IntOrPercent.of(rolling.path("maxSurge"), 0, wanted(), true);
    int unavailable = IntOrPercent.of(rolling.path("maxUnavailable"), 0, wanted(), false);
    return new int[] {surge, surge == 0 && unavailable == 0 ? 1 : unavailable};
  }

  static int replicas(JsonNode set) {
    return set.path("spec").path("replicas").asInt(1);
  }

  static int status(@Nullable JsonNode set, String counter) {
    return set == null ? 0 : set.path("status").path(counter).asInt();
  }

  static int sum(List<ObjectNode> sets, String counter) {
    return sets.stream().mapToInt(set -> status(set, counter)).sum();
  }

  static int wantedOf(List<ObjectNode> sets) {
    return sets.stream().mapToInt(Rollout::replicas).sum();
  }

  static long revision(JsonNode object) {
    String text = Meta.annotation(object, REVISION);
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  /// How many Pods the current ReplicaSet may have now.
  int allowedForCurrent() {
    int now = current == null ? 0 : replicas(current);
    if (!isRolling()) {
      return wanted();
    }
    int most = wanted() + maxSurge();
    int total = wantedOf(all());
    if (total >= most) {
      return now;
    }
    return now + Math.min(most - total, wanted() - now);
  }

  /// Whether the rollout is complete by what `status` says.
  boolean isComplete(JsonNode status) {
    return status.path("updatedReplicas").asInt() == wanted()
        && status.path("replicas").asInt() == wanted()
        && status.path("availableReplicas").asInt() == wanted()
        && status.path("observedGeneration").asLong() >= Meta.generation(deployment);
  }
}
