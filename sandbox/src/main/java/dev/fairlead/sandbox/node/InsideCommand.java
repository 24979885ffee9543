package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Runs a command inside of a running container: exec probes and hooks.
final class InsideCommand {
  private static final int MAX_OUTPUT = 10 << 10;

  private InsideCommand() {}

  static Probe.Inside.Result run(
      ContainerRuntime runtime,
      ContainerSpec spec,
      long pid,
      List<String> command,
      Duration timeout)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(runtime.inside(spec, pid, command)).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(
        runtime instanceof MappedRuntime
            ? MappedRuntime.mappedEnvironment(spec)
            : spec.environment());
    Process process = builder.start();
    process.getOutputStream().close();
    StringBuilder output = new StringBuilder();
    Thread reader =
        Thread.ofVirtual()
            .start(() -> {
              try {
                byte[] bytes = process.getInputStream().readNBytes(MAX_OUTPUT);
                output.append(new String(bytes, StandardCharsets.UTF_8));
                process.getInputStream().skip(Long.MAX_VALUE);
              } catch (IOException _) {
                // it was killed
              }
            });
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return new Probe.Inside.Result(
            137,
            "command timed out after " + timeout.toSeconds() + "s: " + String.join(" ", command));
      }
      reader.join(Duration.ofMillis(200));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
    return new Probe.Inside.Result(process.exitValue(), output.toString());
  }
}
