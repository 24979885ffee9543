package dev.fairlead.acceptance.example;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A real program that `build/tools` fetched, or one from the PATH.
record Tool(Path program) {

  record Answer(int status, String out, String error) {}

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
    assumeTrue(found.isPresent(), name + " is missing: run build/tools " + name);
    return new Tool(found.orElseThrow());
  }

  Answer run(Path scratch, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Path out = scratch.resolve("out");
    Path error = scratch.resolve("error");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(error.toFile());
    builder.environment().put("HOME", scratch.toString());
    int status = builder.start().waitFor();
    return new Answer(status, Files.readString(out), Files.readString(error));
  }
}
