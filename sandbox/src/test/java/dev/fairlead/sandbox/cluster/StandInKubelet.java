package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Plays the node agent as it did for the recordings: one Node `fake-node`, whose Pods become ready
/// at once; Pods that do not restart succeed, an image with `fail` in its name ends with code 1,
/// one with `hang` never becomes ready, deleted Pods are gone at once.
final class StandInKubelet implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StandInKubelet.class);
  private static final String NODE = "fake-node";

  private final RawClient client;
  private final Set<String> started = new HashSet<>();
  private final Thread thread;
  private volatile boolean stopped;
  private int address = 1;

  private StandInKubelet(RawClient client) {
    this.client = client;
    this.thread = Thread.ofVirtual().name("stand-in-kubelet").unstarted(this::run);
  }

  static StandInKubelet start(RawClient client) throws IOException {
    StandInKubelet kubelet = new StandInKubelet(client);
    kubelet.node();
    kubelet.thread.start();
    return kubelet;
  }

  private static ObjectNode request(String method, String path, String type, ObjectNode body) {
    ObjectNode request = Json.object().put("method", method).put("path", path);
    request.putObject("headers").put("Content-Type", type);
    request.set("body", body);
    return request;
  }

  private static ObjectNode read(String json) throws IOException {
    return (ObjectNode) Json.MAPPER.readTree(json);
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private void node() throws IOException {
    client.send(
        request(
            "POST",
            "/api/v1/nodes",
            "application/json",
            read(
                """
                {"apiVersion": "v1", "kind": "Node",
                 "metadata": {"name": "fake-node",
                   "labels": {"kubernetes.io/hostname": "fake-node"}}, "spec": {}}
                """)));
    String room =
        "{\"cpu\": \"64\", \"memory\": \"256Gi\", \"pods\": \"2000\","
            + " \"ephemeral-storage\": \"100Gi\"}";
    client.send(
        request(
            "PATCH",
            "/api/v1/nodes/fake-node/status",
            "application/merge-patch+json",
            read(
                """
                {"status": {"capacity": %1$s, "allocatable": %1$s,
                  "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady",
                    "message": "ready", "lastHeartbeatTime": "%2$s",
                    "lastTransitionTime": "%2$s"}],
                  "nodeInfo": {"kubeletVersion": "v1.36.2", "osImage": "none",
                    "kernelVersion": "0", "containerRuntimeVersion": "fake://1",
                    "machineID": "", "systemUUID": "", "bootID": "", "kubeProxyVersion": "",
                    "operatingSystem": "linux", "architecture": "amd64"}}}
                """
                    .formatted(room, now()))));
    // a new Node is not ready until its agent says so, and tainted
    client.send(
        request(
            "PATCH",
            "/api/v1/nodes/fake-node",
            "application/merge-patch+json",
            read("{\"spec\": {\"taints\": null}}")));
  }

  private void run() {
    try {
      while (!stopped) {
        look();
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    ObjectNode list = Json.object().put("method", "GET").put("path", "/api/v1/pods");
    list.putObject("query").put("fieldSelector", "spec.nodeName=" + NODE);
    try {
      for (var pod : Json.MAPPER.readTree(client.send(list).body()).path("items")) {
        sync((ObjectNode) pod);
      }
    } catch (IOException e) {
      // a slow machine: the next look tries again
      LOG.warn("the stand-in for a node agent did not see its pods", e);
    }
  }

  private void sync(ObjectNode pod) throws IOException {
    String path = "/api/v1/namespaces/%s/pods/%s".formatted(Json.namespace(pod), Json.name(pod));
    if (Json.isTerminating(pod)) {
      ObjectNode options = Json.object().put("gracePeriodSeconds", 0);
      options.putObject("preconditions").put("uid", Json.uid(pod));
      client.send(request("DELETE", path, "application/json", options));
      return;
    }
    if (!started.contains(Json.uid(pod))) {
      RawClient.Reply reply =
          client.send(
              request(
                  "PATCH",
                  path + "/status",
                  "application/strategic-merge-patch+json",
                  status(pod)));
      if (reply.status() == 200) {
        started.add(Json.uid(pod));
      } else {
        throw new IOException(new String(reply.body(), StandardCharsets.UTF_8));
      }
    }
  }

  private ObjectNode status(ObjectNode pod) {
    String phase = "Running";
    boolean ready = true;
    ObjectNode body = Json.object();
    ObjectNode status = body.putObject("status");
    var containers = Json.object().arrayNode();
    for (var container : pod.path("spec").path("containers")) {
      String image = container.path("image").asText();
      ObjectNode each = containers.addObject();
      each.put("name", container.path("name").asText()).put("image", image).put("imageID", "");
      ObjectNode state = each.putObject("state");
      boolean restarts = pod.path("spec").path("restartPolicy").asText().equals("Always");
      if (image.contains("hang")) {
        state
            .putObject("waiting")
            .put("reason", "ImagePullBackOff")
            .put("message", "no such image");
        phase = "Pending";
        ready = false;
      } else if (image.contains("fail") || !restarts) {
        boolean failed = image.contains("fail");
        state
            .putObject("terminated")
            .put("exitCode", failed ? 1 : 0)
            .put("reason", failed ? "Error" : "Completed")
            .put("startedAt", now())
            .put("finishedAt", now());
        phase = failed ? "Failed" : "Succeeded";
        ready = false;
      } else {
        state.putObject("running").put("startedAt", now());
      }
      each.put("ready", ready).put("started", ready).put("restartCount", 0);
    }
    address++;
    String ip = "10.88.%d.%d".formatted(address / 250 % 250, address % 250 + 1);
    status.put("phase", phase).put("startTime", now()).put("podIP", ip).put("hostIP", "192.0.2.1");
    status.putArray("podIPs").addObject().put("ip", ip);
    status.set("containerStatuses", containers);
    var conditions = status.putArray("conditions");
    for (String type : new String[] {"Initialized", "ContainersReady", "Ready"}) {
      conditions
          .addObject()
          .put("type", type)
          .put("status", ready || type.equals("Initialized") ? "True" : "False")
          .put("lastTransitionTime", now())
          .putNull("lastProbeTime");
    }
    return body;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
