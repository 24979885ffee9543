package dev.fairlead.git;

/// One file that differs between two revisions. A rename shows as one path deleted and one added.
///
/// @param path from the root; for a submodule, its folder
public record PathChange(String path, Kind kind) {

  public enum Kind {
    ADDED,
    MODIFIED,
    DELETED
  }
}
