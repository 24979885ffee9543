package dev.fairlead.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.image.BuildContext;
import dev.fairlead.image.BuildRequest;
import dev.fairlead.image.Credentials;
import dev.fairlead.image.Dockerfile;
import dev.fairlead.image.ImageBuilder;
import dev.fairlead.image.ImageReference;
import dev.fairlead.image.RegistryClient;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.node.NodeAgentOptions.Isolation;
import dev.fairlead.sandbox.node.NodeSpec;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole way: an image is built on a marker, pushed, deployed, scheduled, run, and answers at
/// the address of its Service; one that nobody pushed does not.
final class PushedImageRunsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String MAIN =
      """
      import com.sun.net.httpserver.HttpServer;
      import java.net.InetSocketAddress;

      public class Main {
        public static void main(String[] args) throws Exception {
          var address = new InetSocketAddress(System.getenv("POD_IP"), 8000);
          var server = HttpServer.create(address, 0);
          server.createContext("/", exchange -> {
            byte[] text = System.getenv("GREETING").getBytes();
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
          });
          server.start();
        }
      }
      """;

  private static final String WORKLOAD =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: NAME, namespace: default}
      spec:
        selector: {matchLabels: {app: NAME}}
        template:
          metadata: {labels: {app: NAME}}
          spec:
            containers:
            - name: main
              image: ghcr.io/acme/NAME:1.0
              ports: [{containerPort: 8000}]
              env:
              - name: POD_IP
                valueFrom: {fieldRef: {fieldPath: status.podIP}}
              readinessProbe:
                httpGet: {path: /, port: 8000}
                periodSeconds: 1
      """;

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata: {name: hello, namespace: default}
      spec:
        selector: {app: hello}
        ports: [{port: 80, targetPort: 8000}]
      """;

  @TempDir Path directory;

  private static ObjectNode object(String yaml) {
    return (ObjectNode) YamlJson.toJson(Yaml.parse("test.yaml", yaml).getFirst(), Schema.YAML_1_1);
  }

  private static <T> T await(String what, Supplier<Optional<T>> condition)
      throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Optional<T> value = condition.get();
      if (value.isPresent()) {
        return value.get();
      }
      Thread.sleep(50);
    }
    throw new AssertionError("not within " + PATIENCE + ": " + what);
  }

  @Test
  void answersAtItsService() throws InterruptedException {
    try (Sandbox sandbox =
            Sandbox.start(
                new SandboxOptions(
                    directory,
                    List.of(NodeSpec.named("node-1")),
                    Path.of(System.getProperty("java.home")),
                    Isolation.BEST,
                    Clock.systemUTC(),
                    new SecureRandom()));
        var registries =
            new RegistryClient(
                sandbox.endpoints(),
                Credentials.of(
                    Map.of(
                        "ghcr.io", new Credentials.Login("fairlead-bot", sandbox.botToken()))))) {
      sandbox.forge().ensureRepository("acme", "shop", "main");
      var image =
          new ImageBuilder(registries, directory.resolve("layers"))
              .push(
                  BuildRequest.of(
                      BuildContext.of(MemoryTree.of(Map.of("Main.java", MAIN)), ""),
                      Dockerfile.parse(
                          "Dockerfile",
                          """
                          FROM eclipse-temurin:25-jre
                          ENV GREETING="hello from the image"
                          WORKDIR /app
                          COPY Main.java .
                          ENTRYPOINT ["java", "/app/Main.java"]
                          """),
                      ImageReference.parse("ghcr.io/acme/hello:1.0")),
                  _ -> {});
      Objects objects = sandbox.objects("test");
      objects.create(GroupResource.DEPLOYMENTS, object(WORKLOAD.replace("NAME", "hello")));
      objects.create(GroupResource.DEPLOYMENTS, object(WORKLOAD.replace("NAME", "unpushed")));
      ObjectNode service = objects.create(GroupResource.SERVICES, object(SERVICE));

      String url = "http://" + service.at("/spec/clusterIP").asText() + "/";
      assertThat(await("an answer from " + url, () -> get(url))).isEqualTo("hello from the image");
      String running =
          objects.list(GroupResource.PODS).stream()
              .filter(pod -> pod.at("/metadata/labels/app").asText().equals("hello"))
              .map(pod -> pod.at("/status/containerStatuses/0/imageID").asText())
              .findFirst()
              .orElse("");
      assertThat(running).contains(image.digest());
      String reason =
          await(
              "the reason why the other one waits",
              () ->
                  objects.list(GroupResource.PODS).stream()
                      .filter(pod -> pod.at("/metadata/labels/app").asText().equals("unpushed"))
                      .map(pod ->
                          pod.at("/status/containerStatuses/0/state/waiting/reason").asText())
                      .filter(text -> text.contains("Pull"))
                      .findFirst());
      assertThat(reason).isIn("ErrImagePull", "ImagePullBackOff");
    }
  }

  private static Optional<String> get(String url) {
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
