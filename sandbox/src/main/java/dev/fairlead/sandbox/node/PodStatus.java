package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.controllers.Conditions;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The status of a Pod as kubelet reports it.
///
/// @param containers all of them, in the order of the spec
/// @param podIp empty until the Pod has an address
/// @param prepared whether network and volumes are there
/// @param failedReason why the whole Pod has failed; empty if it has not
/// @param terminating whether it is being ended
record PodStatus(
    List<Container> containers,
    String hostIp,
    String podIp,
    Instant startTime,
    boolean prepared,
    String failedReason,
    String failedMessage,
    boolean terminating,
    Instant now) {
  /// The annotation and the condition that tell a stand-in.
  static final String SIMULATED = "sandbox.fairlead.dev/simulated";

  static boolean isFinal(String phase) {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /// The phase that follows from the containers, as kubelet's `getPhase`.
  ///
  /// @param ending whether nothing is started any more
  static String phase(List<Container> containers, String restartPolicy, boolean ending) {
    int waiting = 0;
    int running = 0;
    int stopped = 0;
    int failed = 0;
    for (Container container : containers) {
      if (container.kind() == Container.Kind.SIDECAR) {
        continue;
      }
      boolean crashed = container.lastState != null;
      if (container.kind() == Container.Kind.INIT) {
        Integer code = container.exitCode();
        if (code == null || (code != 0 && container.restartsAfter(code, restartPolicy))) {
          if (!ending) {
            return "Pending";
          }
        } else if (code != 0) {
          return "Failed";
        }
        continue;
      }
      switch (container.state) {
        case Container.State.Running _ -> running++;
        case Container.State.Terminated ended -> {
          if (!ending && container.restartsAfter(ended.exitCode(), restartPolicy)) {
            running++;
          } else {
            stopped++;
            failed += ended.exitCode() == 0 ? 0 : 1;
          }
        }
        case Container.State.Waiting _ -> {
          if (crashed) {
            running++;
          } else {
            waiting++;
          }
        }
      }
    }
    if (ending && running == 0) {
      return failed > 0 || stopped == 0 ? "Failed" : "Succeeded";
    }
    if (waiting > 0) {
      return "Pending";
    }
    if (running > 0) {
      return "Running";
    }
    return failed > 0 ? "Failed" : "Succeeded";
  }

  /// Writes the status into a private Pod.
  ObjectNode write(ObjectNode pod) {
    ObjectNode status = Meta.child(pod, "status");
    String policy = pod.path("spec").path("restartPolicy").asText("Always");
    boolean allEnded = containers.stream().noneMatch(Container::isRunning);
    String phase =
        !failedReason.isEmpty() ? "Failed" : phase(containers, policy, terminating && allEnded);
    long generation = Meta.generation(pod);
    if (generation > 0) {
      status.put("observedGeneration", generation);
    }
    status.put("phase", phase);
    if (!failedReason.isEmpty()) {
      status.put("reason", failedReason).put("message", failedMessage);
    }
    status.put("hostIP", hostIp);
    status.putArray("hostIPs").addObject().put("ip", hostIp);
    if (!podIp.isEmpty()) {
      status.put("podIP", podIp);
      status.putArray("podIPs").addObject().put("ip", podIp);
    }
    status.put("startTime", Meta.time(startTime));
    conditions(pod, status, phase, generation);
    List<Container> init =
        containers.stream().filter(c -> c.kind() != Container.Kind.REGULAR).toList();
    if (!init.isEmpty()) {
      statuses(status.putArray("initContainerStatuses"), init);
    }
    statuses(
        status.putArray("containerStatuses"),
        containers.stream().filter(c -> c.kind() == Container.Kind.REGULAR).toList());
    return pod;
  }

  private void conditions(ObjectNode pod, ObjectNode status, String phase, long generation) {
    Map<String, JsonNode> before = new LinkedHashMap<>();
    status.path("conditions").forEach(c -> before.put(c.path("type").asText(), c));
    ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
    boolean over = isFinal(phase);
    add(
        conditions,
        before,
        generation,
        "PodReadyToStartContainers",
        prepared && !(over && containers.stream().noneMatch(Container::isRunning)),
        "",
        "");
    List<String> incomplete =
        containers.stream()
            .filter(c ->
                (c.kind() == Container.Kind.INIT && !Integer.valueOf(0).equals(c.exitCode()))
                    || (c.kind() == Container.Kind.SIDECAR && !c.started && !over))
            .map(Container::name)
            .toList();
    boolean initialized = incomplete.isEmpty();
    add(
        conditions,
        before,
        generation,
        "Initialized",
        initialized,
        phase.equals("Succeeded") && containers.size() > 0
            ? "PodCompleted"
            : initialized ? "" : "ContainersNotInitialized",
        initialized ? "" : "containers with incomplete status: " + bracketed(incomplete));
    List<String> unready =
        containers.stream()
            .filter(c -> c.kind() != Container.Kind.INIT && !c.ready)
            .map(Container::name)
            .toList();
    boolean ready = initialized && unready.isEmpty() && !over;
    String reason =
        ready
            ? ""
            : phase.equals("Succeeded")
                ? "PodCompleted"
                : phase.equals("Failed") ? "PodFailed" : "ContainersNotReady";
    String message = ready || over ? "" : "containers with unready status: " + bracketed(unready);
    boolean gates = true;
    List<String> missing = new ArrayList<>();
    for (JsonNode gate : pod.path("spec").path("readinessGates")) {
      String type = gate.path("conditionType").asText();
      if (!Conditions.isTrue(status, type)) {
        gates = false;
        missing.add(type);
      }
    }
    if (ready && !gates) {
      add(
          conditions,
          before,
          generation,
          "Ready",
          false,
          "ReadinessGatesNotReady",
          missing.stream()
              .map(type ->
                  "corresponding condition of pod readiness gate \"" + type + "\" does not exist.")
              .collect(Collectors.joining(", ")));
    } else {
      add(conditions, before, generation, "Ready", ready, reason, message);
    }
    add(conditions, before, generation, "ContainersReady", ready, reason, message);
    for (Container container : containers) {
      String why = container.simulated;
      if (why != null) {
        add(conditions, before, generation, SIMULATED, true, "ImageUnavailable", why);
        break;
      }
    }
    // what others have set (PodScheduled, readiness gates) stays
    before.values().forEach(conditions::add);
    status.set("conditions", conditions);
  }

  private static String bracketed(List<String> names) {
    return "[" + String.join(" ", names) + "]";
  }

  private void add(
      ArrayNode conditions,
      Map<String, JsonNode> before,
      long generation,
      String type,
      boolean holds,
      String reason,
      String message) {
    JsonNode old = before.remove(type);
    String value = holds ? "True" : "False";
    ObjectNode condition = conditions.addObject().put("type", type);
    if (generation > 0) {
      condition.put("observedGeneration", generation);
    }
    condition.put("status", value).putNull("lastProbeTime");
    boolean same = old != null && old.path("status").asText().equals(value);
    condition.put(
        "lastTransitionTime",
        same && old != null ? old.path("lastTransitionTime").asText() : Meta.time(now));
    if (!reason.isEmpty()) {
      condition.put("reason", reason);
    }
    if (!message.isEmpty()) {
      condition.put("message", message);
    }
  }

  private void statuses(ArrayNode list, List<Container> of) {
    for (Container container : of) {
      ObjectNode status = list.addObject().put("name", container.name());
      state(status.putObject("state"), container.state);
      ObjectNode last = status.putObject("lastState");
      Container.State.Terminated lastState = container.lastState;
      if (lastState != null) {
        state(last, lastState);
      }
      boolean done = Integer.valueOf(0).equals(container.exitCode());
      status.put("ready", container.kind() == Container.Kind.INIT ? done : container.ready);
      status.put("restartCount", container.restartCount);
      Image image = container.image;
      status.put(
          "image",
          image == null ? container.spec().path("image").asText() : image.name().toString());
      status.put("imageID", image == null ? "" : image.imageId());
      Container.Run run = container.run;
      if (run != null) {
        status.put("containerID", run.id());
      }
      status.put("started", container.isRunning() && container.started);
    }
  }

  private static void state(ObjectNode node, Container.State state) {
    switch (state) {
      case Container.State.Waiting waiting -> {
        ObjectNode w = node.putObject("waiting").put("reason", waiting.reason());
        if (!waiting.message().isEmpty()) {
          w.put("message", waiting.message());
        }
      }
      case Container.State.Running running ->
          node.putObject("running").put("startedAt", Meta.time(running.startedAt()));
      case Container.State.Terminated ended -> {
        ObjectNode t = node.putObject("terminated").put("exitCode", ended.exitCode());
        t.put("reason", ended.reason());
        if (!ended.message().isEmpty()) {
          t.put("message", ended.message());
        }
        t.put("startedAt", Meta.time(ended.startedAt()));
        t.put("finishedAt", Meta.time(ended.finishedAt()));
        t.put("containerID", ended.containerId());
      }
    }
  }
}
