package dev.fairlead.actions.runner;

/// Ends a thread of a run without ending the run: the runner is closed, the step's program goes on,
/// and the run can be resumed. A closed runner interrupts its threads; nothing else does.
final class Detached extends RuntimeException {

  Detached() {
    super("the runner was closed");
  }

  /// @throws Detached when this thread was interrupted
  static void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new Detached();
    }
  }
}
