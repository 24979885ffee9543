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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The demo's way: surroundings, first delivery, scenarios.
final class Demo {
  private static final List<String> SERVICES =
      List.of("auth", "scan", "chat", "mypage", "location", "info", "character");
  private static final Duration HEALTHY = Duration.ofMinutes(3);

  private final Path home;
  private final Workplace workplace;
  private final Tidying tidying;
  private final DemoCommand.Story story;
  private final Set<Tool> missing;

  /// @param missing programs that are not there: what needs them is not run
  Demo(
      Path home, Workplace workplace, Tidying tidying, DemoCommand.Story story, Set<Tool> missing) {
    this.home = home;
    this.workplace = workplace;
    this.tidying = tidying;
    this.story = story;
    this.missing = Set.copyOf(missing);
  }

  /// @return whether everything was verified
  boolean run(List<Scenario> scenarios) throws InterruptedException {
    Path example = home.resolve("examples/ecoeco-backend");
    Path mavenRepository = primeMaven(example);
    story.line("starting forge, cluster, registry and server");
    Surroundings surroundings =
        Surroundings.start(
            workplace, nodes(example), Platform.REPOSITORY, mavenRepository, ansible());
    tidying.started(surroundings);
    story.line("the pages are at " + surroundings.server().url());
    Platform platform = platform(surroundings);
    createSecrets(platform.cluster());
    firstDelivery(platform, example);
    boolean verified = missing.isEmpty();
    for (Scenario scenario : scenarios) {
      Set<Tool> lacking = new TreeSet<>(scenario.needs());
      lacking.retainAll(missing);
      if (lacking.isEmpty()) {
        verified &= play(scenario, platform);
      } else {
        story.line(
            "– scenario %d, %s, not run: %s is missing"
                .formatted(
                    scenario.number(),
                    scenario.title(),
                    lacking.stream().map(Tool::program).collect(Collectors.joining(", "))));
        verified = false;
      }
    }
    return verified;
  }

  /// Joining makes the nodes. Without Ansible they are there from the start.
  private @Nullable Path nodes(Path example) {
    return canConfigure() ? null : example.resolve("cluster/nodes.yaml");
  }

  private boolean canConfigure() {
    return !missing.contains(Tool.ANSIBLE) && !missing.contains(Tool.KUBECTL);
  }

  private String ansible() {
    return canConfigure()
        ? "inventories: [ansible/inventory/hosts.ini, ansible/inventory/sandbox.yml]"
        : "disabled: ansible-playbook or kubectl is not on this machine";
  }

  private Platform platform(Surroundings surroundings) {
    SandboxDescription sandbox = surroundings.sandbox();
    GitClone clone =
        GitClone.begin(
            workplace.resolve("clone"),
            Platform.BRANCH,
            sandbox.gitUrlWithToken(Platform.REPOSITORY));
    sandbox.admin().protect(Platform.REPOSITORY, Platform.BRANCH, Platform.CHECK);
    return new Platform(
        clone,
        sandbox.developer(),
        sandbox.reviewer(),
        surroundings.cluster(),
        new InfrastructureView(workplace.resolve("server")),
        surroundings.server(),
        progress -> story.detail("… " + progress));
  }

  /// The whole platform as pull request 1: planned, reviewed, applied, merged, delivered.
  private void firstDelivery(Platform platform, Path example) throws InterruptedException {
    GitClone clone = platform.developer();
    clone.startBranch("platform");
    GitClone.copy(example, clone.directory());
    String _ = clone.commit("feat: the platform of fourteen nodes");
    story.line("proposing the example for " + Platform.BRANCH + " as a pull request");
    Instant start = Instant.now();
    Proposal proposal = Proposal.open(platform, "platform", "The platform of fourteen nodes");
    proposal.approve();
    if (!missing.contains(Tool.TERRAFORM)) {
      String _ = proposal.awaitPlan("to add", "disabled");
      String _ = proposal.apply("Apply complete!");
      story.line(
          "● pull request #%d planned, reviewed and applied in %s: Terraform's state has %d nodes"
              .formatted(proposal.number(), seconds(start), platform.infrastructure().size()));
      story.detail("the project for an AWS account is disabled here, as its plan says");
    }
    proposal.awaitCheck();
    Instant merged = Instant.now();
    ServerView.Delivered delivered = proposal.merge();
    for (String service : SERVICES) {
      String version = platform.awaitVersion(service, "1.0.0");
      Platform.expect(
          version.equals("1.0.0"), service + " answers version " + version + ", expected 1.0.0");
    }
    List<String> applications = awaitApplications(platform.cluster());
    clone.leaveBranch();
    story.line(
        "● first delivery in %s: %d nodes, seven services answer 1.0.0 on their cluster IPs; %s"
            .formatted(
                seconds(merged),
                platform.cluster().list("", "Node", "").size(),
                String.join(", ", applications)));
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
