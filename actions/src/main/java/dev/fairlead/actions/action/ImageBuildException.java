package dev.fairlead.actions.action;

/// An image that could not be built or pushed.
public final class ImageBuildException extends RuntimeException {

  public ImageBuildException(String message) {
    super(message);
  }

  public ImageBuildException(String message, Throwable cause) {
    super(message, cause);
  }
}
