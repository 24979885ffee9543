package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.time.Instant;
import java.util.List;

/// What a Pod's status says of its containers under an agent before this one, as kubelet sees them
/// when a machine has booted again: none runs any more, and what ran counts as ended with status
/// 255 for a reason that nobody knows.
///
/// A Pod that restarts nothing stays as it ended. In any other the init containers run again, since
/// the Pod gets a network of its own again, and the others restart by their policy.
record FormerStatus(ObjectNode pod, Instant now) {
  private static final int LOST = 255;

  /// Takes a container to where the former agent left it; a container that had not begun stays as
  /// it is.
  void restore(Container container) {
    for (String list : List.of("containerStatuses", "initContainerStatuses")) {
      for (JsonNode status : pod.path("status").path(list)) {
        if (status.path("name").asText().equals(container.name())) {
          restore(container, status);
        }
      }
    }
  }

  private void restore(Container container, JsonNode status) {
    boolean never = pod.path("spec").path("restartPolicy").asText("Always").equals("Never");
    container.restartCount = status.path("restartCount").asInt();
    if (status.path("lastState").has("terminated")) {
      container.lastState = terminated(status.path("lastState").path("terminated"));
    }
    JsonNode state = status.path("state");
    if (container.kind() == Container.Kind.INIT && !never) {
      container.restartCount += status.hasNonNull("containerID") ? 1 : 0;
    } else if (state.has("running")) {
      container.state =
          new Container.State.Terminated(
              LOST,
              "Unknown",
              "",
              Meta.instant(state.path("running").path("startedAt")).orElse(now),
              now,
              status.path("containerID").asText(""));
    } else if (state.has("terminated")) {
      container.state = terminated(state.path("terminated"));
    } else if (state.path("waiting").path("reason").asText().equals("CrashLoopBackOff")) {
      container.waits("CrashLoopBackOff", state.path("waiting").path("message").asText(""));
    }
  }

  private Container.State.Terminated terminated(JsonNode state) {
    return new Container.State.Terminated(
        state.path("exitCode").asInt(),
        state.path("reason").asText(""),
        state.path("message").asText(""),
        Meta.instant(state.path("startedAt")).orElse(now),
        Meta.instant(state.path("finishedAt")).orElse(now),
        state.path("containerID").asText(""));
  }
}
