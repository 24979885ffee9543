package dev.fairlead.ansible.run;

import dev.fairlead.process.ProcessException;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import dev.fairlead.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Ends what a cancelled run still does on its hosts. With pipelining a remote command has no
/// terminal and runs on when the connection goes; all commands of one connection are children of
/// the same sshd process, which is asked over the connection that is still open.
///
/// @param environment of the run
record RemoteEnd(Processes processes, Attempt attempt, Map<String, String> environment) {
  /// How ssh calls the process that keeps a connection open for others.
  static final String MASTER = "ssh: ";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final String SCRIPT =
      "for p in $(pgrep -P $PPID); do [ $p = $$ ] || kill -TERM -- -$p 2>/dev/null"
          + " || sudo -n kill -TERM -- -$p 2>/dev/null; done; true";

  void end() {
    List<Path> sockets = sockets();
    each(sockets, "end", SCRIPT);
    each(sockets, "exit");
  }

  /// @param words of the remote command; none: the connection is closed
  private void each(List<Path> sockets, String what, String... words) {
    List<RunningProcess> asked = new ArrayList<>();
    for (int i = 0; i < sockets.size(); i++) {
      List<String> argv =
          new ArrayList<>(
              List.of("ssh", "-o", "ControlPath=" + sockets.get(i), "-o", "BatchMode=yes"));
      if (words.length == 0) {
        argv.addAll(List.of("-O", "exit"));
      }
      argv.add("any-host"); // The connection decides; ssh only wants a name.
      argv.addAll(List.of(words));
      try {
        asked.add(
            processes.start(
                attempt.directory().resolve("remote-" + what + "-" + i),
                ProcessSpec.of(attempt.directory(), environment, argv.toArray(String[]::new))
                    .withTimeout(PATIENCE)));
      } catch (ProcessException _) {
        // Without ssh there was no connection; after a restart the question was asked before.
      }
    }
    asked.forEach(RunningProcess::await);
  }

  private List<Path> sockets() {
    if (!Files.isDirectory(attempt.controlDirectory())) {
      return List.of();
    }
    try (var files = Files.list(attempt.controlDirectory())) {
      return files.filter(file -> !Files.isRegularFile(file)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + attempt.controlDirectory(), e);
    }
  }
}
