package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.controllers.EventRecorder;
import dev.fairlead.sandbox.cluster.controllers.Pods;

/// Events as kubelet words them, about a Pod or one of its containers.
record NodeEvents(EventRecorder recorder) {
  void pod(ObjectNode pod, String type, String reason, String message) {
    recorder.record(pod, type, reason, message, Pods.node(pod), "");
  }

  void container(ObjectNode pod, Container container, String type, String reason, String message) {
    String list = container.kind() == Container.Kind.REGULAR ? "containers" : "initContainers";
    recorder.record(
        pod, type, reason, message, Pods.node(pod), "spec." + list + "{" + container.name() + "}");
  }
}
