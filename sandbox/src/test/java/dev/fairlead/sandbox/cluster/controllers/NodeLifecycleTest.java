package dev.fairlead.sandbox.cluster.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.SetClock;
import dev.fairlead.sandbox.cluster.ClusterOptions;
import dev.fairlead.sandbox.cluster.ClusterServer;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The controllers' work on nodes, called object by object at times of the test's own.
class NodeLifecycleTest {
  private static final String NODE =
      """
      apiVersion: v1
      kind: Node
      metadata: {name: alone}
      status:
        conditions:
        - {type: Ready, status: "True", reason: KubeletReady, lastHeartbeatTime: "2026-01-01T00:00:00Z",
           lastTransitionTime: "2026-01-01T00:00:00Z"}
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: NAME, namespace: default}
      spec:
        nodeName: alone
        containers: [{name: c, image: i}]
      """;

  private final SetClock clock = new SetClock(Instant.parse("2026-01-01T00:00:00Z"));
  private ClusterServer server;
  private Objects objects;
  private NodeLifecycleController lifecycle;
  private TaintEvictionController eviction;

  @BeforeEach
  void start() {
    server =
        ClusterServer.start(
            new ClusterOptions(
                clock, new Random(1), "127.0.0.1", 0, null, "", Map.of(), "10.96.0.0/16", null));
    objects = server.objects("test");
    ControllerContext context = new ControllerContext(objects, clock, new Random(1));
    lifecycle = new NodeLifecycleController(context);
    eviction = new TaintEvictionController(context);
    objects.create(GroupResource.NODES, object(NODE));
    ObjectNode reported = object(NODE);
    objects.modifyStatus(
        GroupResource.NODES,
        null,
        "alone",
        node -> {
          node.set("status", reported.get("status"));
          return node;
        });
    lifecycle.reconcile(new Key("", "alone"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static ObjectNode object(String yaml) {
    return (ObjectNode) YamlJson.toJson(Yaml.parse("test.yaml", yaml).getFirst(), Schema.YAML_1_1);
  }

  private ObjectNode pod(String name, String tolerations) {
    ObjectNode pod = object(POD.replace("NAME", name));
    if (!tolerations.isEmpty()) {
      ((ObjectNode) pod.get("spec")).set("tolerations", object(tolerations).get("tolerations"));
    }
    ObjectNode created = objects.create(GroupResource.PODS, pod);
    objects.modifyStatus(
        GroupResource.PODS,
        "default",
        name,
        object -> {
          object
              .withObject("/status")
              .putArray("conditions")
              .addObject()
              .put("type", "Ready")
              .put("status", "True")
              .put("lastTransitionTime", "2026-01-01T00:00:00Z");
          return object;
        });
    return created;
  }

  private JsonNode node() {
    return objects.get(GroupResource.NODES, null, "alone").orElseThrow();
  }

  private void isSilentFor(Duration time) {
    clock.pass(time);
    lifecycle.reconcile(new Key("", "alone"));
  }

  @Test
  void aNodeThatReportsHasNoTaints() {
    assertThat(node().path("spec").path("taints").isMissingNode()).isTrue();
    isSilentFor(Duration.ofSeconds(49));
    assertThat(Conditions.isTrue(node().path("status"), "Ready")).isTrue();
  }

  @Test
  void aSilentNodeIsUnknownAndTaintedAndItsPodsAreNotReady() {
    pod("p", "");
    isSilentFor(Duration.ofSeconds(50));
    JsonNode ready = Conditions.find(node().path("status"), "Ready").orElseThrow();
    assertThat(ready.path("status").asText()).isEqualTo("Unknown");
    assertThat(ready.path("reason").asText()).isEqualTo("NodeStatusUnknown");
    assertThat(ready.path("message").asText()).isEqualTo("Kubelet stopped posting node status.");
    assertThat(
            Conditions.find(node().path("status"), "DiskPressure")
                .orElseThrow()
                .path("reason")
                .asText())
        .isEqualTo("NodeStatusNeverUpdated");
    assertThat(node().path("spec").path("taints"))
        .extracting(taint -> taint.path("key").asText() + ":" + taint.path("effect").asText())
        .containsExactly(
            "node.kubernetes.io/unreachable:NoSchedule",
            "node.kubernetes.io/unreachable:NoExecute");
    assertThat(Pods.isReady(objects.get(GroupResource.PODS, "default", "p").orElseThrow()))
        .isFalse();

    objects.modifyStatus(
        GroupResource.NODES,
        null,
        "alone",
        node -> {
          ObjectNode condition =
              (ObjectNode) Conditions.find(node.path("status"), "Ready").orElseThrow();
          condition.put("status", "True").put("lastHeartbeatTime", clock.instant().toString());
          return node;
        });
    lifecycle.reconcile(new Key("", "alone"));
    assertThat(node().path("spec").path("taints").isMissingNode()).isTrue();
  }

  @Test
  void podsAreEvictedWhenTheirTolerationEnds() {
    pod("default-patience", ""); // admission lets it tolerate both taints for 300 s
    pod(
        "endless",
        "tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect:"
            + " NoExecute}]");
    pod(
        "short",
        "tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute,"
            + " tolerationSeconds: 10}]");
    isSilentFor(Duration.ofSeconds(50));
    evict();
    assertThat(isDeleting("short")).isFalse();
    clock.pass(Duration.ofSeconds(10));
    evict();
    assertThat(isDeleting("short")).isTrue();
    assertThat(isDeleting("default-patience")).isFalse();
    clock.pass(Duration.ofSeconds(290));
    evict();
    assertThat(isDeleting("default-patience")).isTrue();
    assertThat(isDeleting("endless")).isFalse();
  }

  private void evict() {
    for (ObjectNode pod : objects.list(GroupResource.PODS)) {
      eviction.reconcile(Key.of(pod));
    }
  }

  private boolean isDeleting(String name) {
    return objects.get(GroupResource.PODS, "default", name).map(Meta::isDeleting).orElse(true);
  }
}
