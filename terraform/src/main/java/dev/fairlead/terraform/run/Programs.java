package dev.fairlead.terraform.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.process.Ended;
import dev.fairlead.process.ProcessException;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import dev.fairlead.process.RunningProcess;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.project.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Finds the program of the version that a project wants. Nothing is downloaded. Safe for any
/// thread.
final class Programs {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TerraformSettings settings;
  private final Layout layout;
  private final Processes processes;
  private final Map<String, String> environment;
  private final Map<String, String> versions = new ConcurrentHashMap<>();

  /// @param environment with the CLI configuration in it
  Programs(
      TerraformSettings settings,
      Layout layout,
      Processes processes,
      Map<String, String> environment) {
    this.settings = settings;
    this.layout = layout;
    this.processes = processes;
    this.environment = environment;
  }

  /// @param version as the program says it, such as `1.11.4`
  record Program(String path, String version) {}

  /// @throws ProcessException where the program is missing; the message says what to do
  Program of(Project project) {
    String usual = settings.programs().program(project.distribution());
    String wanted = project.terraformVersion();
    if (wanted == null) {
      return new Program(usual, version(usual));
    }
    Path own = layout.programs().resolve(project.distribution().program() + wanted);
    if (Files.isExecutable(own)) {
      return new Program(own.toString(), wanted);
    }
    String version = version(usual);
    if (!version.equals(wanted)) {
      throw new ProcessException(
          "project %s wants %s %s, but %s is installed; install that version as bin/%s in the data directory, or change terraform_version"
              .formatted(
                  project.id(),
                  project.distribution().program(),
                  wanted,
                  version,
                  own.getFileName()),
          null);
    }
    return new Program(usual, version);
  }

  private String version(String program) {
    String known = versions.get(program);
    if (known == null) {
      known = ask(program);
      versions.put(program, known);
    }
    return known;
  }

  private String ask(String program) {
    Path directory = layout.root().resolve("runs").resolve("version-" + UUID.randomUUID());
    try {
      Files.createDirectories(directory);
      RunningProcess process =
          processes.start(
              directory.resolve("process"),
              ProcessSpec.of(directory, environment, program, "version", "-json")
                  .withTimeout(PATIENCE));
      Ended ended = process.await();
      @Nullable String version =
          ended.succeeded()
              ? JSON.readTree(Files.readAllBytes(process.stdout()))
                  .path("terraform_version")
                  .textValue()
              : null;
      return Optional.ofNullable(version)
          .orElseThrow(() ->
              new ProcessException(
                  program + " does not tell its version (" + ended + "); is it terraform?", null));
    } catch (JsonProcessingException e) {
      throw new ProcessException(
          program + " does not tell its version: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ProcessException("cannot ask " + program + " for its version", e);
    } finally {
      Layout.delete(directory);
    }
  }
}
