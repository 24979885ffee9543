package dev.fairlead.actions.runner;

/// A run that is over.
record EndedRun(RunRequest request, RunSnapshot snapshot) implements Run {

  @Override
  public RunSnapshot await() {
    return snapshot;
  }

  @Override
  public void cancel() {}
}
