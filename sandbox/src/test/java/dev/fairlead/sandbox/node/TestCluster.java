package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Endpoints;
import dev.fairlead.sandbox.authority.CertificateAuthority;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.ClusterOptions;
import dev.fairlead.sandbox.cluster.ClusterServer;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.PodLogs;
import dev.fairlead.sandbox.cluster.controllers.Controllers;
import dev.fairlead.sandbox.registry.BaseImages;
import dev.fairlead.sandbox.registry.RegistryAccess;
import dev.fairlead.sandbox.registry.RegistryOptions;
import dev.fairlead.sandbox.registry.RegistryServer;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// A cluster with controllers, registry and node agent, for tests with real programs.
final class TestCluster implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ObjectMapper json = new ObjectMapper();
  private final CertificateAuthority authority;
  private final RegistryServer registry;
  private final ClusterServer server;
  private final Controllers controllers;
  private final NodeAgent agent;
  private final Objects objects;

  TestCluster(Path directory, NodeAgentOptions.Isolation isolation) throws IOException {
    Clock clock = Clock.systemUTC();
    RandomGenerator random = new Random(7);
    authority = CertificateAuthority.open(Files.createDirectories(directory.resolve("ca")), clock);
    registry =
        RegistryServer.start(
            new RegistryOptions(
                directory.resolve("registry"),
                "127.0.0.1",
                0,
                authority.serverContext(List.of("127.0.0.1")),
                RegistryAccess.OPEN,
                clock));
    int third = ProcessHandle.current().hashCode() & 0x7f;
    server =
        ClusterServer.start(
            new ClusterOptions(
                clock,
                random,
                "127.0.0.1",
                0,
                null,
                "",
                Map.of(),
                "127." + (64 + third % 30) + ".0.0/16",
                null));
    objects = server.objects("test");
    controllers = Controllers.start(server::objects, clock, random);
    Endpoints.Endpoint here =
        new Endpoints.Endpoint(
            null,
            null,
            new Endpoints.Registry(
                registry.authority(), "", authority.certificateFile().toString()));
    // as in the sandbox: markers lie below the name of their host
    Endpoints.Endpoint hub =
        new Endpoints.Endpoint(
            null,
            null,
            new Endpoints.Registry(
                registry.authority(), "docker.io/", authority.certificateFile().toString()));
    agent =
        NodeAgent.start(
            server.objects("kubelet"),
            new NodeAgentOptions(
                directory.resolve("node"),
                List.of(NodeSpec.named("node-1"), NodeSpec.named("node-2")),
                new Endpoints(Map.of("ghcr.io", here, "docker.io", hub)),
                image -> image.registry().equals("ghcr.io"),
                ServiceAccountTokens.NONE,
                Path.of(System.getProperty("java.home")),
                null,
                isolation,
                clock));
  }

  NodeAgent agent() {
    return agent;
  }

  Objects objects() {
    return objects;
  }

  /// Puts the marker images of public base images into the registry.
  void seedBaseImages() {
    BaseImages.seed(registry.store());
  }

  /// Pushes an image with one layer.
  void push(String repository, String tag, TestTar layer, Map<String, Object> config)
      throws IOException, InterruptedException {
    byte[] tar = layer.bytes();
    ObjectNode image = json.createObjectNode().put("architecture", "amd64").put("os", "linux");
    image.set("config", json.valueToTree(config));
    image.putObject("rootfs").put("type", "layers").putArray("diff_ids").add(digest(tar));
    byte[] configuration = json.writeValueAsBytes(image);
    ObjectNode manifest = json.createObjectNode().put("schemaVersion", 2);
    manifest.put("mediaType", "application/vnd.oci.image.manifest.v1+json");
    manifest.set(
        "config", blob(repository, "application/vnd.oci.image.config.v1+json", configuration));
    manifest
        .putArray("layers")
        .add(blob(repository, "application/vnd.oci.image.layer.v1.tar", tar));
    send(
        HttpRequest.newBuilder(uri("/v2/" + repository + "/manifests/" + tag))
            .header("Content-Type", "application/vnd.oci.image.manifest.v1+json")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(manifest))));
  }

  private ObjectNode blob(String repository, String type, byte[] content)
      throws IOException, InterruptedException {
    HttpResponse<String> begun =
        send(
            HttpRequest.newBuilder(uri("/v2/" + repository + "/blobs/uploads/"))
                .POST(HttpRequest.BodyPublishers.noBody()));
    String location = begun.headers().firstValue("Location").orElseThrow();
    String query = (location.contains("?") ? "&" : "?") + "digest=" + digest(content);
    send(
        HttpRequest.newBuilder(uri("/").resolve(location + query))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    return json.createObjectNode()
        .put("mediaType", type)
        .put("digest", digest(content))
        .put("size", content.length);
  }

  private URI uri(String path) {
    return URI.create("https://" + registry.authority() + path);
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder().sslContext(authority.clientContext()).build()) {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new IOException(
            response.request() + " " + response.statusCode() + " " + response.body());
      }
      return response;
    }
  }

  private static String digest(byte[] content) {
    try {
      return "sha256:"
          + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Creates objects from YAML in namespace `default`.
  void create(String yaml) {
    Yaml.parse("test.yaml", yaml)
        .forEach(document -> {
          ObjectNode object = (ObjectNode) YamlJson.toJson(document, Schema.YAML_1_1);
          ObjectNode metadata = (ObjectNode) object.path("metadata");
          metadata.put("namespace", "default");
          objects.create(resource(object), object);
        });
  }

  private static GroupResource resource(JsonNode object) {
    String apiVersion = object.path("apiVersion").asText();
    String plural = object.path("kind").asText().toLowerCase(java.util.Locale.ROOT) + "s";
    int slash = apiVersion.indexOf('/');
    return new GroupResource(slash < 0 ? "" : apiVersion.substring(0, slash), plural);
  }

  ObjectNode get(GroupResource resource, String name) {
    return objects.get(resource, "default", name).orElseThrow();
  }

  /// Waits until an object of namespace `default` is as wanted.
  ObjectNode await(GroupResource resource, String name, Predicate<JsonNode> wanted)
      throws InterruptedException {
    return await(
        resource + " " + name, () -> objects.get(resource, "default", name).filter(wanted));
  }

  <T> T await(String what, java.util.function.Supplier<Optional<T>> condition)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      Optional<T> value = condition.get();
      if (value.isPresent()) {
        return value.get();
      }
      if (Instant.now().isAfter(deadline)) {
        StringBuilder pods = new StringBuilder();
        objects
            .list(GroupResource.PODS)
            .forEach(pod ->
                pods.append('\n')
                    .append(pod.path("metadata").path("name"))
                    .append(pod.path("status"))
                    .append(log(pod.path("metadata").path("name").asText(), true)));
        throw new AssertionError("not within " + PATIENCE + ": " + what + pods);
      }
      Thread.sleep(20);
    }
  }

  String log(String pod, boolean previous) {
    var out = new ByteArrayOutputStream();
    try {
      ObjectNode object = get(GroupResource.PODS, pod);
      agent.writeLog(
          object,
          object.path("spec").path("containers").path(0).path("name").asText(),
          new PodLogs.Options(false, previous, false, null, null, null),
          out);
    } catch (ApiException | IOException e) {
      return String.valueOf(e.getMessage());
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    agent.close();
    controllers.close();
    server.close();
    registry.close();
  }
}
