package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// Kubernetes' strategic merge patch: lists of built-in kinds merge by their keys.
public final class StrategicMergePatch {

  private StrategicMergePatch() {}

  /// `document` with `patch` merged in by the schema's merge keys and the patch's directives; the
  /// inputs are not changed.
  ///
  /// @throws KubernetesException with code 500 when an item has no merge key or a directive is bad
  public static ObjectNode apply(Schema schema, ObjectNode document, ObjectNode patch) {
    throw new UnsupportedOperationException("not yet");
  }
}
