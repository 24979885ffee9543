package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The row of a pod: what state it is in, in one word, after `printPod` of the real server.
final class PodCells {
  private final ObjectNode pod;
  private final JsonNode status;
  private final Set<String> sidecars = new HashSet<>();
  private final int initContainers;
  private int total;
  private int ready;
  private long restarts;
  private String lastRestart = "";
  private String reason;

  private PodCells(ObjectNode pod) {
    this.pod = pod;
    this.status = pod.path("status");
    JsonNode spec = pod.path("spec");
    this.total = spec.path("containers").size();
    this.initContainers = spec.path("initContainers").size();
    for (JsonNode container : spec.path("initContainers")) {
      if (container.path("restartPolicy").asText().equals("Always")) {
        sidecars.add(container.path("name").asText());
        total++;
      }
    }
    this.reason = status.path("reason").asText(status.path("phase").asText(""));
  }

  static List<JsonNode> cells(ObjectNode pod, Instant now) {
    PodCells cells = new PodCells(pod);
    cells.read();
    return cells.row(now);
  }

  /// A finished pod's row says so.
  static ObjectNode extras(ObjectNode pod) {
    ObjectNode extras = Json.object();
    String phase = pod.path("status").path("phase").asText();
    if (phase.equals("Succeeded") || phase.equals("Failed")) {
      extras
          .putArray("conditions")
          .addObject()
          .put("type", "Completed")
          .put("status", "True")
          .put("reason", phase)
          .put(
              "message",
              phase.equals("Failed") ? "The pod failed." : "The pod has completed successfully.");
    }
    return extras;
  }

  private void read() {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("PodScheduled")
          && condition.path("reason").asText().equals("SchedulingGated")) {
        reason = "SchedulingGated";
      }
    }
    long sidecarRestarts = 0;
    String sidecarRestart = "";
    boolean initializing = false;
    int i = 0;
    for (JsonNode container : status.path("initContainerStatuses")) {
      restarts += container.path("restartCount").asLong();
      noteRestart(container);
      boolean sidecar = sidecars.contains(container.path("name").asText());
      if (sidecar) {
        sidecarRestarts += container.path("restartCount").asLong();
        sidecarRestart = lastRestart;
      }
      if (!initialized(container, sidecar, i)) {
        initializing = true;
        break;
      }
      i++;
    }
    if (!initializing || Cells.condition(pod, "Initialized").equals("True")) {
      restarts = sidecarRestarts;
      lastRestart = sidecarRestart;
      readContainers();
    }
    if (Json.isTerminating(pod)) {
      String phase = status.path("phase").asText();
      if (status.path("reason").asText().equals("NodeLost")) {
        reason = "Unknown";
      } else if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
        reason = "Terminating";
      }
    }
  }

  private boolean initialized(JsonNode container, boolean sidecar, int index) {
    JsonNode terminated = container.path("state").path("terminated");
    if (terminated.isObject() && terminated.path("exitCode").asInt() == 0) {
      return true;
    }
    if (sidecar && container.path("started").asBoolean()) {
      ready += container.path("ready").asBoolean() ? 1 : 0;
      return true;
    }
    String waiting = container.path("state").path("waiting").path("reason").asText("");
    if (terminated.isObject()) {
      reason = "Init:" + ended(terminated);
    } else if (!waiting.isEmpty() && !waiting.equals("PodInitializing")) {
      reason = "Init:" + waiting;
    } else {
      reason = "Init:" + index + "/" + initContainers;
    }
    return false;
  }

  private static String ended(JsonNode terminated) {
    String why = terminated.path("reason").asText("");
    if (!why.isEmpty()) {
      return why;
    }
    int signal = terminated.path("signal").asInt();
    return signal != 0 ? "Signal:" + signal : "ExitCode:" + terminated.path("exitCode").asInt();
  }

  private void readContainers() {
    boolean running = false;
    JsonNode containers = status.path("containerStatuses");
    for (int i = containers.size() - 1; i >= 0; i--) {
      JsonNode container = containers.get(i);
      restarts += container.path("restartCount").asLong();
      noteRestart(container);
      JsonNode state = container.path("state");
      String waiting = state.path("waiting").path("reason").asText("");
      if (!waiting.isEmpty()) {
        reason = waiting;
      } else if (state.path("terminated").isObject()) {
        reason = ended(state.path("terminated"));
      } else if (container.path("ready").asBoolean() && state.path("running").isObject()) {
        running = true;
        ready++;
      }
    }
    if (reason.equals("Completed") && running) {
      reason = Cells.condition(pod, "Ready").equals("True") ? "Running" : "NotReady";
    }
  }

  private void noteRestart(JsonNode container) {
    String finished = container.path("lastState").path("terminated").path("finishedAt").asText("");
    if (finished.compareTo(lastRestart) > 0) {
      lastRestart = finished;
    }
  }

  private List<JsonNode> row(Instant now) {
    String restartText = Long.toString(restarts);
    if (restarts != 0 && !lastRestart.isEmpty()) {
      restartText = restarts + " (" + Cells.age(lastRestart, now) + " ago)";
    }
    String address =
        status.path("podIPs").path(0).path("ip").asText(status.path("podIP").asText(""));
    return Cells.row(
        Json.name(pod),
        ready + "/" + total,
        reason,
        restartText,
        Cells.age(pod, now),
        Cells.orNone(address),
        Cells.orNone(pod.path("spec").path("nodeName").asText("")),
        Cells.orNone(status.path("nominatedNodeName").asText("")),
        gates());
  }

  private String gates() {
    JsonNode gates = pod.path("spec").path("readinessGates");
    if (gates.isEmpty()) {
      return "<none>";
    }
    int met = 0;
    for (JsonNode gate : gates) {
      met += Cells.condition(pod, gate.path("conditionType").asText()).equals("True") ? 1 : 0;
    }
    return met + "/" + gates.size();
  }
}
