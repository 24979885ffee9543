package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The delivered platform as the scenarios use it: a developer's clone, and views from outside.
///
/// @param developer the clone of who writes the changes
/// @param forge as that developer
/// @param reviewer the forge as somebody else who may review and merge
/// @param progress told what happens meanwhile
record Platform(
    GitClone developer,
    ForgeView forge,
    ForgeView reviewer,
    ClusterView cluster,
    InfrastructureView infrastructure,
    ServerView server,
    Consumer<String> progress) {
  static final String REPOSITORY = "ecoeco/ecoeco-backend";
  static final String BRANCH = "develop";

  /// The commit status of the check before a merge.
  static final String CHECK = "fairlead/check";

  static final String NAMESPACE = "ecoeco";
  static final String DATA_NAMESPACE = "ecoeco-data";
  static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final Duration ENDPOINTS = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// Pushes what is committed and waits until its delivery has succeeded.
  ServerView.Delivered deliver() throws InterruptedException {
    String commit = developer.head();
    developer.push();
    return awaitDelivery(commit);
  }

  /// Waits until the delivery of a pushed commit has succeeded.
  ServerView.Delivered awaitDelivery(String commit) throws InterruptedException {
    ServerView.Delivered delivered =
        server.awaitEnd(ServerView.Wanted.pushed(commit), PATIENCE, progress);
    if (!delivered.isGood()) {
      throw new DemoException(
          "the delivery of " + commit.substring(0, 7) + " failed: " + delivered.cause());
    }
    return delivered;
  }

  /// A Service's cluster IP.
  String addressOf(String service) {
    return cluster.get("", "Service", NAMESPACE, service).path("spec").path("clusterIP").asText();
  }

  int portOf(String service) {
    return cluster
        .get("", "Service", NAMESPACE, service)
        .path("spec")
        .path("ports")
        .path(0)
        .path("port")
        .asInt();
  }

  /// What a service answers on `/version`, asked through its cluster IP.
  String versionOf(String service) {
    try (var client = new KeepAliveClient(addressOf(service), portOf(service))) {
      KeepAliveClient.Answer answer = client.get("/version");
      JsonNode json = JSON.readTree(answer.body());
      return json.path("version").asText("(no version in " + answer.body() + ")");
    } catch (IOException e) {
      throw new DemoException(service + " does not answer on its cluster IP: " + e.getMessage(), e);
    }
  }

  /// As [#versionOf], but waits for a while: former pods may answer in the moment in which a
  /// Service's endpoints change.
  String awaitVersion(String service, String wanted) throws InterruptedException {
    Instant deadline = Instant.now().plus(ENDPOINTS);
    String version = versionOf(service);
    while (!version.equals(wanted) && Instant.now().isBefore(deadline)) {
      TimeUnit.MILLISECONDS.sleep(50);
      version = versionOf(service);
    }
    return version;
  }

  static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new DemoException(otherwise);
    }
  }
}
