package dev.fairlead.sandbox.cluster;

import dev.fairlead.sandbox.cluster.controllers.Controllers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Plays requests and commands against a server whose controllers run, with a stand-in for a node
/// agent.
class RecordedWorkTest {
  @TempDir static Path directory;

  private static ClusterFixture cluster;
  private static Controllers controllers;
  private static StandInKubelet kubelet;
  private static RecordedGroups groups;

  @BeforeAll
  static void start() throws IOException {
    cluster = ClusterFixture.start(directory);
    controllers = Controllers.start(cluster.server()::objects, Clock.systemUTC(), new Random(1));
    groups = cluster.recordedGroups(directory);
    kubelet = StandInKubelet.start(cluster.client());
  }

  @AfterAll
  static void stop() {
    kubelet.close();
    controllers.close();
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gc", "workloads", "kubectl-controllers"})
  void worksAsTheRealControllers(String group)
      throws IOException, InterruptedException, ExecutionException {
    groups.play(group, "on");
  }
}
