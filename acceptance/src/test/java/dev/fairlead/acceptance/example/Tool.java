package dev.fairlead.acceptance.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// A real program that `build/tools` fetched, or one from the PATH.
record Tool(Path program) {

  private static final Set<String> FETCHED = Set.of("helm", "kubectl");

  record Answer(int status, String out, String error) {

    /// What it printed, of a run that must have succeeded.
    String expectSuccess() {
      assertThat(status).as(out + error).isZero();
      return out;
    }
  }

  /// Skips the test where the program is missing.
  static Tool find(String name) {
    String home = System.getProperty("user.home");
    Path cache =
        Path.of(
            Optional.ofNullable(System.getenv("FAIRLEAD_TOOLS"))
                .orElse(
                    Optional.ofNullable(System.getenv("XDG_CACHE_HOME")).orElse(home + "/.cache")
                        + "/fairlead/tools"));
    Optional<Path> found =
        Stream.concat(
                Stream.of(cache), Arrays.stream(System.getenv("PATH").split(":")).map(Path::of))
            .map(directory -> directory.resolve(name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        found.isPresent(),
        name
            + " is missing: "
            + (FETCHED.contains(name) ? "run build/tools " + name : "install it on the PATH"));
    return new Tool(found.orElseThrow());
  }

  Answer run(Path scratch, List<String> arguments) throws IOException, InterruptedException {
    return run(scratch, Path.of("."), Map.of(), arguments);
  }

  /// @param scratch its home and where its output is kept
  /// @param directory where it runs
  /// @param environment besides ours
  Answer run(Path scratch, Path directory, Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Path out = scratch.resolve("out");
    Path error = scratch.resolve("error");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(error.toFile());
    builder.environment().put("HOME", scratch.toString());
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    return new Answer(status, Files.readString(out), Files.readString(error));
  }
}
