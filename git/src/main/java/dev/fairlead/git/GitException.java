package dev.fairlead.git;

import org.jspecify.annotations.Nullable;

/// Something that Git could not do. The message says what was being done, to what, and what to do
/// next; it never holds credentials.
public final class GitException extends RuntimeException {
  private final Kind kind;

  public enum Kind {
    /// The remote could not be reached, or does not answer as a Git server.
    UNREACHABLE,
    /// The remote wants other credentials.
    UNAUTHORIZED,
    /// No branch, tag or commit of that name.
    UNKNOWN_REVISION,
    /// The remote refused a push for a reason that a repetition does not change.
    REJECTED,
    /// Every attempt to push lost against another writer.
    RACE_LOST,
    /// The directory or the object database cannot be read or written.
    BROKEN
  }

  public GitException(Kind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
