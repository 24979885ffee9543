package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// Client-side apply as kubectl does it: what was applied last, what is wanted now, what is live.
public final class ThreeWayMerge {

  private ThreeWayMerge() {}

  /// The patch to send: strategic for built-in kinds, a JSON merge patch for custom ones.
  ///
  /// @param lastApplied null when nothing was recorded; then nothing is removed
  public static ObjectNode patch(
      ResourceType type, @Nullable ObjectNode lastApplied, ObjectNode wanted, ObjectNode live) {
    throw new UnsupportedOperationException("not yet");
  }

  /// `live` after that patch.
  public static ObjectNode merge(
      ResourceType type, @Nullable ObjectNode lastApplied, ObjectNode wanted, ObjectNode live) {
    throw new UnsupportedOperationException("not yet");
  }
}
