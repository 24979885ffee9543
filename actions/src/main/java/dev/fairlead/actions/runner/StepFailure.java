package dev.fairlead.actions.runner;

import dev.fairlead.model.State;

/// A step that failed, or was cancelled.
final class StepFailure extends RuntimeException {
  private final State state;

  StepFailure(State state, String message) {
    super(message);
    this.state = state;
  }

  State state() {
    return state;
  }
}
