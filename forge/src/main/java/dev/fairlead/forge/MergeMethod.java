package dev.fairlead.forge;

/// How a forge brings a pull request into its base branch.
public enum MergeMethod {
  /// A merge commit.
  MERGE,
  /// One commit with all changes.
  SQUASH,
  /// The commits again, on top of the base.
  REBASE
}
