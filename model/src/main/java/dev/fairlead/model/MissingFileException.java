package dev.fairlead.model;

/// A path was read that is not a file of the tree.
public final class MissingFileException extends RuntimeException {
  private final String path;

  public MissingFileException(String path, String treeId) {
    super(path + ": no such file in " + treeId);
    this.path = path;
  }

  public String path() {
    return path;
  }
}
