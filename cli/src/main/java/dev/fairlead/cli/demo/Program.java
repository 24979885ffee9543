package dev.fairlead.cli.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A `fairlead` of its own process, in a session of its own so that it can outlive the demo.
final class Program implements AutoCloseable {
  private static final long GENTLE_SECONDS = 20;

  private final String name;
  private final Process process;
  private final Path log;

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /// Starts `fairlead ARGUMENTS` with this program's own Java and class path.
  static Program start(String name, Path log, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add("setsid");
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=4",
            "-XX:+UseSerialGC",
            "-Xmx1g",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            "dev.fairlead.cli.Main"));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      process.getOutputStream().close();
      return new Program(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start the " + name, e);
    }
  }

  /// Waits until the program has written a file that says it is ready.
  void awaitReady(Path file, Duration patience) throws InterruptedException {
    Instant deadline = Instant.now().plus(patience);
    while (!Files.exists(file)) {
      if (!process.isAlive()) {
        throw new DemoException("the " + name + " ended at its start:\n" + lastLines());
      }
      if (Instant.now().isAfter(deadline)) {
        throw new DemoException(
            "the "
                + name
                + " was not ready within "
                + patience.toSeconds()
                + " s:\n"
                + lastLines());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  long pid() {
    return process.pid();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Ends the program as a crash of the machine would.
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GENTLE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
