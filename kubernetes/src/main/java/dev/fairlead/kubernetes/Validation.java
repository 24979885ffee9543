package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks decoded and defaulted objects in the API server's words.
public final class Validation {

  private Validation() {}

  /// All faults of `object`; with `old` also the changes that are not allowed.
  ///
  /// @param old the stored object for an update; null for a create
  public static List<FieldError> validate(
      ResourceType type, ObjectNode object, @Nullable ObjectNode old) {
    return List.of();
  }

  /// Texts for `Warning` headers of an accepted object.
  public static List<String> warnings(ResourceType type, ObjectNode object) {
    return List.of();
  }
}
