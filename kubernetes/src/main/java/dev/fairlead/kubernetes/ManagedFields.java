package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Keeps `metadata.managedFields` for writes that are no server-side apply.
public final class ManagedFields {

  private ManagedFields() {}

  /// `updated` with the `managedFields` that follow from a POST, PUT or other PATCH by `manager`:
  /// what changed is taken away from the other managers and given to this one.
  ///
  /// @param live the stored object; null on create
  /// @param updated the complete new object, decoded and defaulted; not changed
  /// @param now for the time of entries that change
  public static ObjectNode update(
      ResourceType type,
      @Nullable ObjectNode live,
      ObjectNode updated,
      FieldManager manager,
      Instant now) {
    throw new UnsupportedOperationException("not yet");
  }
}
