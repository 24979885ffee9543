package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Keeps one Pod of a DaemonSet on every node that it may run on.
final class DaemonSetController extends Controller {
  private static final String HASH = "controller-revision-hash";
  private static final String GENERATION = "pod-template-generation";
  private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  /// Taints that daemons live with.
  private static final List<String> NO_EXECUTE =
      List.of("node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");

  private static final List<String> NO_SCHEDULE =
      List.of(
          "node.kubernetes.io/disk-pressure",
          "node.kubernetes.io/memory-pressure",
          "node.kubernetes.io/pid-pressure",
          "node.kubernetes.io/unschedulable");

  DaemonSetController(ControllerContext context) {
    super(context, "daemonset-controller");
  }

  @Override
  void watchAll() {
    watchOwn(GroupResource.DAEMON_SETS);
    watchOwned(GroupResource.PODS, "DaemonSet");
    watch(
        GroupResource.NODES,
        _ -> objects.list(GroupResource.DAEMON_SETS).forEach(set -> enqueue(Key.of(set))));
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found =
        objects.get(GroupResource.DAEMON_SETS, key.namespace(), key.name());
    if (found.isEmpty()) {
      return;
    }
    ObjectNode set = found.get();
    List<ObjectNode> pods =
        new ArrayList<>(
            Claims.claim(
                objects,
                GroupResource.PODS,
                set,
                LabelSelector.of(set.path("spec").path("selector"))));
    Revisions revisions = new Revisions(objects, set, HASH);
    ObjectNode revision = revisions.current();
    String hash = Meta.labels(revision).getOrDefault(HASH, "");
    List<ObjectNode> nodes = objects.list(GroupResource.NODES);
    ApiException trouble = null;
    if (!Meta.isDeleting(set)) {
      trouble = manage(set, pods, nodes, hash);
    }
    writeStatus(set, nodes, hash);
    if (trouble != null) {
      throw trouble;
    }
    revisions.cleanUp(List.of(Meta.name(revision)));
  }

  private static String target(ObjectNode pod) {
    if (!Pods.node(pod).isEmpty()) {
      return Pods.node(pod);
    }
    JsonNode terms =
        pod.path("spec")
            .path("affinity")
            .path("nodeAffinity")
            .path("requiredDuringSchedulingIgnoredDuringExecution")
            .path("nodeSelectorTerms");
    return terms.path(0).path("matchFields").path(0).path("values").path(0).asText("");
  }

  private @org.jspecify.annotations.Nullable ApiException manage(
      ObjectNode set, List<ObjectNode> pods, List<ObjectNode> nodes, String hash) {
    Map<String, List<ObjectNode>> byNode = new HashMap<>();
    pods.forEach(pod -> byNode.computeIfAbsent(target(pod), _ -> new ArrayList<>()).add(pod));
    Set<String> known = new HashSet<>();
    for (ObjectNode node : nodes) {
      String name = Meta.name(node);
      known.add(name);
      List<ObjectNode> here = byNode.getOrDefault(name, List.of());
      boolean runs = shouldRun(set, node);
      boolean stays = runs || shouldStay(set, node);
      List<ObjectNode> alive = new ArrayList<>();
      for (ObjectNode pod : here) {
        if (Meta.isDeleting(pod)) {
          continue;
        }
        if (!stays || Pods.phase(pod).equals("Failed")) {
          remove(set, pod);
        } else {
          alive.add(pod);
        }
      }
      alive.sort(Comparator.comparing(Meta::created));
      boolean surge = maxSurge(set, nodes) > 0;
      for (int i = 1; i < alive.size() && !surge; i++) {
        remove(set, alive.get(i));
      }
      if (runs && here.stream().noneMatch(p -> !Pods.phase(p).equals("Failed"))) {
        ApiException trouble = create(set, name, hash);
        if (trouble != null) {
          return trouble;
        }
      }
    }
    byNode.forEach((name, left) -> {
      if (!known.contains(name)) {
        left.stream().filter(p -> !Meta.isDeleting(p)).forEach(p -> remove(set, p));
      }
    });
    return roll(set, byNode, nodes, hash);
  }

  private void remove(ObjectNode set, ObjectNode pod) {
    delete(GroupResource.PODS, pod);
    events.normal(set, "SuccessfulDelete", "Deleted pod: " + Meta.name(pod));
  }

  private static int maxUnavailable(ObjectNode set, List<ObjectNode> nodes) {
    JsonNode rolling = set.path("spec").path("updateStrategy").path("rollingUpdate");
    return IntOrPercent.of(rolling.path("maxUnavailable"), 1, wanted(set, nodes), true);
  }

  private static int maxSurge(ObjectNode set, List<ObjectNode> nodes) {
    JsonNode rolling = set.path("spec").path("updateStrategy").path("rollingUpdate");
    return IntOrPercent.of(rolling.path("maxSurge"), 0, wanted(set, nodes), true);
  }

  private static int wanted(ObjectNode set, List<ObjectNode> nodes) {
    return (int) nodes.stream().filter(node -> shouldRun(set, node)).count();
  }

  /// Replaces Pods of an older template as far as enough stay available.
  private @org.jspecify.annotations.Nullable ApiException roll(
      ObjectNode set, Map<String, List<ObjectNode>> byNode, List<ObjectNode> nodes, String hash) {
    if (set.path("spec").path("updateStrategy").path("type").asText().equals("OnDelete")) {
      return null;
    }
    Duration minReady = Duration.ofSeconds(set.path("spec").path("minReadySeconds").asLong(0));
    int budget = maxUnavailable(set, nodes);
    int surge = maxSurge(set, nodes);
    List<ObjectNode> outdated = new ArrayList<>();
    for (ObjectNode node : nodes) {
      if (!shouldRun(set, node)) {
        continue;
      }
      List<ObjectNode> here =
          byNode.getOrDefault(Meta.name(node), List.of()).stream()
              .filter(p -> !Meta.isDeleting(p))
              .toList();
      List<ObjectNode> old = here.stream().filter(p -> !isCurrent(p, hash)).toList();
      List<ObjectNode> fresh = here.stream().filter(p -> isCurrent(p, hash)).toList();
      boolean available = here.stream().anyMatch(p -> Pods.isAvailable(p, minReady, now()));
      if (surge > 0) {
        if (!old.isEmpty() && fresh.stream().anyMatch(p -> Pods.isAvailable(p, minReady, now()))) {
          old.forEach(p -> remove(set, p));
        } else if (!old.isEmpty() && fresh.isEmpty() && surge-- > 0) {
          ApiException trouble = create(set, Meta.name(node), hash);
          if (trouble != null) {
            return trouble;
          }
        } else if (!fresh.isEmpty() && !old.isEmpty()) {
          surge--;
        }
      } else if (!old.isEmpty() && !available) {
        old.forEach(p -> remove(set, p)); // it serves nobody anyway
        budget--;
      } else if (!old.isEmpty()) {
        outdated.addAll(old);
      } else if (!available) {
        budget--;
        if (fresh.stream().anyMatch(Pods::isReady)) {
          enqueueAfter(Key.of(set), minReady.plusMillis(50));
        }
      }
    }
    for (ObjectNode pod : outdated) {
      if (budget-- <= 0) {
        break;
      }
      remove(set, pod);
    }
    return null;
  }

  private static boolean isCurrent(ObjectNode pod, String hash) {
    return Meta.labels(pod).getOrDefault(HASH, "").equals(hash);
  }

  private static boolean matches(ObjectNode set, ObjectNode node) {
    JsonNode spec = set.path("spec").path("template").path("spec");
    String name = spec.path("nodeName").asText("");
    return (name.isEmpty() || name.equals(Meta.name(node))) && NodeFit.matchesNode(spec, node);
  }

  private static boolean shouldRun(ObjectNode set, ObjectNode node) {
    return matches(set, node)
        && untolerated(set, node, "NoSchedule").isEmpty()
        && untolerated(set, node, "NoExecute").isEmpty();
  }

  private static boolean shouldStay(ObjectNode set, ObjectNode node) {
    return matches(set, node) && untolerated(set, node, "NoExecute").isEmpty();
  }

  private static Optional<JsonNode> untolerated(ObjectNode set, ObjectNode node, String effect) {
    JsonNode spec = set.path("spec").path("template").path("spec");
    for (JsonNode taint : node.path("spec").path("taints")) {
      String key = taint.path("key").asText();
      if (taint.path("effect").asText().equals(effect)
          && !NO_EXECUTE.contains(key)
          && !NO_SCHEDULE.contains(key)
          && !NodeFit.specTolerates(spec, key, taint.path("value").asText(""), effect)) {
        return Optional.of(taint);
      }
    }
    return Optional.empty();
  }

  private @org.jspecify.annotations.Nullable ApiException create(
      ObjectNode set, String node, String hash) {
    ObjectNode pod = PodTemplates.pod(set);
    Meta.metadata(pod).put("generateName", Meta.name(set) + "-");
    Meta.label(pod, HASH, hash);
    Meta.label(
        pod,
        GENERATION,
        Meta.annotation(set, TEMPLATE_GENERATION).isEmpty()
            ? String.valueOf(Meta.generation(set))
            : Meta.annotation(set, TEMPLATE_GENERATION));
    ObjectNode spec = Meta.child(pod, "spec");
    ObjectNode required =
        Meta.child(
            Meta.child(Meta.child(spec, "affinity"), "nodeAffinity"),
            "requiredDuringSchedulingIgnoredDuringExecution");
    var terms = Meta.list(required, "nodeSelectorTerms");
    if (terms.isEmpty()) {
      terms.addObject();
    }
    terms.forEach(term -> {
      var fields = ((ObjectNode) term).putArray("matchFields");
      ObjectNode field = fields.addObject().put("key", "metadata.name").put("operator", "In");
      field.putArray("values").add(node);
    });
    var tolerations = Meta.list(spec, "tolerations");
    for (String key : NO_EXECUTE) {
      tolerations.addObject().put("key", key).put("operator", "Exists").put("effect", "NoExecute");
    }
    for (String key : NO_SCHEDULE) {
      tolerations.addObject().put("key", key).put("operator", "Exists").put("effect", "NoSchedule");
    }
    try {
      ObjectNode created = objects.create(GroupResource.PODS, pod);
      events.normal(set, "SuccessfulCreate", "Created pod: " + Meta.name(created));
      return null;
    } catch (ApiException e) {
      events.warning(set, "FailedCreate", "Error creating: " + e.getMessage());
      return e;
    }
  }

  private void writeStatus(ObjectNode set, List<ObjectNode> nodes, String hash) {
    Duration minReady = Duration.ofSeconds(set.path("spec").path("minReadySeconds").asLong(0));
    Map<String, List<ObjectNode>> byNode = new HashMap<>();
    for (ObjectNode pod : objects.list(GroupResource.PODS, Meta.namespace(set))) {
      if (Meta.isControlledBy(pod, set) && !Meta.isDeleting(pod)) {
        byNode.computeIfAbsent(target(pod), _ -> new ArrayList<>()).add(pod);
      }
    }
    int desired = 0;
    int scheduled = 0;
    int misscheduled = 0;
    int ready = 0;
    int available = 0;
    int updated = 0;
    for (ObjectNode node : nodes) {
      List<ObjectNode> here = byNode.getOrDefault(Meta.name(node), List.of());
      if (!shouldRun(set, node)) {
        misscheduled += here.isEmpty() ? 0 : 1;
        continue;
      }
      desired++;
      if (here.isEmpty()) {
        continue;
      }
      scheduled++;
      ready += here.stream().anyMatch(Pods::isReady) ? 1 : 0;
      available += here.stream().anyMatch(p -> Pods.isAvailable(p, minReady, now())) ? 1 : 0;
      updated += here.stream().anyMatch(p -> isCurrent(p, hash)) ? 1 : 0;
    }
    ObjectNode status = set.objectNode();
    status
        .put("currentNumberScheduled", scheduled)
        .put("numberMisscheduled", misscheduled)
        .put("desiredNumberScheduled", desired)
        .put("numberReady", ready)
        .put("observedGeneration", Meta.generation(set));
    Meta.count(status, "updatedNumberScheduled", updated);
    Meta.count(status, "numberAvailable", available);
    Meta.count(status, "numberUnavailable", desired - available);
    objects.modifyStatus(
        GroupResource.DAEMON_SETS,
        Meta.namespace(set),
        Meta.name(set),
        copy -> {
          if (Meta.uid(copy).equals(Meta.uid(set))) {
            copy.set("status", status);
          }
          return copy;
        });
    if (ready > available) {
      enqueueAfter(Key.of(set), minReady.plusMillis(50));
    }
  }
}
