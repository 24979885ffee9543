package dev.fairlead.process;

/// What is found in a run directory after a restart.
public sealed interface Adopted {

  /// It still runs.
  record Alive(RunningProcess process) implements Adopted {}

  /// It ended in the meantime.
  ///
  /// @param process gives access to what it wrote
  record Done(RunningProcess process, Ended ended) implements Adopted {}

  /// It never ran, and never will: the program can be started again, in another directory.
  record NeverStarted() implements Adopted {}
}
