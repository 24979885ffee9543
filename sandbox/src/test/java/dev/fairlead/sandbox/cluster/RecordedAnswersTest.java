package dev.fairlead.sandbox.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plays requests against a server without controllers.
class RecordedAnswersTest {
  @TempDir static Path directory;

  private static ClusterServer server;
  private static RecordedGroups groups;

  @BeforeAll
  static void start() {
    server =
        ClusterServer.start(
            new ClusterOptions(
                Clock.systemUTC(),
                new Random(1),
                "127.0.0.1",
                0,
                null,
                "",
                Map.of("token", ClusterOptions.User.ADMINISTRATOR),
                "10.96.0.0/16",
                null));
    groups =
        new RecordedGroups(
            new RawClient(server.uri(), "token"), new CommandTools(Map.of()), "", directory);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "apply",
        "apply-cr",
        "apply-kinds",
        "auth",
        "crd",
        "create",
        "delete",
        "discovery",
        "errors",
        "errors-kinds",
        "immutable",
        "list",
        "partial-metadata",
        "patch",
        "patch-kinds",
        "protobuf",
        "replace",
        "subresources",
        "tables",
        "validation",
        "watch"
      })
  void answersAsTheRealServer(String group)
      throws IOException, InterruptedException, ExecutionException {
    groups.play(group, "off");
  }
}
