package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Quantity;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Gives each new Pod a node: those that [NodeFit] lets, then the one with the fewest Pods of the
/// same owner, then the least allocated.
final class Scheduler extends Controller {
  Scheduler(ControllerContext context) {
    super(context, "default-scheduler");
  }

  @Override
  void watchAll() {
    watch(GroupResource.PODS, this::onPod);
    watch(GroupResource.NODES, _ -> retryAll());
    watch(GroupResource.PERSISTENT_VOLUME_CLAIMS, _ -> retryAll());
  }

  private void onPod(ObjectEvent event) {
    ObjectNode pod = event.object();
    boolean left = event.type() == ObjectEvent.Type.DELETED || Pods.isFinished(pod);
    if (left && !Pods.node(pod).isEmpty()) {
      retryAll();
    } else if (!left && isPending(pod)) {
      enqueue(Key.of(pod));
    }
  }

  private void retryAll() {
    objects.list(GroupResource.PODS).stream()
        .filter(Scheduler::isPending)
        .forEach(pod -> enqueue(Key.of(pod)));
  }

  private static boolean isPending(ObjectNode pod) {
    JsonNode spec = pod.path("spec");
    return Pods.node(pod).isEmpty()
        && Pods.isActive(pod)
        && spec.path("schedulingGates").isEmpty()
        && spec.path("schedulerName").asText("default-scheduler").equals("default-scheduler");
  }

  @Override
  void reconcile(Key key) {
    Optional<ObjectNode> found = objects.get(GroupResource.PODS, key.namespace(), key.name());
    if (found.isEmpty() || !isPending(found.get())) {
      return;
    }
    ObjectNode pod = found.get();
    List<ObjectNode> nodes = objects.list(GroupResource.NODES);
    List<ObjectNode> bound =
        objects.list(GroupResource.PODS).stream()
            .filter(p -> !Pods.node(p).isEmpty() && !Pods.isFinished(p))
            .toList();
    Optional<String> volumes = volumes(pod);
    if (nodes.isEmpty() || volumes.isPresent()) {
      unschedulable(
          pod,
          nodes.isEmpty()
              ? "no nodes available to schedule pods"
              : "0/%1$d nodes are available: %2$s. no new claims to deallocate, preemption: 0/%1$d nodes are available: %1$d Preemption is not helpful for scheduling."
                  .formatted(nodes.size(), volumes.orElse("")));
      return;
    }
    NodeFit fit = new NodeFit(nodes, bound);
    Map<String, Integer> refusals = new TreeMap<>();
    List<ObjectNode> fitting =
        nodes.stream()
            .filter(node -> {
              Optional<String> refusal = fit.refusal(pod, node);
              refusal.ifPresent(reason -> refusals.merge(reason, 1, Integer::sum));
              return refusal.isEmpty();
            })
            .toList();
    Optional<ObjectNode> best = fitting.stream().min(preference(pod, bound));
    if (best.isEmpty()) {
      unschedulable(pod, explanation(nodes.size(), refusals));
      return;
    }
    String node = Meta.name(best.get());
    try {
      objects.bind(key.namespace(), key.name(), node);
    } catch (ApiException e) {
      if (!e.isConflict() && !e.isNotFound()) {
        throw e;
      }
      return;
    }
    events.normal(pod, "Scheduled", "Successfully assigned " + key + " to " + node);
  }

  private static String explanation(int nodes, Map<String, Integer> refusals) {
    String reasons =
        refusals.entrySet().stream()
            .map(e -> e.getValue() + " " + e.getKey())
            .sorted()
            .collect(Collectors.joining(", "));
    int victims =
        refusals.entrySet().stream()
            .filter(e -> e.getKey().startsWith("Insufficient") || e.getKey().startsWith("Too many"))
            .mapToInt(Map.Entry::getValue)
            .sum();
    String preemption =
        victims == nodes
            ? nodes + " No preemption victims found for incoming pod."
            : victims == 0
                ? nodes + " Preemption is not helpful for scheduling."
                : victims
                    + " No preemption victims found for incoming pod, "
                    + (nodes - victims)
                    + " Preemption is not helpful for scheduling.";
    return "0/%d nodes are available: %s. no new claims to deallocate, preemption: 0/%d nodes are available: %s"
        .formatted(nodes, reasons, nodes, preemption);
  }

  /// Claims that no volume has been found for yet.
  private Optional<String> volumes(ObjectNode pod) {
    for (JsonNode volume : pod.path("spec").path("volumes")) {
      String name =
          volume.has("ephemeral")
              ? Meta.name(pod) + "-" + volume.path("name").asText()
              : volume.path("persistentVolumeClaim").path("claimName").asText("");
      if (name.isEmpty()) {
        continue;
      }
      Optional<ObjectNode> claim =
          objects.get(GroupResource.PERSISTENT_VOLUME_CLAIMS, Meta.namespace(pod), name);
      if (claim.isEmpty()) {
        return Optional.of("persistentvolumeclaim \"" + name + "\" not found");
      }
      if (claim.get().path("spec").path("volumeName").asText("").isEmpty()) {
        return Optional.of("pod has unbound immediate PersistentVolumeClaims");
      }
    }
    return Optional.empty();
  }

  private static Comparator<ObjectNode> preference(ObjectNode pod, List<ObjectNode> bound) {
    String owner = Meta.controller(pod).map(c -> c.path("uid").asText()).orElse("");
    Comparator<ObjectNode> siblings =
        Comparator.comparingLong(node ->
            owner.isEmpty()
                ? 0
                : bound.stream()
                    .filter(p -> Pods.node(p).equals(Meta.name(node)))
                    .filter(p ->
                        Meta.controller(p)
                            .map(c -> c.path("uid").asText().equals(owner))
                            .orElse(false))
                    .count());
    return siblings
        .thenComparingDouble(node -> allocated(node, bound))
        .thenComparingLong(
            node -> bound.stream().filter(p -> Pods.node(p).equals(Meta.name(node))).count())
        .thenComparing(Meta::name);
  }

  private static double allocated(ObjectNode node, List<ObjectNode> bound) {
    double sum = 0;
    for (String resource : List.of("cpu", "memory")) {
      JsonNode capacity = node.path("status").path("allocatable").path(resource);
      if (capacity.isMissingNode()) {
        continue;
      }
      long used =
          bound.stream()
              .filter(p -> Pods.node(p).equals(Meta.name(node)))
              .mapToLong(p -> NodeFit.requests(p).getOrDefault(resource, 0L))
              .sum();
      sum += (double) used / Math.max(1, Quantity.parse(capacity.asText()).milliValue());
    }
    return sum;
  }

  private void unschedulable(ObjectNode pod, String message) {
    Optional<JsonNode> before = Conditions.find(pod.path("status"), "PodScheduled");
    boolean known = before.map(c -> c.path("message").asText().equals(message)).orElse(false);
    objects.modifyStatus(
        GroupResource.PODS,
        Meta.namespace(pod),
        Meta.name(pod),
        copy -> {
          if (!Meta.uid(copy).equals(Meta.uid(pod)) || !Pods.node(copy).isEmpty()) {
            return copy;
          }
          ObjectNode status = Meta.child(copy, "status");
          ArrayNode kept = JsonNodeFactory.instance.arrayNode();
          status
              .path("conditions")
              .forEach(c -> {
                if (!c.path("type").asText().equals("PodScheduled")) {
                  kept.add(c);
                }
              });
          ObjectNode condition = kept.addObject().put("type", "PodScheduled");
          condition.put("observedGeneration", Meta.generation(pod));
          condition.put("status", "False").putNull("lastProbeTime");
          condition.put(
              "lastTransitionTime",
              before
                  .filter(c -> c.path("status").asText().equals("False"))
                  .map(c -> c.path("lastTransitionTime").asText())
                  .orElse(time()));
          condition.put("reason", "Unschedulable").put("message", message);
          status.set("conditions", kept);
          return copy;
        });
    if (!known) {
      events.warning(pod, "FailedScheduling", message);
    }
  }
}
