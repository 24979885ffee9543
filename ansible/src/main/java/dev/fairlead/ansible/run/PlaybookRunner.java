package dev.fairlead.ansible.run;

import dev.fairlead.process.Processes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/// Runs playbooks with the machine's `ansible-playbook`. Safe for any thread.
public final class PlaybookRunner {
  private final Processes processes;
  private final Clock clock;
  private final Path data;
  private final Map<String, String> environment;

  /// @param data where the callback plugin is kept, such as `DATA/ansible`
  /// @param environment of this machine: of it `PATH HOME LANG TZ`, the proxies and what else a run
  ///   needs are passed on
  public PlaybookRunner(
      Processes processes, Clock clock, Path data, Map<String, String> environment) {
    this.processes = processes;
    this.clock = clock;
    this.data = data;
    this.environment = new LinkedHashMap<>(environment);
  }

  /// Runs a playbook and waits for its end. Called again with the same directory it takes up what
  /// was begun there: a run that goes on is adopted, one that ended is read (the same result as
  /// often as it is asked for), one that died is reported once and begun anew at the call after
  /// that.
  ///
  /// @throws AnsibleMissingException where there is no `ansible-playbook`
  /// @throws InterruptedException when the thread was interrupted; the run itself goes on
  @SuppressWarnings("DoNotCallSuggester")
  public RunResult run(RunRequest request, RunListener listener) throws InterruptedException {
    throw new UnsupportedOperationException("not yet: " + processes + clock + data + environment);
  }

  /// The readable log of the run in a directory; it grows while the run goes on, and may not be
  /// there yet.
  public static Path log(Path directory) {
    return directory.resolve("log.txt");
  }

  /// Asks for the end of the run in a directory; [#run] then returns [Verdict.Cancelled]. Works
  /// from any thread and after a restart.
  @SuppressWarnings("DoNotCallSuggester")
  public void cancel(Path directory, String why) {
    throw new UnsupportedOperationException("not yet");
  }
}
