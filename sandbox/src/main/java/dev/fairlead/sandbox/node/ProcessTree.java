package dev.fairlead.sandbox.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// All processes of a container or of an agent, found by a variable in their environment: children
/// inherit it even when they start a session of their own or their parent has ended.
final class ProcessTree {
  /// Names the agent's directory and the container's run: `<directory>|<pod
  /// uid>/<container>/<run>`.
  static final String COOKIE = "FAIRLEAD_SANDBOX_CONTAINER";

  private static final Path PROC = Path.of("/proc");

  private ProcessTree() {}

  /// The cookie's value for a container of an agent that works in `directory`.
  static String cookie(Path directory, String container) {
    return directory + "|" + container;
  }

  /// Living processes whose cookie starts with `prefix`.
  static List<ProcessHandle> find(String prefix) {
    List<ProcessHandle> found = new ArrayList<>();
    byte[] wanted = (COOKIE + "=" + prefix).getBytes(StandardCharsets.UTF_8);
    if (!Files.isDirectory(PROC)) {
      return found;
    }
    try (var entries = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path entry : entries) {
        if (contains(environment(entry), wanted)) {
          Optional<ProcessHandle> process =
              ProcessHandle.of(Long.parseLong(entry.getFileName().toString()));
          process.filter(ProcessHandle::isAlive).ifPresent(found::add);
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      // what could be read is what counts
    }
    return found;
  }

  private static byte[] environment(Path process) {
    try {
      return Files.readAllBytes(process.resolve("environ"));
    } catch (IOException _) { // it has ended, or it is another user's
      return new byte[0];
    }
  }

  /// Whether one of the zero-terminated entries starts with `wanted`.
  private static boolean contains(byte[] entries, byte[] wanted) {
    int start = 0;
    while (start + wanted.length <= entries.length) {
      int i = 0;
      while (i < wanted.length && entries[start + i] == wanted[i]) {
        i++;
      }
      if (i == wanted.length) {
        return true;
      }
      while (start < entries.length && entries[start] != 0) {
        start++;
      }
      start++;
    }
    return false;
  }

  /// Kills the processes whose cookie starts with `prefix`, and those that they started meanwhile.
  static void kill(String prefix) {
    for (int round = 0; round < 10; round++) {
      List<ProcessHandle> living = find(prefix);
      if (living.isEmpty()) {
        return;
      }
      living.forEach(ProcessHandle::destroyForcibly);
      living.forEach(process -> {
        try {
          process.onExit().get(1, java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException
            | java.util.concurrent.TimeoutException _) {
          // looked for again in the next round
        }
      });
    }
  }
}
