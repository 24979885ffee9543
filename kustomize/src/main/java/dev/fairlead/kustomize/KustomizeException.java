package dev.fairlead.kustomize;

/// A kustomization cannot be built. The message names the file, what was found and what to do.
public final class KustomizeException extends RuntimeException {
  private final String path;

  KustomizeException(String path, String message) {
    super(message);
    this.path = path;
  }

  KustomizeException(String path, String message, Throwable cause) {
    super(message, cause);
    this.path = path;
  }

  /// The file or directory that the failure is about, from the root of the tree.
  public String path() {
    return path;
  }
}
