package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/// Reads objects as the API server does: by the types of their fields.
///
/// Built-in kinds go through Go structs there, so unknown fields vanish, nulls count as absent,
/// zero values that are optional vanish and mandatory ones (`status: {}`) appear, quantities and
/// times are brought into canonical form. Custom kinds are pruned by their schema.
public final class Decoding {

  private Decoding() {}

  /// What was read.
  ///
  /// @param object a new tree; the input is not changed
  /// @param unknownFields messages such as `unknown field "spec.bogus"`, in the order of the server
  public record Decoded(ObjectNode object, List<String> unknownFields) {}

  /// Decodes `object` as `type`.
  ///
  /// @throws KubernetesException with code 400 when a value has the wrong type
  public static Decoded decode(ResourceType type, ObjectNode object) {
    throw new UnsupportedOperationException("not yet");
  }
}
