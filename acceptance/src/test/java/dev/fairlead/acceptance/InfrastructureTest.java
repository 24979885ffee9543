package dev.fairlead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.sandbox.node.NodeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Terraform by pull request and Ansible before the deployment, with the real tools, on a small
/// repository: also when the server is killed in the middle.
class InfrastructureTest {
  private static final Path FILES = Path.of("src/test/resources/infrastructure");
  private static final String URL = "https://github.com/acme/infra.git";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Surroundings surroundings;
  private GitRepository clone;
  private RunningServer server;
  private ForgeApi author;
  private ForgeApi reviewer;
  private Path marks;

  @BeforeEach
  void start() throws Exception {
    assumeThat(isThere("terraform")).as("terraform is installed").isTrue();
    assumeThat(isThere("ansible-playbook")).as("ansible-core is installed").isTrue();
    marks = Files.createDirectories(directory.resolve("marks"));
    surroundings = new Surroundings(directory, NodeSpec.named("one"));
    clone = surroundings.repository("acme", "infra", "main");
    author = surroundings.forge("acme/infra", surroundings.sandbox().developerToken());
    reviewer = surroundings.forge("acme/infra", surroundings.sandbox().reviewerToken());
    server =
        surroundings.server(
            "server",
            URL,
            """
            terraform:
              allowedOverrides: [apply_requirements]
              applyUsers: [developer]
            ansible:
              environment: {MARKS: "%s"}
            """
                .formatted(marks));
    clone.write("README.md", "hosts\n").push("chore: begin");
  }

  @AfterEach
  void stop() throws Exception {
    if (surroundings != null) {
      server.close();
      surroundings.close();
    }
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  /// Pushes a branch with the files as they are and opens a pull request.
  private int propose(String branch) throws Exception {
    clone.git("checkout", "-q", "-b", branch);
    String _ = clone.push("feat: " + branch);
    return author.open(branch, "main");
  }

  private void backToMain() {
    clone.git("checkout", "-q", "main");
    clone.pull();
  }

  private JsonNode state() throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("server/data/terraform/states"))) {
      List<Path> states =
          files.filter(file -> file.getFileName().toString().endsWith(".tfstate")).toList();
      assertThat(states).hasSize(1);
      return JSON.readTree(states.getFirst().toFile());
    }
  }

  @Test
  void hostsAreAppliedBeforeTheMergeAndConfiguredByItThoughTheServerIsKilled() throws Exception {
    clone.copy(FILES);
    int first = propose("hosts");
    String plan = author.awaitComment(first, 0, body -> body.contains("Ran Plan for"));
    assertThat(plan).contains("Plan: 2 to add, 0 to change, 0 to destroy.").contains("hosts");

    long refused = author.comment(first, "atlantis apply");
    assertThat(author.awaitComment(first, refused, body -> body.contains("Ran Apply")))
        .contains("Apply Failed")
        .contains("approved");
    reviewer.approve(first);
    long stranger = reviewer.comment(first, "atlantis apply");
    assertThat(author.awaitComment(first, stranger, body -> body.contains("reviewer")))
        .doesNotContain("Apply complete");

    long asked = author.comment(first, "atlantis apply");
    awaitRunning();
    server.crash();
    String applied = author.awaitComment(first, asked, body -> body.contains("Ran Apply"));
    assertThat(applied).contains("Apply complete! Resources: 2 added");
    assertThat(state().at("/outputs/nodes/value").size()).isEqualTo(2);
    assertThat(
            author.commentsAfter(first, asked).stream().filter(body -> body.contains("Ran Apply")))
        .hasSize(1);
    assertThat(server.api("/api/locks").path("Locks").size()).isEqualTo(1);

    String merge = author.merge(first);
    server.await(
        merge, delivery -> RunningServer.stage(delivery, "playbook 01-join").equals("RUNNING"));
    server.crash();
    JsonNode delivery = server.awaitEnd(merge);
    assertThat(delivery.path("cause").asText()).isEmpty();
    assertThat(RunningServer.stage(delivery, "infrastructure hosts")).isEqualTo("SUCCEEDED");
    assertThat(marks.resolve("anna")).hasContent("small");
    assertThat(marks.resolve("bora-level")).hasContent("1");
    assertThat(server.api("/api/locks").path("Locks").size()).isZero();

    backToMain();
    aThirdWorker();
  }

  private void aThirdWorker() throws Exception {
    String inventory = clone.read("ansible/inventory/hosts.ini");
    Instant before = Files.getLastModifiedTime(marks.resolve("anna")).toInstant();
    clone.write(
        "infra/main.tf", clone.read("infra/main.tf").replace("\"bora\"]", "\"bora\", \"chan\"]"));
    int second = propose("third");
    author.awaitComment(second, 0, body -> body.contains("Plan: 1 to add"));
    reviewer.approve(second);
    long asked = author.comment(second, "atlantis apply");
    author.awaitComment(second, asked, body -> body.contains("Apply complete"));
    String merge = author.merge(second);
    JsonNode delivery = server.awaitEnd(merge);
    assertThat(delivery.path("cause").asText()).isEmpty();
    assertThat(RunningServer.stage(delivery, "inventory")).isEqualTo("SUCCEEDED");
    backToMain();
    assertThat(
            clone
                .read("ansible/inventory/hosts.ini")
                .lines()
                .filter(line -> !line.startsWith("chan ")))
        .containsExactlyElementsOf(inventory.lines().toList());
    assertThat(clone.git("log", "-1", "--format=%B"))
        .contains("Fairlead-Delivery: " + delivery.path("id").asText());
    assertThat(marks.resolve("chan")).hasContent("small");
    assertThat(Files.getLastModifiedTime(marks.resolve("anna")).toInstant()).isEqualTo(before);

    // One playbook's variable: that playbook and no other.
    String level =
        clone.write("ansible/playbooks/vars/tune.yml", "level: \"2\"\n").push("feat: level 2");
    JsonNode tuned = server.awaitEnd(level);
    assertThat(RunningServer.stage(tuned, "playbook 02-tune")).isEqualTo("SUCCEEDED");
    assertThat(RunningServer.stage(tuned, "playbook 01-join")).isEmpty();
    assertThat(marks.resolve("chan-level")).hasContent("2");
  }

  /// Waits until terraform itself is at work.
  private void awaitRunning() throws Exception {
    Instant deadline = Instant.now().plus(Surroundings.PATIENCE);
    while (ProcessHandle.allProcesses()
        .noneMatch(process ->
            process.info().commandLine().orElse("").contains("sleep 2") && isBelow(process))) {
      assertThat(Instant.now()).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  private boolean isBelow(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"))
          .startsWith(directory);
    } catch (IOException _) {
      return false;
    }
  }

  @Test
  void whatGoesWrongIsToldWhereItWasAskedFor() throws Exception {
    clone.copy(FILES);
    int first = propose("one");
    author.awaitComment(first, 0, body -> body.contains("Plan: 2 to add"));
    clone.git("checkout", "-q", "main");
    clone.copy(FILES);
    clone.write("infra/main.tf", clone.read("infra/main.tf").replace("small", "large"));
    int second = propose("two");
    assertThat(author.awaitComment(second, 0, body -> body.contains("Ran Plan for")))
        .contains("Plan Failed")
        .contains("#" + first);

    clone.git("checkout", "-q", "main");
    clone.write("atlantis.yaml", "version: 3\nprojects:\n  - dir: infra\n    nmae: hosts\n");
    int third = propose("three");
    assertThat(author.awaitComment(third, 0, body -> body.contains("atlantis.yaml")))
        .contains("atlantis.yaml:4:5")
        .contains("nmae");

    clone.git("checkout", "-q", "one");
    clone.write("infra/main.tf", clone.read("infra/main.tf") + "\noutput \"x\" {\n");
    String broken = clone.push("feat: broken");
    assertThat(author.awaitStatus(broken, "fairlead/check").path("state").asText())
        .isEqualTo("failure");
    assertThat(author.awaitComment(first, 0, body -> body.contains("Plan Error")))
        .contains("main.tf");
    reviewer.approve(first);
    long asked = author.comment(first, "atlantis apply");
    assertThat(author.awaitComment(first, asked, body -> body.contains("Apply")))
        .doesNotContain("Apply complete");
  }

  @Test
  void hostsThatCannotBeConfiguredStopTheDeliveryAndStayDue() throws Exception {
    clone.copy(FILES);
    String inventory = clone.read("ansible/inventory/hosts.ini");
    clone.write(
        "ansible/inventory/hosts.ini",
        inventory.replace(
            "ansible_connection=local",
            "ansible_connection=ssh\nansible_host=127.0.0.1\nansible_port=1"));
    JsonNode unreachable = server.awaitEnd(clone.push("feat: hosts"));
    assertThat(unreachable.path("state").asText()).isEqualTo("FAILED");
    assertThat(unreachable.path("cause").asText()).contains("playbook 01-join").contains("anna");
    assertThat(unreachable.toString()).contains("Connection refused");
    assertThat(RunningServer.stage(unreachable, "playbook 02-tune")).isEqualTo("SKIPPED");

    clone.write("ansible/playbooks/site.yml", "- import_playbook: 07-nowhere.yml\n");
    JsonNode missing = server.awaitEnd(clone.push("feat: all of it"));
    assertThat(missing.path("cause").asText())
        .contains("ansible/playbooks/site.yml:1")
        .contains("07-nowhere.yml");

    clone.git("rm", "-q", "ansible/playbooks/site.yml");
    clone.write("ansible/inventory/hosts.ini", inventory);
    JsonNode repaired = server.awaitEnd(clone.push("fix: hosts that answer"));
    assertThat(repaired.path("cause").asText()).isEmpty();
    assertThat(RunningServer.stage(repaired, "playbook 01-join")).isEqualTo("SUCCEEDED");
    assertThat(RunningServer.stage(repaired, "playbook 02-tune")).isEqualTo("SUCCEEDED");
    assertThat(marks.resolve("bora-level")).hasContent("1");
  }
}
