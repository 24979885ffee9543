package dev.fairlead.acceptance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.cluster.Fabric8Cluster;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.Secret;
import dev.fairlead.sandbox.Sandbox;
import dev.fairlead.sandbox.SandboxOptions;
import dev.fairlead.sandbox.node.NodeAgentOptions.Isolation;
import dev.fairlead.sandbox.node.NodeSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A sandbox in this process, and Fairlead servers as processes of their own beside it: so a server
/// can be killed.
final class Surroundings implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final Sandbox sandbox;
  private final ClusterClient cluster;
  private final HttpClient http = HttpClient.newHttpClient();

  Surroundings(Path directory, NodeSpec... nodes) {
    this.directory = directory;
    this.sandbox =
        Sandbox.start(
            new SandboxOptions(
                directory.resolve("sandbox"),
                List.of(nodes),
                Path.of(System.getProperty("java.home")),
                Isolation.BEST,
                Clock.systemUTC(),
                new java.security.SecureRandom()));
    this.cluster = Fabric8Cluster.of(sandbox.kubeconfig(), null);
  }

  Sandbox sandbox() {
    return sandbox;
  }

  HttpClient http() {
    return http;
  }

  /// Makes a repository on the forge and gives a clone of it.
  GitRepository repository(String owner, String name, String branch) {
    sandbox.forge().ensureRepository(owner, name, branch);
    String base = sandbox.forge().baseUrl().toString();
    return GitRepository.at(
        directory.resolve("clone-" + name),
        branch,
        base.replaceFirst("://", "://admin:" + sandbox.adminToken().reveal() + "@")
            + "/"
            + owner
            + "/"
            + name
            + ".git");
  }

  /// A repository's pull requests through the forge's API.
  ForgeApi forge(String fullName, Secret token) {
    return new ForgeApi(
        http, sandbox.endpoints().api("github.com").orElseThrow(), fullName, token.reveal());
  }

  /// Writes a server's configuration for a repository and starts the server.
  RunningServer server(String name, String repositoryUrl, String more) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Files.writeString(home.resolve("token"), sandbox.botToken().reveal());
    Files.writeString(home.resolve("webhook"), "a secret of the test");
    var config = new StringBuilder();
    config.append(
        """
        listen: 127.0.0.1:0
        data: data
        poll: 2s
        repositories:
          - {url: "%s", tokenFile: token, webhookSecretFile: webhook}
        cluster: {kubeconfig: "%s"}
        sync: {waveDelay: 50ms, patience: 90s}
        endpoints:
        """
            .formatted(repositoryUrl, sandbox.kubeconfig()));
    sandbox
        .endpoints()
        .byHost()
        .forEach((host, endpoint) -> config.append("  ").append(line(host, endpoint)));
    config.append(more);
    Path file = Files.writeString(home.resolve("fairlead-server.yaml"), config);
    return RunningServer.start(home, file);
  }

  private static String line(String host, Endpoints.Endpoint endpoint) {
    var line = new StringBuilder("\"" + host + "\": {");
    if (endpoint.git() != null) {
      line.append("git: \"").append(endpoint.git()).append("\", ");
    }
    if (endpoint.api() != null) {
      line.append("api: \"").append(endpoint.api()).append("\", ");
    }
    if (endpoint.registry() != null) {
      line.append("registry: \"")
          .append(endpoint.registry().authority())
          .append("\", repositoryPrefix: \"")
          .append(endpoint.registry().repositoryPrefix())
          .append("\", caFile: \"")
          .append(endpoint.registry().caFile())
          .append("\"");
    }
    return line.append("}\n").toString();
  }

  Optional<ObjectNode> find(String group, String kind, String namespace, String name) {
    return cluster
        .discovery()
        .find(group, kind)
        .or(() -> cluster.rediscover().find(group, kind))
        .flatMap(type -> cluster.get(type, namespace, name));
  }

  void delete(String group, String kind, String namespace, String name) {
    boolean _ =
        cluster.delete(
            cluster.discovery().find(group, kind).orElseThrow(),
            namespace,
            name,
            ClusterClient.DeleteOptions.BACKGROUND);
  }

  /// Waits until an object of the cluster is as wanted.
  ObjectNode await(
      String group, String kind, String namespace, String name, Predicate<ObjectNode> wanted)
      throws InterruptedException {
    Instant deadline = Instant.now().plus(PATIENCE);
    Optional<ObjectNode> last = Optional.empty();
    while (Instant.now().isBefore(deadline)) {
      last = find(group, kind, namespace, name);
      if (last.filter(wanted).isPresent()) {
        return last.get();
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new AssertionError(kind + " " + name + " did not become as expected; it is " + last);
  }

  /// What answers at an address.
  HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(10)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    cluster.close();
    http.close();
    sandbox.close();
  }
}
