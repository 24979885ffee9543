package dev.fairlead.model;

/// Where a piece of work stands. One vocabulary for deliveries, stages, jobs and steps.
public enum State {
  WAITING,
  RUNNING,
  SUCCEEDED,
  /// A person has to act before it can go on.
  BLOCKED,
  FAILED,
  CANCELLED,
  SKIPPED;

  /// Whether it will not change any more.
  public boolean isFinal() {
    return switch (this) {
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED -> true;
      case WAITING, RUNNING, BLOCKED -> false;
    };
  }
}
