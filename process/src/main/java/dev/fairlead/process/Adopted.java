package dev.fairlead.process;

/// What is found in a run directory after a restart.
public sealed interface Adopted {

  /// It still runs.
  record Alive(RunningProcess process) implements Adopted {}

  /// It ended in the meantime.
  record Done(Ended ended) implements Adopted {}

  /// It never ran, and never will: the program can be started again, in another directory.
  record NeverStarted() implements Adopted {}
}
