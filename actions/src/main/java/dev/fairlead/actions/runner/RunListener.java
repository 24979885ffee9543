package dev.fairlead.actions.runner;

import java.time.Instant;

/// Hears what happens in a run, as it happens. Called by several threads; lines of one step come in
/// order. Everything is masked.
public interface RunListener {
  RunListener SILENT = new RunListener() {};

  /// A job or step began or ended, or the run did.
  default void changed(RunSnapshot snapshot) {}

  /// A step wrote a line.
  default void line(Line line) {}

  /// @param job key of the job
  /// @param step number of the step; 0 for what the runner says while it prepares the job
  /// @param number counts the lines of a step from 1
  record Line(String job, int step, int number, Instant time, String text) {}
}
