package dev.fairlead.model;

/// One entry of a [RevisionTree].
///
/// @param path from the root of the tree
/// @param contentId what identifies the content: a Git blob or tree id; equal ids mean equal
///   content
/// @param executable whether the file has its executable bit
public record TreeEntry(String path, Kind kind, String contentId, boolean executable) {

  public enum Kind {
    FILE,
    DIRECTORY,
    /// A link whose target is outside of the tree, or missing; links inside are shown as their
    /// target.
    DANGLING_LINK,
    SUBMODULE
  }

  /// The last part of the path.
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
