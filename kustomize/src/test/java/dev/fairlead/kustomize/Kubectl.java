package dev.fairlead.kustomize;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// The real thing, from the PATH.
final class Kubectl {
  record Output(int status, String out, String error) {}

  private Kubectl() {}

  /// What `kubectl kustomize` answers; the test is skipped where there is no kubectl.
  static Output kustomize(Path directory, Path scratch) throws IOException, InterruptedException {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl"))),
        "kubectl is not on the PATH: nothing to compare with");
    Path out = scratch.resolve("out");
    Path error = scratch.resolve("error");
    int status =
        new ProcessBuilder("kubectl", "kustomize", directory.toString())
            .redirectOutput(out.toFile())
            .redirectError(error.toFile())
            .start()
            .waitFor();
    return new Output(
        status,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(error, StandardCharsets.UTF_8));
  }
}
