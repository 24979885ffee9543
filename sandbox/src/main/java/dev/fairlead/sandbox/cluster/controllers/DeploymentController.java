package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings a Deployment's template to its Pods: rolling update, recreation, pause, scaling in
/// proportion, revisions and their history. Follows `pkg/controller/deployment` of Kubernetes 1.36.
final class DeploymentController extends Controller {
  /// Annotations of a Deployment that its ReplicaSets do not take over.
  private static final Set<String> OWN_ANNOTATIONS =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration",
          Rollout.REVISION,
          Rollout.HISTORY,
          Rollout.DESIRED,
          Rollout.MAXIMUM,
          "deprecated.deployment.rollback.to");

  private static final int MAX_HISTORY = 2000;

  DeploymentController(ControllerContext context) {
    super(context, "deployment-controller");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.DEPLOYMENTS);
    watchOwned(GroupResource.REPLICA_SETS, "Deployment");
    watch(GroupResource.PODS, this::onPod);
  }

  /// A Deployment that is recreated waits for its last old Pod to go.
  private void onPod(ObjectEvent event) {
    if (event.type() != ObjectEvent.Type.DELETED) {
      return;
    }
    Meta.controller(event.object())
        .filter(owner -> owner.path("kind").asText().equals("ReplicaSet"))
        .flatMap(owner ->
            objects.get(
                GroupResource.REPLICA_SETS,
                Meta.namespace(event.object()),
                owner.path("name").asText()))
        .flatMap(Meta::controller)
        .ifPresent(
            owner -> enqueue(new Key(Meta.namespace(event.object()), owner.path("name").asText())));
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found =
        objects.get(GroupResource.DEPLOYMENTS, key.namespace(), key.name());
    if (found.isEmpty()) {
      return;
    }
    ObjectNode deployment = found.get();
    LabelSelector selector = LabelSelector.of(deployment.path("spec").path("selector"));
    Rollout rollout =
        Rollout.of(
            deployment, Claims.claim(objects, GroupResource.REPLICA_SETS, deployment, selector));
    if (Meta.isDeleting(deployment)) {
      writeStatus(rollout, new DeploymentStatus(rollout, now()).counters());
      return;
    }
    rollout = pauseCondition(rollout);
    if (rollout.isPaused()) {
      rollout = syncRevision(rollout, false);
      rollout = scale(rollout);
      cleanUp(rollout);
      writeStatus(rollout, new DeploymentStatus(rollout, now()).counters());
      return;
    }
    if (isScaled(rollout)) {
      rollout = syncRevision(rollout, false);
      rollout = scale(rollout);
      writeStatus(rollout, new DeploymentStatus(rollout, now()).counters());
      return;
    }
    rollout = rollout.isRolling() ? roll(rollout) : recreate(rollout);
    ObjectNode status = new DeploymentStatus(rollout, now()).complete();
    writeStatus(rollout, status);
    Rollout last = rollout;
    new DeploymentStatus(last, now())
        .untilDeadline(status)
        .ifPresent(delay -> enqueueAfter(key, delay));
  }

  private Rollout pauseCondition(Rollout rollout) {
    if (!rollout.deployment().path("spec").has("progressDeadlineSeconds")) {
      return rollout;
    }
    Optional<JsonNode> condition =
        Conditions.find(rollout.deployment().path("status"), DeploymentStatus.PROGRESSING);
    String reason = condition.map(c -> c.path("reason").asText()).orElse("");
    if (reason.equals(DeploymentStatus.TIMED_OUT)) {
      return rollout;
    }
    boolean paused = reason.equals("DeploymentPaused");
    if (rollout.isPaused() == paused) {
      return rollout;
    }
    return progressing(
        rollout,
        "Unknown",
        rollout.isPaused() ? "DeploymentPaused" : "DeploymentResumed",
        rollout.isPaused() ? "Deployment is paused" : "Deployment is resumed");
  }

  /// Sets the condition Progressing at once.
  private Rollout progressing(Rollout rollout, String value, String reason, String message) {
    DeploymentStatus statuses = new DeploymentStatus(rollout, now());
    return rewritten(
        rollout,
        copy -> {
          ObjectNode status = Meta.child(copy, "status");
          statuses.set(status, DeploymentStatus.PROGRESSING, value, reason, message);
        });
  }

  private interface Change {
    void apply(ObjectNode deployment);
  }

  private Rollout rewritten(Rollout rollout, Change change) {
    ObjectNode deployment = rollout.deployment();
    ObjectNode stored =
        objects
            .modifyStatus(
                GroupResource.DEPLOYMENTS,
                Meta.namespace(deployment),
                Meta.name(deployment),
                copy -> {
                  if (Meta.uid(copy).equals(Meta.uid(deployment))) {
                    change.apply(copy);
                  }
                  return copy;
                })
            .orElse(deployment);
    // the spec that this round works from stays; a newer one has its own round
    ObjectNode merged = deployment.deepCopy();
    merged.set("status", stored.path("status"));
    merged.set("metadata", withGeneration(stored, deployment));
    return new Rollout(merged, rollout.current(), rollout.old());
  }

  private static JsonNode withGeneration(ObjectNode stored, ObjectNode deployment) {
    ObjectNode metadata = stored.path("metadata").deepCopy();
    metadata.put("generation", Meta.generation(deployment));
    return metadata;
  }

  // --- revisions --------------------------------------------------------------------------------

  /// Makes the current ReplicaSet carry the newest revision, and the Deployment say so; makes the
  /// ReplicaSet if there is none and `create` is set.
  private Rollout syncRevision(Rollout rollout, boolean create) {
    long newest = rollout.old().stream().mapToLong(Rollout::revision).max().orElse(0) + 1;
    ObjectNode current = rollout.current();
    if (current != null) {
      ObjectNode updated = annotated(rollout, current, newest);
      Rollout next = rollout.with(updated);
      String revision = Meta.annotation(updated, Rollout.REVISION);
      next = deploymentRevision(next, revision);
      if (rollout.deployment().path("spec").has("progressDeadlineSeconds")
          && Conditions.find(next.deployment().path("status"), DeploymentStatus.PROGRESSING)
              .isEmpty()) {
        next =
            progressing(
                next,
                "True",
                "FoundNewReplicaSet",
                "Found new replica set \"" + Meta.name(updated) + "\"");
      }
      return next;
    }
    return create ? create(rollout, newest) : rollout;
  }

  private Rollout deploymentRevision(Rollout rollout, String revision) {
    if (Meta.annotation(rollout.deployment(), Rollout.REVISION).equals(revision)) {
      return rollout;
    }
    return rewritten(rollout, copy -> Meta.annotate(copy, Rollout.REVISION, revision));
  }

  private ObjectNode annotated(Rollout rollout, ObjectNode set, long newest) {
    ObjectNode deployment = rollout.deployment();
    return objects
        .modify(
            GroupResource.REPLICA_SETS,
            Meta.namespace(set),
            Meta.name(set),
            copy -> {
              takeAnnotations(deployment, copy);
              long before = Rollout.revision(copy);
              if (before < newest) {
                if (before > 0) {
                  history(copy, before);
                }
                Meta.annotate(copy, Rollout.REVISION, String.valueOf(newest));
              }
              long minReady = deployment.path("spec").path("minReadySeconds").asLong(0);
              if (copy.path("spec").path("minReadySeconds").asLong(0) != minReady) {
                Meta.child(copy, "spec").put("minReadySeconds", minReady);
              }
              return copy;
            })
        .orElse(set);
  }

  private static void history(ObjectNode set, long revision) {
    String history = Meta.annotation(set, Rollout.HISTORY);
    String longer = history.isEmpty() ? "" + revision : history + "," + revision;
    while (longer.length() > MAX_HISTORY) {
      longer = longer.substring(longer.indexOf(',') + 1);
    }
    Meta.annotate(set, Rollout.HISTORY, longer);
  }

  private static void takeAnnotations(ObjectNode deployment, ObjectNode set) {
    Meta.annotations(deployment)
        .forEach((name, value) -> {
          if (!OWN_ANNOTATIONS.contains(name)) {
            Meta.annotate(set, name, value);
          }
        });
  }

  private Rollout create(Rollout rollout, long revision) {
    ObjectNode deployment = rollout.deployment();
    int collisions = deployment.path("status").path("collisionCount").asInt(0);
    JsonNode template = deployment.path("spec").path("template");
    String hash = PodTemplates.hash(template, collisions);
    ObjectNode set = Meta.object("apps/v1", "ReplicaSet");
    ObjectNode metadata =
        Meta.metadata(set)
            .put("name", Meta.name(deployment) + "-" + hash)
            .put("namespace", Meta.namespace(deployment));
    metadata.putArray("ownerReferences").add(Meta.controllerReference(deployment));
    ObjectNode spec = set.putObject("spec");
    int replicas = rollout.allowedForCurrent();
    spec.put("replicas", replicas);
    if (deployment.path("spec").path("minReadySeconds").asLong(0) > 0) {
      spec.set("minReadySeconds", deployment.path("spec").path("minReadySeconds"));
    }
    spec.set("selector", deployment.path("spec").path("selector").deepCopy());
    Meta.child(Meta.child(spec, "selector"), "matchLabels").put(PodTemplates.HASH_LABEL, hash);
    spec.set("template", template.deepCopy());
    ObjectNode templateMetadata = Meta.child(Meta.child(spec, "template"), "metadata");
    Meta.child(templateMetadata, "labels").put(PodTemplates.HASH_LABEL, hash);
    metadata.set("labels", templateMetadata.get("labels").deepCopy());
    takeAnnotations(deployment, set);
    Meta.annotate(set, Rollout.REVISION, String.valueOf(revision));
    annotateReplicas(rollout, set);
    ObjectNode created;
    try {
      created = objects.create(GroupResource.REPLICA_SETS, set);
    } catch (ApiException e) {
      if (e.isAlreadyExists()) {
        return collision(rollout, set, e);
      }
      if (!e.isNotFound()) {
        events.warning(
            deployment,
            "ReplicaSetCreateError",
            "Failed to create new replica set \"" + Meta.name(set) + "\": " + e.getMessage());
      }
      throw e;
    }
    if (replicas > 0) {
      events.normal(
          deployment,
          "ScalingReplicaSet",
          "Scaled up replica set " + Meta.name(created) + " from 0 to " + replicas);
    }
    DeploymentStatus statuses = new DeploymentStatus(rollout, now());
    return rewritten(
            rollout,
            copy -> {
              Meta.annotate(copy, Rollout.REVISION, String.valueOf(revision));
              if (copy.path("spec").has("progressDeadlineSeconds")) {
                statuses.set(
                    Meta.child(copy, "status"),
                    DeploymentStatus.PROGRESSING,
                    "True",
                    "NewReplicaSetCreated",
                    "Created new replica set \"" + Meta.name(created) + "\"");
              }
            })
        .with(created);
  }

  /// The name is taken: by our own ReplicaSet of an earlier round, or by a foreign one.
  private Rollout collision(Rollout rollout, ObjectNode set, ApiException e) {
    Optional<ObjectNode> present =
        objects.get(GroupResource.REPLICA_SETS, Meta.namespace(set), Meta.name(set));
    if (present.isPresent()
        && Meta.isControlledBy(present.get(), rollout.deployment())
        && PodTemplates.equalIgnoringHash(
            present.get().path("spec").path("template"), set.path("spec").path("template"))) {
      return rollout.with(present.get());
    }
    Rollout _ =
        rewritten(
            rollout,
            copy -> {
              ObjectNode status = Meta.child(copy, "status");
              status.put("collisionCount", status.path("collisionCount").asInt(0) + 1);
            });
    throw e;
  }

  private static void annotateReplicas(Rollout rollout, ObjectNode set) {
    Meta.annotate(set, Rollout.DESIRED, String.valueOf(rollout.wanted()));
    Meta.annotate(set, Rollout.MAXIMUM, String.valueOf(rollout.wanted() + rollout.maxSurge()));
  }

  // --- scaling ----------------------------------------------------------------------------------

  private static boolean isScaled(Rollout rollout) {
    for (ObjectNode set : rollout.all()) {
      String desired = Meta.annotation(set, Rollout.DESIRED);
      if (Rollout.replicas(set) > 0
          && !desired.isEmpty()
          && !desired.equals(String.valueOf(rollout.wanted()))) {
        return true;
      }
    }
    return false;
  }

  /// Sets the size of one ReplicaSet.
  private ObjectNode resize(Rollout rollout, ObjectNode set, int size) {
    int before = Rollout.replicas(set);
    ObjectNode stored =
        objects
            .modify(
                GroupResource.REPLICA_SETS,
                Meta.namespace(set),
                Meta.name(set),
                copy -> {
                  Meta.child(copy, "spec").put("replicas", size);
                  annotateReplicas(rollout, copy);
                  return copy;
                })
            .orElse(set);
    if (before != size) {
      events.normal(
          rollout.deployment(),
          "ScalingReplicaSet",
          "Scaled %s replica set %s from %d to %d"
              .formatted(size > before ? "up" : "down", Meta.name(set), before, size));
    }
    return stored;
  }

  private Rollout resized(Rollout rollout, ObjectNode set, int size) {
    ObjectNode stored = resize(rollout, set, size);
    ObjectNode current = rollout.current();
    if (current != null && Meta.uid(current).equals(Meta.uid(set))) {
      return rollout.with(stored);
    }
    List<ObjectNode> old = new ArrayList<>();
    rollout.old().forEach(o -> old.add(Meta.uid(o).equals(Meta.uid(set)) ? stored : o));
    return new Rollout(rollout.deployment(), current, old);
  }

  /// Follows a change of the number of replicas during a pause or a rollout.
  private Rollout scale(Rollout rollout) {
    List<ObjectNode> active =
        rollout.all().stream().filter(set -> Rollout.replicas(set) > 0).toList();
    ObjectNode only = activeOrLatest(rollout, active);
    if (only != null) {
      return Rollout.replicas(only) == rollout.wanted()
              && Meta.annotation(only, Rollout.DESIRED).equals(String.valueOf(rollout.wanted()))
          ? rollout
          : resized(rollout, only, rollout.wanted());
    }
    ObjectNode current = rollout.current();
    if (current != null
        && Rollout.replicas(current) == rollout.wanted()
        && Rollout.status(current, "availableReplicas") == rollout.wanted()) {
      Rollout next = rollout;
      for (ObjectNode set : rollout.old()) {
        if (Rollout.replicas(set) > 0) {
          next = resized(next, set, 0);
        }
      }
      return next;
    }
    return rollout.isRolling() ? proportional(rollout, active) : rollout;
  }

  private static @Nullable ObjectNode activeOrLatest(Rollout rollout, List<ObjectNode> active) {
    if (active.size() > 1) {
      return null;
    }
    if (active.size() == 1) {
      return active.getFirst();
    }
    ObjectNode current = rollout.current();
    return current != null || rollout.old().isEmpty() ? current : rollout.old().getLast();
  }

  /// Spreads the difference over the ReplicaSets by their sizes, so that a bad one does not gain.
  private Rollout proportional(Rollout rollout, List<ObjectNode> active) {
    int allowed = rollout.wanted() > 0 ? rollout.wanted() + rollout.maxSurge() : 0;
    int total = Rollout.wantedOf(active);
    int add = allowed - total;
    List<ObjectNode> sorted = new ArrayList<>(active);
    Comparator<ObjectNode> bySize = Comparator.comparingInt(Rollout::replicas);
    sorted.sort(
        bySize
            .reversed()
            .thenComparing(
                Meta::created, add > 0 ? Comparator.reverseOrder() : Comparator.naturalOrder()));
    int added = 0;
    Rollout next = rollout;
    List<Integer> sizes = new ArrayList<>();
    for (ObjectNode set : sorted) {
      int size = Rollout.replicas(set);
      int share = 0;
      if (add != 0 && size > 0) {
        String text = Meta.annotation(set, Rollout.MAXIMUM);
        int most = text.matches("\\d{1,9}") ? Integer.parseInt(text) : total;
        share = most == 0 ? 0 : (int) Math.round((double) size * allowed / most) - size;
        int left = add - added;
        share = add > 0 ? Math.min(share, left) : Math.max(share, left);
      }
      added += share;
      sizes.add(size + share);
    }
    if (!sizes.isEmpty()) {
      sizes.set(0, Math.max(0, sizes.getFirst() + add - added));
    }
    for (int i = 0; i < sorted.size(); i++) {
      next = resized(next, sorted.get(i), sizes.get(i));
    }
    return next;
  }

  // --- strategies -------------------------------------------------------------------------------

  private Rollout roll(Rollout start) {
    Rollout rollout = syncRevision(start, true);
    ObjectNode current = rollout.current();
    if (current == null) {
      return rollout;
    }
    int size =
        Rollout.replicas(current) > rollout.wanted()
            ? rollout.wanted()
            : rollout.allowedForCurrent();
    if (Rollout.replicas(current) != size) {
      return resized(rollout, current, size);
    }
    Rollout down = scaleOldDown(rollout);
    if (down != null) {
      return down;
    }
    finish(rollout);
    return rollout;
  }

  /// Takes Pods from the old ReplicaSets as far as enough stay available; null if nothing changes.
  private @Nullable Rollout scaleOldDown(Rollout rollout) {
    int oldPods = Rollout.wantedOf(rollout.old());
    ObjectNode current = rollout.current();
    if (oldPods == 0 || current == null) {
      return null;
    }
    int all = Rollout.wantedOf(rollout.all());
    int least = rollout.wanted() - rollout.maxUnavailable();
    int unavailableNew = Rollout.replicas(current) - Rollout.status(current, "availableReplicas");
    int most = all - least - unavailableNew;
    if (most <= 0) {
      return null;
    }
    Rollout next = rollout;
    int taken = 0;
    // first those that serve nobody
    for (ObjectNode set : rollout.old()) {
      int unhealthy = Rollout.replicas(set) - Rollout.status(set, "availableReplicas");
      int take = Math.min(most - taken, unhealthy);
      if (Rollout.replicas(set) > 0 && take > 0) {
        next = resized(next, set, Rollout.replicas(set) - take);
        taken += take;
      }
    }
    int available = Rollout.sum(next.all(), "availableReplicas");
    int surplus = available - least;
    for (ObjectNode set : next.old()) {
      int take = Math.min(Rollout.replicas(set), surplus);
      if (take > 0) {
        next = resized(next, set, Rollout.replicas(set) - take);
        surplus -= take;
        taken += take;
      }
    }
    return taken > 0 ? next : null;
  }

  private Rollout recreate(Rollout start) {
    Rollout rollout = syncRevision(start, false);
    boolean scaled = false;
    for (ObjectNode set : rollout.old()) {
      if (Rollout.replicas(set) > 0) {
        rollout = resized(rollout, set, 0);
        scaled = true;
      }
    }
    if (scaled || oldPodsRun(rollout)) {
      return rollout;
    }
    if (rollout.current() == null) {
      rollout = syncRevision(rollout, true);
    }
    ObjectNode current = rollout.current();
    if (current != null && Rollout.replicas(current) != rollout.wanted()) {
      return resized(rollout, current, rollout.wanted());
    }
    finish(rollout);
    return rollout;
  }

  private boolean oldPodsRun(Rollout rollout) {
    for (ObjectNode pod : objects.list(GroupResource.PODS, Meta.namespace(rollout.deployment()))) {
      for (ObjectNode set : rollout.old()) {
        if (Meta.isControlledBy(pod, set) && !Pods.isFinished(pod)) {
          return true;
        }
      }
    }
    return false;
  }

  private void finish(Rollout rollout) {
    if (rollout.isComplete(new DeploymentStatus(rollout, now()).counters())) {
      cleanUp(rollout);
    }
  }

  /// Deletes the oldest ReplicaSets beyond the history limit.
  private void cleanUp(Rollout rollout) {
    int limit = rollout.deployment().path("spec").path("revisionHistoryLimit").asInt(10);
    List<ObjectNode> alive = rollout.old().stream().filter(set -> !Meta.isDeleting(set)).toList();
    int surplus = alive.size() - limit;
    List<ObjectNode> sorted = new ArrayList<>(alive);
    sorted.sort(Comparator.comparingLong(Rollout::revision));
    for (int i = 0; i < surplus; i++) {
      ObjectNode set = sorted.get(i);
      if (Rollout.replicas(set) == 0
          && Rollout.status(set, "replicas") == 0
          && set.path("status").path("observedGeneration").asLong() >= Meta.generation(set)) {
        delete(GroupResource.REPLICA_SETS, set);
      }
    }
  }

  private void writeStatus(Rollout rollout, ObjectNode status) {
    ObjectNode deployment = rollout.deployment();
    objects.modifyStatus(
        GroupResource.DEPLOYMENTS,
        Meta.namespace(deployment),
        Meta.name(deployment),
        copy -> {
          if (Meta.uid(copy).equals(Meta.uid(deployment))) {
            copy.set("status", status);
          }
          return copy;
        });
  }
}
