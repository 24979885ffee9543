package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Runs a short command of the machine (`ip`, `sh`) to its end.
final class Command {
  private static final int SECONDS = 30;

  /// Where the tools are; the caller's own PATH may be bare.
  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private Command() {}

  /// Runs a shell script that stops at its first failing line.
  ///
  /// @throws IOException with the script's output when it fails
  static void shell(String script) throws IOException {
    run(List.of("sh", "-e", "-c", script));
  }

  /// Runs a command whose failure does not matter (removing what may be gone).
  static void quietly(String... command) {
    try {
      run(List.of(command));
    } catch (IOException _) {
      // see above
    }
  }

  /// Runs a command and returns what it printed.
  static String run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("PATH", PATH);
    Process process = builder.start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readNBytes(1 << 16), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command.getFirst() + " did not end within " + SECONDS + " s");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(command.getFirst() + " was interrupted", e);
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          command.getFirst() + " failed (" + process.exitValue() + "): " + output.strip());
    }
    return output;
  }
}
