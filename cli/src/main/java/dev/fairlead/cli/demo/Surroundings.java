package dev.fairlead.cli.demo;

import dev.fairlead.cluster.Fabric8Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A sandbox and a server beside it, each a process of its own, joined by configuration alone.
final class Surroundings implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);
  private static final String WEBHOOK_SECRET = "webhook-secret";
  private static final String TOKEN = "github-token";

  private final Workplace workplace;
  private final SandboxDescription sandbox;
  private final Program sandboxProgram;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Fabric8Cluster cluster;
  private final int serverPort;
  private Program serverProgram;

  private Surroundings(
      Workplace workplace, SandboxDescription sandbox, Program sandboxProgram, int serverPort) {
    this.workplace = workplace;
    this.sandbox = sandbox;
    this.sandboxProgram = sandboxProgram;
    this.serverPort = serverPort;
    this.cluster = Fabric8Cluster.of(sandbox.kubeconfig(), null);
    this.serverProgram = startServer();
  }

  /// Starts both and returns when both answer.
  ///
  /// @param nodes manifest of the cluster's nodes; null: it begins without any
  /// @param repository `owner/name`, made on the forge with a webhook to the server
  /// @param mavenRepository for the jobs
  /// @param ansible lines of the server's configuration on how playbooks are run
  static Surroundings start(
      Workplace workplace,
      @Nullable Path nodes,
      String repository,
      Path mavenRepository,
      String ansible)
      throws InterruptedException {
    Path directory = workplace.resolve("sandbox");
    List<String> command = new ArrayList<>(List.of("sandbox", "up"));
    command.addAll(List.of("--dir", directory.toString()));
    command.addAll(nodes == null ? List.of("--no-nodes") : List.of("--nodes", nodes.toString()));
    Program sandboxProgram = Program.start("sandbox", workplace.resolve("sandbox.log"), command);
    workplace.note(sandboxProgram.pid());
    try {
      Path ready = directory.resolve("sandbox.json");
      sandboxProgram.awaitReady(ready, START);
      SandboxDescription sandbox = SandboxDescription.read(ready);
      int port = freePort();
      sandbox.admin().createRepository(repository);
      writeConfiguration(workplace, sandbox, repository, port, mavenRepository, ansible);
      var surroundings = new Surroundings(workplace, sandbox, sandboxProgram, port);
      surroundings.awaitServer();
      sandbox
          .admin()
          .createWebhook(
              repository,
              "http://127.0.0.1:" + port + "/webhooks/github",
              Files.readString(workplace.resolve(WEBHOOK_SECRET)));
      return surroundings;
    } catch (IOException e) {
      sandboxProgram.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | InterruptedException e) {
      sandboxProgram.close();
      throw e;
    }
  }

  SandboxDescription sandbox() {
    return sandbox;
  }

  ClusterView cluster() {
    return new ClusterView(cluster);
  }

  ServerView server() {
    return new ServerView(http, URI.create("http://127.0.0.1:" + serverPort));
  }

  /// Ends the server as a crash would, and starts it again.
  void crashServer() throws InterruptedException {
    serverProgram.kill();
    Path _ = deleteReadyFile();
    serverProgram = startServer();
    awaitServer();
  }

  private Program startServer() {
    Program program =
        Program.start(
            "server",
            workplace.resolve("server.log"),
            List.of(
                "server",
                "--config",
                workplace.resolve("fairlead-server.yaml").toString(),
                "--ready-file",
                readyFile().toString()));
    workplace.note(program.pid());
    return program;
  }

  private void awaitServer() throws InterruptedException {
    serverProgram.awaitReady(readyFile(), START);
  }

  private Path readyFile() {
    return workplace.resolve("server.ready");
  }

  private Path deleteReadyFile() {
    try {
      Files.deleteIfExists(readyFile());
      return readyFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeConfiguration(
      Workplace workplace,
      SandboxDescription sandbox,
      String repository,
      int port,
      Path mavenRepository,
      String ansible)
      throws IOException {
    Files.writeString(workplace.resolve(TOKEN), sandbox.botToken().reveal());
    Files.writeString(
        workplace.resolve(WEBHOOK_SECRET),
        Long.toHexString(new java.security.SecureRandom().nextLong()));
    Files.writeString(
        workplace.resolve("fairlead-server.yaml"),
        """
        listen: 127.0.0.1:%d
        data: server
        repositories:
          - url: https://github.com/%s.git
            tokenFile: %s
            webhookSecretFile: %s
        cluster:
          kubeconfig: %s
        endpoints:
          github.com: {git: "%s", api: "%s"}
          ghcr.io: {registry: "%s", repositoryPrefix: ghcr.io/, caFile: "%s"}
          docker.io: {registry: "%s", repositoryPrefix: docker.io/, caFile: "%s"}
        jobs:
          parallel: 2
          environment:
            MAVEN_OPTS: "-Dmaven.repo.local=%s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        sync:
          waveDelay: 200ms
          patience: 3m
        terraform:
          allowedOverrides: [apply_requirements]
          disabledProjects:
            aws: there is no AWS account in a demo
        ansible:
          %s
          environment: {KUBECONFIG: "%s"}
        """
            .formatted(
                port,
                repository,
                TOKEN,
                WEBHOOK_SECRET,
                sandbox.kubeconfig(),
                sandbox.gitUrl(),
                sandbox.apiUrl(),
                sandbox.registry(),
                sandbox.caFile(),
                sandbox.registry(),
                sandbox.caFile(),
                mavenRepository,
                ansible,
                sandbox.kubeconfig()));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// What somebody needs who wants to look around.
  Map<String, String> addresses() {
    return Map.of(
        "pages", "http://127.0.0.1:" + serverPort,
        "kubeconfig", sandbox.kubeconfig().toString(),
        "forge", sandbox.gitUrl(),
        "registry", sandbox.registry());
  }

  /// Forgets the processes without ending them.
  void letRun() {
    cluster.close();
    http.close();
  }

  @Override
  public void close() {
    List<AutoCloseable> parts = new ArrayList<>(List.of(serverProgram, cluster, sandboxProgram));
    for (AutoCloseable part : parts) {
      try {
        part.close();
      } catch (Exception _) {
        // The next part must be ended all the same.
      }
    }
    http.close();
  }
}
