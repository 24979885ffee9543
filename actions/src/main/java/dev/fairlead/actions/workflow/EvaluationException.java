package dev.fairlead.actions.workflow;

import dev.fairlead.model.Position;

/// Something in a workflow file that has no value when it is needed.
public final class EvaluationException extends RuntimeException {
  private final Position at;

  public EvaluationException(Position at, String message, Throwable cause) {
    super(message, cause);
    this.at = at;
  }

  public EvaluationException(Position at, String message) {
    super(message);
    this.at = at;
  }

  public Position at() {
    return at;
  }
}
