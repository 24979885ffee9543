package dev.fairlead.sync.control;

/// A repository could not be used. The message names the repository, what was wrong and what to do;
/// it never holds credentials.
public final class RepositoryException extends RuntimeException {
  private final boolean transientFailure;

  /// @param transientFailure whether the same request may succeed later without any change
  ///   (network, overload); false for a missing repository, revision or permission
  public RepositoryException(String message, boolean transientFailure, Throwable cause) {
    super(message, cause);
    this.transientFailure = transientFailure;
  }

  public RepositoryException(String message, boolean transientFailure) {
    super(message);
    this.transientFailure = transientFailure;
  }

  public boolean isTransient() {
    return transientFailure;
  }
}
