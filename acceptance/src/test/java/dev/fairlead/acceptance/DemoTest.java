package dev.fairlead.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo as a newcomer runs it: the example platform, every scenario, nothing left behind.
class DemoTest {
  private static final long PATIENCE_MINUTES = 12;

  @TempDir private Path directory;

  @Test
  void everyScenarioIsVerifiedAndNothingIsLeftBehind() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    Files.createSymbolicLink(
        home.resolve("examples"), Path.of("../examples").toAbsolutePath().normalize());
    var builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.fairlead.cli.Main",
                "demo"));
    builder.environment().put("FAIRLEAD_HOME", home.toString());
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("output").toFile());
    Process demo = builder.start();
    boolean ended = demo.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      demo.destroy();
    }
    String output = Files.readString(directory.resolve("output"), StandardCharsets.UTF_8);

    assertThat(ended).as(output).isTrue();
    assertThat(demo.exitValue()).as(output).isZero();
    for (int scenario : new int[] {3, 4, 7, 8}) {
      assertThat(output).contains("● scenario " + scenario + ",");
    }
    assertThat(output).contains("Simulated");
    try (Stream<Path> left = Files.list(home.resolve(".fairlead"))) {
      assertThat(left).isEmpty();
    }
    assertThat(ProcessHandle.allProcesses().flatMap(each -> each.info().commandLine().stream()))
        .noneMatch(command -> command.contains(home.toString()));
  }
}
