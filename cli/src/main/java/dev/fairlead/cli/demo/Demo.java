package dev.fairlead.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The demo's way: surroundings, first delivery, scenarios.
final class Demo {
  private static final String REPOSITORY = "ecoeco/ecoeco-backend";
  private static final String BRANCH = "develop";
  private static final List<String> SERVICES =
      List.of("auth", "scan", "chat", "mypage", "location", "info", "character");
  private static final Duration HEALTHY = Duration.ofMinutes(3);

  private final Path home;
  private final Workplace workplace;
  private final Tidying tidying;
  private final DemoCommand.Story story;

  Demo(Path home, Workplace workplace, Tidying tidying, DemoCommand.Story story) {
    this.home = home;
    this.workplace = workplace;
    this.tidying = tidying;
    this.story = story;
  }

  /// @return whether everything was verified
  boolean run(List<Scenario> scenarios) throws InterruptedException {
    Path example = home.resolve("examples/ecoeco-backend");
    Path mavenRepository = primeMaven(example);
    story.line("starting forge, cluster, registry and server");
    Surroundings surroundings =
        Surroundings.start(
            workplace, example.resolve("cluster/nodes.yaml"), REPOSITORY, mavenRepository);
    tidying.started(surroundings);
    story.line("the pages are at " + surroundings.server().url());
    Platform platform = platform(surroundings, example);
    createSecrets(platform.cluster());
    firstDelivery(platform);
    boolean verified = true;
    for (Scenario scenario : scenarios) {
      verified &= play(scenario, platform);
    }
    return verified;
  }

  private Platform platform(Surroundings surroundings, Path example) {
    GitClone clone =
        GitClone.of(
            example,
            workplace.resolve("clone"),
            BRANCH,
            surroundings.sandbox().gitUrlWithToken(REPOSITORY));
    return new Platform(
        clone,
        surroundings.cluster(),
        surroundings.server(),
        progress -> story.detail("… " + progress));
  }

  private void firstDelivery(Platform platform) throws InterruptedException {
    String _ = platform.developer().commit("feat: the platform of fourteen nodes");
    story.line("pushing the example to " + BRANCH);
    Instant start = Instant.now();
    ServerView.Delivered delivered = platform.deliver();
    for (String service : SERVICES) {
      String version = platform.awaitVersion(service, "1.0.0");
      Platform.expect(
          version.equals("1.0.0"), service + " answers version " + version + ", expected 1.0.0");
    }
    List<String> applications = awaitApplications(platform.cluster());
    story.line(
        "● first delivery in %s: seven services answer 1.0.0 on their cluster IPs; %s"
            .formatted(seconds(start), String.join(", ", applications)));
    story.detail(String.join(" · ", delivered.stages()));
    List<String> simulated = simulated(platform.cluster());
    if (!simulated.isEmpty()) {
      story.detail(
          "⟡ Simulated, and not verified: "
              + simulated.size()
              + " pods ("
              + String.join(", ", simulated)
              + ")");
    }
  }

  /// The pods in which a stand-in runs.
  private static List<String> simulated(ClusterView cluster) {
    return cluster.list("", "Pod", "").stream()
        .filter(pod -> pod.at("/metadata/annotations").has("sandbox.fairlead.dev/simulated"))
        .map(pod -> pod.at("/metadata/name").asText())
        .sorted()
        .toList();
  }

  /// Every automated Application synced and healthy, as the cluster itself says.
  private static List<String> awaitApplications(ClusterView cluster) throws InterruptedException {
    Instant deadline = Instant.now().plus(HEALTHY);
    while (true) {
      List<String> good = new ArrayList<>();
      List<String> bad = new ArrayList<>();
      for (JsonNode application : cluster.list("argoproj.io", "Application", "argocd")) {
        if (!application.at("/spec/syncPolicy/automated").isObject()) {
          continue;
        }
        String name = application.at("/metadata/name").asText();
        String sync = application.at("/status/sync/status").asText();
        String health = application.at("/status/health/status").asText();
        boolean fine = sync.equals("Synced") && health.equals("Healthy");
        (fine ? good : bad).add(name + " " + sync + " " + health);
      }
      if (bad.isEmpty() && !good.isEmpty()) {
        return good;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new DemoException("expected Synced and Healthy, found " + String.join(", ", bad));
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private boolean play(Scenario scenario, Platform platform) throws InterruptedException {
    story.line("scenario " + scenario.number() + ", " + scenario.title());
    Instant start = Instant.now();
    try {
      Scenario.Report report = scenario.play(platform);
      story.line(
          "● scenario %d, %s, verified in %s: %s"
              .formatted(
                  scenario.number(),
                  scenario.title(),
                  seconds(start),
                  String.join("; ", report.verified())));
      story.detail(String.join(" · ", report.seconds()));
      return true;
    } catch (DemoException e) {
      story.line("✗ scenario " + scenario.number() + ", " + scenario.title());
      story.failed(String.valueOf(e.getMessage()));
      return false;
    }
  }

  /// The Secrets that are not in Git, as the platform team makes them.
  private static void createSecrets(ClusterView cluster) {
    cluster.createSecret(
        Platform.DATA_NAMESPACE,
        "database-credentials",
        Map.of(
            "postgres-user", "ecoeco",
            "postgres-password", random(),
            "redis-password", random(),
            "rabbitmq-user", "ecoeco",
            "rabbitmq-password", random()));
    cluster.createSecret(
        Platform.NAMESPACE, "ecoeco-backend-secrets", Map.of("jwt-key", random() + random()));
  }

  private static String random() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Downloads what the jobs need, so that no download stands in the middle of a scenario: one
  /// service is built with the repository that the jobs will use.
  private Path primeMaven(Path example) throws InterruptedException {
    Path repository = Path.of(System.getProperty("user.home"), ".m2", "repository");
    story.line("making sure that Maven has what the services' builds need");
    Path scratch = workplace.resolve("prime");
    GitClone.copy(example.resolve("src"), scratch);
    Path log = workplace.resolve("prime.log");
    try {
      var command =
          new ProcessBuilder(
                  "mvn",
                  "-B",
                  "-q",
                  "-Dmaven.repo.local=" + repository,
                  "-f",
                  scratch.resolve("info/pom.xml").toString(),
                  "verify")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      command.environment().put("JAVA_HOME", System.getProperty("java.home"));
      Process maven = command.start();
      maven.getOutputStream().close();
      if (maven.waitFor() != 0) {
        throw new DemoException(
            "Maven cannot build a service of the example:\n" + Files.readString(log));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Maven cannot be run; is it installed?", e);
    }
    return repository;
  }

  private static String seconds(Instant start) {
    return "%.1f s".formatted(Duration.between(start, Instant.now()).toMillis() / 1000.0);
  }
}
