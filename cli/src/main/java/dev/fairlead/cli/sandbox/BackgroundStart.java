package dev.fairlead.cli.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Runs this very command once more, in the foreground of a session of its own, and waits until the
/// sandbox there is ready.
record BackgroundStart(Path directory) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LOG_LINES = 15;

  /// The arguments of this process, each ended by a zero byte.
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  /// @throws IllegalStateException where it does not come up, with what it said, or on a system
  ///   that does not tell how this process was started
  RunningSandbox run() throws IOException, InterruptedException {
    if (!Files.isReadable(COMMAND_LINE)) {
      throw new IllegalStateException(
          "starting in the background needs Linux (%s); start the sandbox without %s"
              .formatted(COMMAND_LINE, UpCommand.BACKGROUND));
    }
    RunningSandbox.find(directory)
        .ifPresent(running -> {
          throw new IllegalStateException(
              "a sandbox runs in %s already (pid %d)".formatted(directory, running.pid()));
        });
    Files.createDirectories(directory);
    Path log = directory.resolve("sandbox.log");
    Process process =
        new ProcessBuilder(command())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      Optional<RunningSandbox> running = RunningSandbox.find(directory);
      if (running.filter(sandbox -> sandbox.pid() == process.pid()).isPresent()) {
        return running.get();
      }
      if (!process.isAlive()) {
        throw new IllegalStateException("the sandbox ended at its start:\n" + tail(log));
      }
      if (Instant.now().isAfter(deadline)) {
        process.destroy();
        throw new IllegalStateException(
            "the sandbox was not ready within %d s:\n%s"
                .formatted(PATIENCE.toSeconds(), tail(log)));
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /// The same Java with the same flags and arguments; `setsid` becomes the program that it starts,
  /// so that the pid stays. [ProcessHandle] forgets arguments as long as a class path.
  private static List<String> command() throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid"));
    for (String argument : Files.readString(COMMAND_LINE).split("\0")) {
      if (!argument.equals(UpCommand.BACKGROUND)) {
        command.add(argument);
      }
    }
    return command;
  }

  private static String tail(Path log) throws IOException {
    List<String> lines = Files.readAllLines(log);
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
  }
}
