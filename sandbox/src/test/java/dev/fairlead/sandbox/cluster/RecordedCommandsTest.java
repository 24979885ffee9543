package dev.fairlead.sandbox.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs commands of the real kubectl and helm against a server without controllers; versions that
/// the machine lacks are left out.
class RecordedCommandsTest {
  @TempDir static Path directory;

  private static ClusterFixture cluster;
  private static RecordedGroups groups;

  @BeforeAll
  static void start() throws IOException {
    cluster = ClusterFixture.start(directory);
    groups = cluster.recordedGroups(directory);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"helm", "kubectl"})
  void printsWhatItPrintsWithTheRealServer(String group)
      throws IOException, InterruptedException, ExecutionException {
    groups.play(group, "off");
  }
}
