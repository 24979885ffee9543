package dev.fairlead.forge;

import dev.fairlead.model.CommitId;

/// What came of asking a forge to merge.
public sealed interface MergeResult {

  /// @param commit the base branch's new tip
  record Merged(CommitId commit) implements MergeResult {}

  /// It conflicts, a required check or review is missing, or it is closed already.
  ///
  /// @param reason the forge's words
  record Refused(String reason) implements MergeResult {}

  /// Somebody pushed to its branch, or the base moved meanwhile: look at it again.
  ///
  /// @param reason the forge's words
  record HeadMoved(String reason) implements MergeResult {}
}
