package dev.fairlead.sandbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
  private static final GroupResource WIDGETS = GroupResource.of("widgets.acme.dev");

  @TempDir Path directory;

  private ClusterServer start(String serviceCidr) {
    return ClusterServer.start(
        new ClusterOptions(
            Clock.systemUTC(),
            new Random(3),
            "127.0.0.1",
            0,
            null,
            "",
            Map.of("token", ClusterOptions.User.ADMINISTRATOR),
            serviceCidr,
            null,
            directory));
  }

  private static ObjectNode object(String yaml) {
    return (ObjectNode) YamlJson.toJson(Yaml.parse("test.yaml", yaml).getFirst(), Schema.YAML_1_1);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(20));
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("in time").isBefore(deadline);
      Thread.sleep(5);
    }
  }

  private static int status(ClusterServer server, String token, String path) throws IOException {
    ObjectNode request = Json.object().put("method", "GET").put("path", path);
    request.putObject("query");
    return new RawClient(server.uri(), token).send(request).status();
  }

  private static final String DEFINITION =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: widgets.acme.dev}
      spec:
        group: acme.dev
        scope: Namespaced
        names: {plural: widgets, singular: widget, kind: Widget, listKind: WidgetList}
        versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties: {spec: {type: object, properties: {size: {type: integer, default: 3}}}}
      """;

  private static void fill(Objects objects) throws InterruptedException {
    objects.create(
        GroupResource.NAMESPACES,
        object("{apiVersion: v1, kind: Namespace, metadata: {name: shop}}"));
    objects.create(
        GroupResource.SERVICES,
        object(
            "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {ports:"
                + " [{port: 80}]}}"));
    objects.create(GroupResource.CUSTOM_RESOURCE_DEFINITIONS, object(DEFINITION));
    await(() -> {
      try {
        objects.create(
            WIDGETS,
            object(
                "{apiVersion: acme.dev/v1, kind: Widget, metadata: {name: w, namespace: shop},"
                    + " spec: {}}"));
        return true;
      } catch (ApiException _) {
        return false; // not served yet
      }
    });
  }

  @Test
  void objectsKindsAndTokensOutliveTheServer() throws IOException, InterruptedException {
    String token;
    JsonNode widget;
    try (ClusterServer server = start("127.70.0.0/16")) {
      fill(server.objects("test"));
      widget = server.objects("test").get(WIDGETS, "shop", "w").orElseThrow();
      token = server.serviceAccountToken("shop", "default", Duration.ofHours(1)).reveal();
    }
    try (ClusterServer server = start("127.70.0.0/16")) {
      Objects objects = server.objects("test");
      assertThat(objects.get(WIDGETS, "shop", "w").orElseThrow()).hasToString(widget.toString());
      assertThat(status(server, "token", "/apis/acme.dev/v1/namespaces/shop/widgets/w"))
          .isEqualTo(200);
      assertThat(status(server, token, "/version")).isEqualTo(200);
      assertThat(status(server, token + "x", "/version")).isEqualTo(401);
      long former = Long.parseLong(Json.metadata(widget, "resourceVersion"));
      ObjectNode next =
          objects.create(
              GroupResource.CONFIG_MAPS,
              object("{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: shop}}"));
      assertThat(Long.parseLong(Json.metadata(next, "resourceVersion"))).isGreaterThan(former);
    }
  }

  @Test
  void aNamespaceThatWasBeingDeletedGoesOnEnding() throws InterruptedException {
    try (ClusterServer server = start("127.70.0.0/16")) {
      Objects objects = server.objects("test");
      fill(objects);
      objects.modify(
          WIDGETS,
          "shop",
          "w",
          widget -> {
            Json.childObject(widget, "metadata").putArray("finalizers").add("acme.dev/hold");
            return widget;
          });
      objects.delete(GroupResource.NAMESPACES, null, "shop", DeleteOptions.DEFAULT);
    }
    try (ClusterServer server = start("127.70.0.0/16")) {
      Objects objects = server.objects("test");
      assertThat(objects.get(GroupResource.NAMESPACES, null, "shop")).isPresent();
      objects.modify(
          WIDGETS,
          "shop",
          "w",
          widget -> {
            Json.childObject(widget, "metadata").remove("finalizers");
            return widget;
          });
      await(() -> objects.get(GroupResource.NAMESPACES, null, "shop").isEmpty());
    }
  }

  @Test
  void servicesMoveToAnotherRangeWithTheirHostPart() throws InterruptedException {
    String former;
    try (ClusterServer server = start("127.70.0.0/16")) {
      fill(server.objects("test"));
      former = address(server, "shop", "web");
      assertThat(former).startsWith("127.70.");
    }
    try (ClusterServer server = start("127.71.0.0/16")) {
      assertThat(address(server, "shop", "web")).isEqualTo(former.replace("127.70.", "127.71."));
      assertThat(address(server, "default", "kubernetes")).isEqualTo("127.71.0.1");
    }
  }

  private static String address(ClusterServer server, String namespace, String name) {
    return server
        .objects("test")
        .get(GroupResource.SERVICES, namespace, name)
        .orElseThrow()
        .at("/spec/clusterIP")
        .asText();
  }
}
