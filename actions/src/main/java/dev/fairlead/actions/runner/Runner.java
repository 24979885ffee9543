package dev.fairlead.actions.runner;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/// Runs workflows as local processes. Safe for any thread.
///
/// Everything that a run needs to go on after a kill of this process is in its run directory:
/// [#resume] adopts a step that still runs, reads one that has ended, and goes on.
public final class Runner implements AutoCloseable {

  public Runner(RunnerConfiguration configuration, RunnerPorts ports, Clock clock) {}

  /// Starts a run. A workflow that cannot run (errors in its file, an action that is not available)
  /// gives a run that has failed already, with [RunSnapshot#startupFailure].
  public Run start(RunRequest request, RunListener listener) {
    return resume(request.runDirectory(), listener).orElseThrow();
  }

  /// Goes on with a run that another process began; empty when the directory holds none. A run that
  /// ended is given with its result.
  public Optional<Run> resume(Path runDirectory, RunListener listener) {
    return Optional.empty();
  }

  /// Stops taking work. Steps that run are left running, so that they can be resumed.
  @Override
  public void close() {}
}
