package dev.fairlead.forge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One file that a pull request changes.
///
/// @param path its name in the head; the former one for a removed file
/// @param previousPath the other name of a renamed or copied file, else null
public record ChangedFile(
    String path, @Nullable String previousPath, Kind kind, int additions, int deletions) {

  public enum Kind {
    ADDED,
    MODIFIED,
    REMOVED,
    RENAMED,
    COPIED,
    /// Only its mode or type.
    CHANGED,
    UNCHANGED
  }

  /// Every path that this change touches: both names of a rename.
  public List<String> paths() {
    return kind == Kind.RENAMED && previousPath != null
        ? List.of(previousPath, path)
        : List.of(path);
  }
}
