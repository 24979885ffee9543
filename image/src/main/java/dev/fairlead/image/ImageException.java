package dev.fairlead.image;

/// An image that cannot be built, pushed, pulled or found. The message says what was being done, to
/// what, and what to do next.
public final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// What went wrong, for a caller that acts on it.
  public enum Kind {
    /// The reference, Dockerfile or build context is not right.
    INVALID,
    /// Nothing there by that name.
    NOT_FOUND,
    /// Credentials are missing or wrong.
    UNAUTHORIZED,
    /// No answer from the registry.
    UNREACHABLE,
    /// The registry answered that it will not, or could not.
    REFUSED
  }

  private final Kind kind;

  ImageException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ImageException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
