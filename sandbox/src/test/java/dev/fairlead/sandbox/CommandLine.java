package dev.fairlead.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Runs a real program in a test: no shell, its own HOME, output captured, a deadline.
public final class CommandLine {
  private final Path directory;
  private final Path home;
  private final Map<String, String> environment;

  public CommandLine(Path directory, Map<String, String> environment) {
    this.directory = directory;
    this.home = Objects.requireNonNull(directory.getParent());
    this.environment = Map.copyOf(environment);
  }

  public record Result(int status, String output) {}

  /// Runs a program that must succeed, and gives what it printed.
  public String run(String... command) {
    Result result = attempt(command);
    if (result.status() != 0) {
      throw new AssertionError(
          String.join(" ", command) + ": status " + result.status() + "\n" + result.output());
    }
    return result.output();
  }

  public Result attempt(String... command) {
    try {
      Path output = Files.createTempFile(home, "output-", ".txt");
      var builder = new ProcessBuilder(List.of(command));
      builder.directory(directory.toFile());
      builder.environment().put("HOME", home.toString());
      builder.environment().put("GIT_TERMINAL_PROMPT", "0");
      builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
      builder.environment().putAll(environment);
      builder.redirectErrorStream(true).redirectOutput(output.toFile());
      Process process = builder.start();
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(String.join(" ", command) + ": still running after 60 s");
      }
      return new Result(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      throw new AssertionError(String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /// Whether a program is on the path.
  public static boolean has(String program) {
    for (String entry : System.getenv("PATH").split(":")) {
      if (Files.isExecutable(Path.of(entry, program))) {
        return true;
      }
    }
    return false;
  }
}
