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
    boolean terraform = isThere("terraform");
    boolean kubectl = isThere("kubectl") && isThere("ansible-playbook");
    // What needs a program that is missing is reported as not run, and then not all is verified.
    assertThat(demo.exitValue()).as(output).isEqualTo(terraform && kubectl ? 0 : 1);
    for (int scenario = 1; scenario <= 8; scenario++) {
      boolean played =
          switch (scenario) {
            case 1 -> terraform;
            case 2 -> kubectl;
            case 5 -> terraform && kubectl;
            default -> true;
          };
      assertThat(output).contains((played ? "● scenario " : "– scenario ") + scenario + ",");
    }
    assertThat(output).contains("Simulated");
    try (Stream<Path> left = Files.list(home.resolve(".fairlead"))) {
      assertThat(left).isEmpty();
    }
    assertThat(ProcessHandle.allProcesses().flatMap(each -> each.info().commandLine().stream()))
        .noneMatch(command -> command.contains(home.toString()));
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
