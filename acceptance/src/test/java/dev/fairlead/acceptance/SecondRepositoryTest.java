package dev.fairlead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.node.NodeSpec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A repository of quite another shape than the example goes the same way: kustomize, other folder
/// names, a service that is not Java.
class SecondRepositoryTest {
  private static final Path FILES = Path.of("src/test/resources/second-repository");
  private static final String URL = "https://github.com/acme/hello";

  @TempDir private Path directory;
  private Surroundings surroundings;
  private GitRepository clone;
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    surroundings = new Surroundings(directory, NodeSpec.named("one"), NodeSpec.named("two"));
    clone = surroundings.repository("acme", "hello", "main");
    server = surroundings.server("server", URL, "");
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
    surroundings.close();
  }

  @Test
  void itTravelsFromPushToPodsAndAChangeFollows() throws Exception {
    String first = clone.copy(FILES).push("feat: hello");
    JsonNode delivery = server.awaitEnd(first);
    assertThat(delivery.path("cause").asText()).isEmpty();
    assertThat(delivery.path("state").asText()).isEqualTo("SUCCEEDED");
    awaitVersion("1.0.0");

    clone.pull();
    String second = clone.write("services/hello/VERSION", "1.1.0\n").push("feat: 인사 1.1.0 🎉");
    JsonNode next = server.awaitEnd(second);
    assertThat(next.path("cause").asText()).isEmpty();
    assertThat(RunningServer.stage(next, "write back")).isEqualTo("SUCCEEDED");
    awaitVersion("1.1.0");
    clone.pull();
    assertThat(clone.git("log", "-1", "--format=%B"))
        .contains("hello 1.1.0")
        .contains("Fairlead-Delivery: " + next.path("id").asText());
    assertThat(clone.read("ops/hello/live/kustomization.yaml"))
        .contains("# written by .github/workflows/ci.yaml\n  newTag: \"1.1.0\"");
  }

  @Test
  void aKilledServerFinishesTheDeliveryAfterItsRestart() throws Exception {
    server.awaitEnd(clone.copy(FILES).push("feat: hello"));
    clone.pull();
    String commit = clone.write("services/hello/VERSION", "2.0.0\n").push("feat: two");
    server.await(commit, delivery -> RunningServer.stage(delivery, "CI").equals("RUNNING"));
    server.crash();

    JsonNode delivery = server.awaitEnd(commit);
    assertThat(delivery.path("cause").asText()).isEmpty();
    assertThat(delivery.path("state").asText()).isEqualTo("SUCCEEDED");
    awaitVersion("2.0.0");
  }

  @Test
  void aChangeByHandIsHealedAndJournalled() throws Exception {
    server.awaitEnd(clone.copy(FILES).push("feat: hello"));
    ObjectNode service = surroundings.find("", "Service", "greetings", "live-hello").orElseThrow();
    surroundings.delete("", "Service", "greetings", "live-hello");

    ObjectNode healed =
        surroundings.await(
            "",
            "Service",
            "greetings",
            "live-hello",
            each -> !each.at("/metadata/uid").equals(service.at("/metadata/uid")));
    assertThat(healed.at("/spec/ports")).isEqualTo(service.at("/spec/ports"));
    assertThat(server.api("/api/v1/journal").toString()).contains("drift");
  }

  /// The former pods may answer for the moment in which the endpoints change.
  private void awaitVersion(String wanted) throws Exception {
    Instant deadline = Instant.now().plus(Surroundings.PATIENCE);
    while (!version().contains(wanted)) {
      assertThat(Instant.now()).as(version()).isBefore(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  private String version() throws Exception {
    ObjectNode service = surroundings.find("", "Service", "greetings", "live-hello").orElseThrow();
    return surroundings
        .get(
            "http://"
                + service.at("/spec/clusterIP").asText()
                + ":"
                + service.at("/spec/ports/0/port").asInt()
                + "/version")
        .body();
  }
}
