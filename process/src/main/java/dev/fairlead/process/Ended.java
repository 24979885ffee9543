package dev.fairlead.process;

/// How a process ended.
public sealed interface Ended {

  /// It ended by itself.
  ///
  /// @param status 0 to 255, as a shell gives it: 128 + n when signal n ended it
  record Exited(int status) implements Ended {}

  /// Its time was over, and it was ended.
  record TimedOut() implements Ended {}

  /// It was ended because somebody asked for it.
  record Cancelled() implements Ended {}

  /// It is gone and left no status: the machine went down, or its supervising shell was killed.
  record Vanished(String reason) implements Ended {}

  /// Whether it ended by itself with status 0.
  default boolean succeeded() {
    return this instanceof Exited(int status) && status == 0;
  }
}
