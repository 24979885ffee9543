package dev.fairlead.acceptance.example;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A private copy of the example's Terraform, links kept, on which the real `terraform` runs.
final class SandboxRoot {
  private static final String NO_CONFIGURATION = "";

  private final Tool terraform;
  private final Path scratch;
  private final Path copy;

  private SandboxRoot(Tool terraform, Path scratch, Path copy) {
    this.terraform = terraform;
    this.scratch = scratch;
    this.copy = copy;
  }

  static SandboxRoot copyTo(Path scratch) throws IOException {
    Tool terraform = Tool.find("terraform");
    Path source = Example.ROOT.resolve("terraform");
    Path copy = scratch.resolve("terraform");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            copy.resolve(source.relativize(file).toString()),
            LinkOption.NOFOLLOW_LINKS,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.writeString(scratch.resolve("none.tfrc"), NO_CONFIGURATION);
    return new SandboxRoot(terraform, scratch, copy);
  }

  /// Runs terraform in the sandbox root, without any configuration of the user's.
  Tool.Answer run(String... arguments) throws IOException, InterruptedException {
    return run("environments/sandbox", scratch.resolve("none.tfrc"), arguments);
  }

  /// @param root below `terraform/`; empty for the AWS root
  /// @param configuration terraform's own, with its provider installation
  Tool.Answer run(String root, Path configuration, String... arguments)
      throws IOException, InterruptedException {
    return terraform.run(
        scratch,
        copy.resolve(root),
        Map.of(
            "TF_CLI_CONFIG_FILE", configuration.toString(),
            "TF_IN_AUTOMATION", "1",
            "TF_INPUT", "0",
            "CHECKPOINT_DISABLE", "1"),
        List.of(arguments));
  }

  /// Applies the sandbox root with these variables.
  void apply(String... variables) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of("apply", "-auto-approve", "-no-color"));
    for (String variable : variables) {
      arguments.addAll(List.of("-var", variable));
    }
    run("init", "-no-color").expectSuccess();
    run(arguments.toArray(String[]::new)).expectSuccess();
  }

  /// The output `nodes` of what was applied.
  JsonNode nodes() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(run("output", "-json", "nodes").expectSuccess());
  }
}
