package dev.fairlead.actions.action;

/// Why an action failed, for the person who reads its log.
public final class ActionException extends RuntimeException {

  public ActionException(String message) {
    super(message);
  }

  public ActionException(String message, Throwable cause) {
    super(message, cause);
  }
}
