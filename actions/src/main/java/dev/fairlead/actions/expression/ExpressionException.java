package dev.fairlead.actions.expression;

/// An expression that cannot be read, or has no value.
public final class ExpressionException extends RuntimeException {

  public ExpressionException(String message) {
    super(message);
  }

  public ExpressionException(String message, Throwable cause) {
    super(message, cause);
  }
}
