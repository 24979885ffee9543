package dev.fairlead.sync.plan;

import java.util.Optional;

/// Where an operation, a hook or one of its tasks stands, in Argo CD's words.
public enum OperationPhase {
  RUNNING("Running"),
  TERMINATING("Terminating"),
  SUCCEEDED("Succeeded"),
  /// The cluster or a hook said no.
  FAILED("Failed"),
  /// The operation could not be carried out.
  ERROR("Error");

  private final String text;

  OperationPhase(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  public static Optional<OperationPhase> of(String text) {
    for (OperationPhase phase : values()) {
      if (phase.text.equals(text)) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }

  public boolean isFinal() {
    return switch (this) {
      case RUNNING, TERMINATING -> false;
      case SUCCEEDED, FAILED, ERROR -> true;
    };
  }

  public boolean isFailure() {
    return this == FAILED || this == ERROR;
  }
}
