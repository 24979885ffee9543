package dev.fairlead.ansible.run;

import dev.fairlead.process.Adopted;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import dev.fairlead.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Runs playbooks with the machine's `ansible-playbook`. Safe for any thread, but for one call for
/// each run directory at a time.
///
/// A run directory holds `log.txt` (readable, secrets masked) and one `attempt-N` for each time
/// that the run was begun: its record, events and process files.
public final class PlaybookRunner {
  private final Processes processes;
  private final Clock clock;
  private final Path data;
  private final Map<String, String> environment;

  /// @param data where the callback plugin and the host keys of first contact are kept, such as
  ///   `DATA/ansible`
  /// @param environment of this machine: of it `PATH HOME LANG TZ` and the proxies are passed on;
  ///   `TMPDIR` is where ssh's sockets lie, if its path is short
  public PlaybookRunner(
      Processes processes, Clock clock, Path data, Map<String, String> environment) {
    this.processes = processes;
    this.clock = clock;
    this.data = data;
    this.environment = new LinkedHashMap<>(environment);
  }

  /// Whether there is an `ansible-playbook` on this machine.
  ///
  /// @throws AnsibleMissingException where there is none; it names the package and the command
  public void requireAnsible() {
    requireAnsible(environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"));
  }

  private static void requireAnsible(String path) {
    if (Processes.find(CommandLine.PROGRAM, path, Path.of("/")).isEmpty()) {
      throw new AnsibleMissingException(path);
    }
  }

  /// The readable log of a run, from its start on.
  public static Path log(Path directory) {
    return directory.resolve("log.txt");
  }

  /// Runs a playbook and waits for its end. Called again with the same directory it takes up what
  /// was begun there: a run that goes on is adopted, one that ended is read (the same result as
  /// often as it is asked for; the listener sees every event from the first), one that died is
  /// reported once and begun anew at the call after that.
  ///
  /// @throws AnsibleMissingException where there is no `ansible-playbook`
  /// @throws InterruptedException when the thread was interrupted; the run itself goes on
  public RunResult run(RunRequest request, RunListener listener) throws InterruptedException {
    Path run = request.directory().toAbsolutePath();
    Optional<Attempt> begun = Attempt.newest(run);
    if (begun.isPresent() && begun.get().read(RunWatch.DIED).isEmpty()) {
      Attempt attempt = begun.get();
      switch (processes.adopt(attempt.process())) {
        case Adopted.Alive(RunningProcess process) -> {
          return watch(request, attempt, process, listener);
        }
        case Adopted.Done(RunningProcess process, var _) -> {
          return watch(request, attempt, process, listener);
        }
        case Adopted.NeverStarted _ -> attempt.cleanUp();
      }
    }
    // Before anything is written that would have to be taken back.
    requireAnsible(
        request
            .environment()
            .getOrDefault(
                "PATH", environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin")));
    Attempt attempt = Attempt.begin(run, request, clock.instant(), socketFolder());
    CommandLine command =
        CommandLine.of(request, attempt, CallbackPlugin.extract(data), data, environment);
    attempt.record(request, command);
    RunningProcess process =
        processes.start(
            attempt.process(),
            new ProcessSpec(
                command.argv(),
                command.environment(),
                command.directory(),
                ProcessSpec.Output.MERGED,
                Optional.empty(),
                ProcessSpec.Leftovers.KEEP));
    return watch(request, attempt, process, listener);
  }

  private RunResult watch(
      RunRequest request, Attempt attempt, RunningProcess process, RunListener listener)
      throws InterruptedException {
    var remote =
        new RemoteEnd(
            processes,
            attempt,
            Map.of(
                "PATH", environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin"),
                "HOME", environment.getOrDefault("HOME", "/")));
    return new RunWatch(request, attempt, process, listener, remote, clock).toTheEnd();
  }

  /// A socket's path with the name that ssh gives it must stay below 108 bytes.
  private Path socketFolder() {
    String folder = environment.getOrDefault("TMPDIR", "/tmp");
    return folder.length() <= 40 && Files.isDirectory(Path.of(folder))
        ? Path.of(folder)
        : Path.of("/tmp");
  }

  /// Asks for the end of the run in a directory; [#run] then returns [Verdict.Cancelled]. Works
  /// from any thread and after a restart, before the run was begun too.
  public void cancel(Path directory, String why) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve(RunWatch.CANCEL), why);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot ask for the end of the run in " + directory, e);
    }
  }
}
