package dev.fairlead.sandbox.forge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a pull request could be merged.
///
/// @param mergeable whether its head merges with its base without conflict; null where that is not
///   known or not a question any more
/// @param state GitHub's `mergeable_state`
/// @param missing what the base branch's protection still asks for, in GitHub's words
record MergeVerdict(@Nullable Boolean mergeable, String state, List<String> missing) {
  /// GitHub finds out in the background; events tell of a pull request before it has.
  static final MergeVerdict UNKNOWN = new MergeVerdict(null, "unknown", List.of());

  MergeVerdict {
    missing = List.copyOf(missing);
  }
}
