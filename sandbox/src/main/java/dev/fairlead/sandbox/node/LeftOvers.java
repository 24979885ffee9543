package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Pods of an agent that was killed: their processes are found by the pid and start time that were
/// written down, and by the cookie in their environment, and ended before a new agent begins.
final class LeftOvers {
  private static final String FILE = "process";

  private LeftOvers() {}

  /// Writes down which process runs in a container's directory.
  static void record(Path directory, Process process) throws IOException {
    Files.writeString(
        directory.resolve(FILE),
        process.pid() + " " + process.info().startInstant().orElse(Instant.EPOCH));
  }

  /// Ends what an earlier agent left in `directory`, and removes its Pods' files.
  static void end(Path directory) throws IOException {
    Path pods = directory.resolve("pods");
    if (Files.isDirectory(pods)) {
      List<Path> files;
      try (var all = Files.find(pods, 4, (path, _) -> path.endsWith(FILE))) {
        files = all.toList();
      }
      for (Path file : files) {
        String[] parts = Files.readString(file).split(" ", 2);
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts[0]));
        process
            .filter(p ->
                parts.length == 2
                    && p.info().startInstant().map(Object::toString).orElse("").equals(parts[1]))
            .ifPresent(p -> {
              p.descendants().forEach(ProcessHandle::destroyForcibly);
              p.destroyForcibly();
            });
      }
    }
    ProcessTree.kill(ProcessTree.cookie(directory, ""));
    LayerUnpacker.deleteTree(pods);
  }
}
