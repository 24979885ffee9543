package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

/// RFC 6902 with the habits of Kubernetes' implementation: `replace` of a missing member adds it,
/// `test` of a missing path against null succeeds, `add` without a value adds null.
public final class JsonPatch {

  private JsonPatch() {}

  /// `document` after the operations of `patch`, an array; the inputs are not changed.
  ///
  /// @throws KubernetesException with code 422 when an operation fails, 400 when `patch` is no
  ///   patch
  public static JsonNode apply(JsonNode document, JsonNode patch) {
    throw new UnsupportedOperationException("not yet");
  }
}
