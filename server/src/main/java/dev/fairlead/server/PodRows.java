package dev.fairlead.server;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.server.pages.PodRow;
import dev.fairlead.sync.control.ApplicationState;
import dev.fairlead.sync.control.ApplicationState.ResourceRow;
import dev.fairlead.sync.control.SyncController;
import java.util.Comparator;
import java.util.List;

/// The pods that an Application's objects are or have made, as the controller's watches know them.
final class PodRows {
  /// Set by a sandbox on pods in which a stand-in runs.
  private static final String SIMULATED = "sandbox.fairlead.dev/simulated";

  private final SyncController controller;

  PodRows(SyncController controller) {
    this.controller = controller;
  }

  /// Sorted by name.
  List<PodRow> of(ApplicationState state) {
    return state.resources().stream()
        .map(ResourceRow::key)
        .flatMap(key ->
            key.kind().equals("Pod")
                ? controller.live(key).stream()
                : controller.children(key).stream()
                    .filter(child -> child.path("kind").asText().equals("Pod")))
        .map(PodRows::row)
        .distinct()
        .sorted(Comparator.comparing(PodRow::name))
        .toList();
  }

  private static PodRow row(JsonNode pod) {
    JsonNode status = pod.path("status");
    String state = status.path("phase").asText("");
    for (JsonNode container : status.path("containerStatuses")) {
      String waiting = container.path("state").path("waiting").path("reason").asText("");
      if (!waiting.isEmpty()) {
        state = waiting + " " + container.path("state").path("waiting").path("message").asText("");
      }
    }
    if (pod.path("metadata").hasNonNull("deletionTimestamp")) {
      state = "Terminating";
    }
    return new PodRow(
        pod.path("metadata").path("name").asText(),
        state.strip(),
        pod.path("spec").path("nodeName").asText(""),
        status.path("podIP").asText(""),
        pod.path("metadata").path("annotations").has(SIMULATED));
  }
}
