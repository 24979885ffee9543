package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Runs StatefulSets: Pods with ordinals and claims of their own, started and ended in order,
/// updated from the highest ordinal down.
final class StatefulSetController extends Controller {
  private static final String REVISION = "controller-revision-hash";
  private static final String POD_NAME = "statefulset.kubernetes.io/pod-name";
  private static final String POD_INDEX = "apps.kubernetes.io/pod-index";

  StatefulSetController(ControllerContext context) {
    super(context, "statefulset-controller");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.STATEFUL_SETS);
    watchOwned(GroupResource.PODS, "StatefulSet");
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found =
        objects.get(GroupResource.STATEFUL_SETS, key.namespace(), key.name());
    if (found.isEmpty()) {
      return;
    }
    new Round(found.get()).run();
  }

  /// One pass over one StatefulSet.
  private final class Round {
    private final ObjectNode set;
    private final JsonNode spec;
    private final int start;
    private final int end;
    private final boolean parallel;
    private final Duration minReady;
    private final Map<Integer, ObjectNode> pods = new TreeMap<>();
    private final ObjectNode update;
    private final ObjectNode current;

    Round(ObjectNode set) {
      this.set = set;
      this.spec = set.path("spec");
      this.start = spec.path("ordinals").path("start").asInt(0);
      this.end = start + spec.path("replicas").asInt(1);
      this.parallel = spec.path("podManagementPolicy").asText().equals("Parallel");
      this.minReady = Duration.ofSeconds(spec.path("minReadySeconds").asLong(0));
      for (ObjectNode pod :
          Claims.claim(objects, GroupResource.PODS, set, LabelSelector.of(spec.path("selector")))) {
        int ordinal = ordinal(pod);
        if (ordinal >= 0) {
          pods.put(ordinal, pod);
        }
      }
      Revisions revisions = revisions();
      this.update = revisions.current();
      String name = set.path("status").path("currentRevision").asText("");
      this.current =
          revisions.all().stream()
              .filter(revision -> Meta.name(revision).equals(name))
              .findFirst()
              .orElse(update);
    }

    private Revisions revisions() {
      return new Revisions(objects, set, "controller.kubernetes.io/hash");
    }

    private int ordinal(ObjectNode pod) {
      String prefix = Meta.name(set) + "-";
      String name = Meta.name(pod);
      String rest = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
      return rest.matches("\\d{1,9}") ? Integer.parseInt(rest) : -1;
    }

    void run() {
      ApiException trouble = null;
      if (!Meta.isDeleting(set)) {
        try {
          manage();
        } catch (ApiException e) {
          trouble = e;
        }
      }
      writeStatus();
      if (trouble != null) {
        throw trouble;
      }
      revisions().cleanUp(List.of(Meta.name(current), Meta.name(update)));
    }

    private void manage() {
      for (int ordinal = start; ordinal < end; ordinal++) {
        ObjectNode pod = pods.get(ordinal);
        if (pod != null && Pods.isFinished(pod) && !Meta.isDeleting(pod)) {
          events.warning(
              set,
              "RecreatingFailedPod",
              "StatefulSet %s is recreating failed Pod %s".formatted(Key.of(set), Meta.name(pod)));
          delete(GroupResource.PODS, pod);
          return;
        }
        if (pod == null) {
          create(ordinal);
          if (!parallel) {
            return;
          }
        } else if (!parallel && !isRunningAndAvailable(pod)) {
          return; // the next one waits for this one, and comes with its change
        }
      }
      // condemned ones, highest first
      for (Map.Entry<Integer, ObjectNode> entry : new TreeMap<>(pods).descendingMap().entrySet()) {
        boolean condemned = entry.getKey() < start || entry.getKey() >= end;
        if (!condemned) {
          continue;
        }
        ObjectNode pod = entry.getValue();
        if (Meta.isDeleting(pod)) {
          if (!parallel) {
            return;
          }
          continue;
        }
        remove(pod);
        if (!parallel) {
          return;
        }
      }
      roll();
    }

    private boolean isRunningAndAvailable(ObjectNode pod) {
      if (Meta.isDeleting(pod)) {
        return false;
      }
      if (Pods.isReady(pod) && !Pods.isAvailable(pod, minReady, now())) {
        later(pod);
      }
      return Pods.isAvailable(pod, minReady, now());
    }

    private void later(ObjectNode pod) {
      Instant since = Pods.readySince(pod).orElse(now());
      enqueueAfter(Key.of(set), Duration.between(now(), since.plus(minReady)).plusMillis(50));
    }

    /// Replaces Pods of an older revision, one at a time from the highest ordinal.
    private void roll() {
      JsonNode strategy = spec.path("updateStrategy");
      if (strategy.path("type").asText().equals("OnDelete")) {
        return;
      }
      int partition = strategy.path("rollingUpdate").path("partition").asInt(0);
      for (int ordinal = end - 1; ordinal >= Math.max(start, partition); ordinal--) {
        ObjectNode pod = pods.get(ordinal);
        if (pod == null) {
          return;
        }
        if (!revision(pod).equals(Meta.name(update)) && !Meta.isDeleting(pod)) {
          remove(pod);
          return;
        }
        if (!isRunningAndAvailable(pod)) {
          return;
        }
      }
    }

    private void remove(ObjectNode pod) {
      delete(GroupResource.PODS, pod);
      events.normal(
          set,
          "SuccessfulDelete",
          "delete Pod %s in StatefulSet %s successful".formatted(Meta.name(pod), Meta.name(set)));
      // what is not bound is gone at once
      objects
          .get(GroupResource.PODS, Meta.namespace(pod), Meta.name(pod))
          .ifPresentOrElse(left -> pods.put(ordinal(pod), left), () -> pods.remove(ordinal(pod)));
    }

    private static String revision(ObjectNode pod) {
      return Meta.labels(pod).getOrDefault(REVISION, "");
    }

    private void create(int ordinal) {
      int partition = spec.path("updateStrategy").path("rollingUpdate").path("partition").asInt(0);
      boolean old =
          !spec.path("updateStrategy").path("type").asText().equals("OnDelete")
              && ordinal < start + Math.max(0, partition - start)
              && !Meta.name(current).equals(Meta.name(update));
      ObjectNode revision = old ? current : update;
      ObjectNode pod = PodTemplates.pod(set, Revisions.template(revision));
      String name = Meta.name(set) + "-" + ordinal;
      Meta.metadata(pod).put("name", name).put("generateName", Meta.name(set) + "-");
      Meta.label(pod, REVISION, Meta.name(revision));
      Meta.label(pod, POD_NAME, name);
      Meta.label(pod, POD_INDEX, String.valueOf(ordinal));
      ObjectNode podSpec = Meta.child(pod, "spec");
      podSpec.put("hostname", name);
      if (!spec.path("serviceName").asText("").isEmpty()) {
        podSpec.put("subdomain", spec.path("serviceName").asText());
      }
      for (JsonNode claim : spec.path("volumeClaimTemplates")) {
        claim(claim, name, podSpec);
      }
      try {
        pods.put(ordinal, objects.create(GroupResource.PODS, pod));
        events.normal(
            set,
            "SuccessfulCreate",
            "create Pod %s in StatefulSet %s successful".formatted(name, Meta.name(set)));
      } catch (ApiException e) {
        events.warning(
            set,
            "FailedCreate",
            "create Pod %s in StatefulSet %s failed error: %s"
                .formatted(name, Meta.name(set), e.getMessage()));
        throw e;
      }
    }

    private void claim(JsonNode template, String podName, ObjectNode podSpec) {
      String volume = Meta.name(template);
      String name = volume + "-" + podName;
      ArrayNode volumes = Meta.list(podSpec, "volumes");
      for (int i = volumes.size() - 1; i >= 0; i--) {
        if (volumes.get(i).path("name").asText().equals(volume)) {
          volumes.remove(i);
        }
      }
      volumes
          .addObject()
          .put("name", volume)
          .putObject("persistentVolumeClaim")
          .put("claimName", name);
      if (objects
          .get(GroupResource.PERSISTENT_VOLUME_CLAIMS, Meta.namespace(set), name)
          .isPresent()) {
        return;
      }
      ObjectNode claim = Meta.object("v1", "PersistentVolumeClaim");
      ObjectNode metadata =
          Meta.metadata(claim).put("name", name).put("namespace", Meta.namespace(set));
      ObjectNode labels = metadata.putObject("labels");
      Meta.labels(template).forEach(labels::put);
      Meta.strings(spec.path("selector").path("matchLabels")).forEach(labels::put);
      Meta.annotations(template).forEach((k, v) -> Meta.annotate(claim, k, v));
      claim.set("spec", template.path("spec").deepCopy());
      objects.create(GroupResource.PERSISTENT_VOLUME_CLAIMS, claim);
      events.normal(
          set,
          "SuccessfulCreate",
          "create Claim %s Pod %s in StatefulSet %s success"
              .formatted(name, podName, Meta.name(set)));
    }

    private void writeStatus() {
      int replicas = 0;
      int ready = 0;
      int available = 0;
      int ofCurrent = 0;
      int ofUpdate = 0;
      for (ObjectNode pod : pods.values()) {
        replicas++;
        if (Pods.isReady(pod)) {
          ready++;
          available += Pods.isAvailable(pod, minReady, now()) ? 1 : 0;
        }
        if (!Meta.isDeleting(pod)) {
          ofCurrent += revision(pod).equals(Meta.name(current)) ? 1 : 0;
          ofUpdate += revision(pod).equals(Meta.name(update)) ? 1 : 0;
        }
      }
      boolean rolled =
          !spec.path("updateStrategy").path("type").asText().equals("OnDelete")
              && ofUpdate == replicas
              && ready == replicas
              && ofUpdate == end - start;
      String currentRevision = Meta.name(rolled ? update : current);
      int currentReplicas = rolled ? ofUpdate : ofCurrent;
      ObjectNode status = set.objectNode();
      status.put("observedGeneration", Meta.generation(set)).put("replicas", replicas);
      Meta.count(status, "readyReplicas", ready);
      Meta.count(status, "currentReplicas", currentReplicas);
      Meta.count(status, "updatedReplicas", ofUpdate);
      status.put("currentRevision", currentRevision).put("updateRevision", Meta.name(update));
      status.put("collisionCount", set.path("status").path("collisionCount").asInt(0));
      status.put("availableReplicas", available);
      objects.modifyStatus(
          GroupResource.STATEFUL_SETS,
          Meta.namespace(set),
          Meta.name(set),
          copy -> {
            if (Meta.uid(copy).equals(Meta.uid(set))) {
              copy.set("status", status);
            }
            return copy;
          });
    }
  }
}
