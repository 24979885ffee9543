package dev.fairlead.actions.runner;

/// A run of a workflow. Safe for any thread.
public interface Run {

  RunRequest request();

  /// How it stands now.
  RunSnapshot snapshot();

  /// Waits for the end of the run.
  RunSnapshot await() throws InterruptedException;

  /// Asks for the end of the run: running steps are ended gently, steps with `if: always()` and
  /// post steps still run. Returns at once.
  void cancel();
}
