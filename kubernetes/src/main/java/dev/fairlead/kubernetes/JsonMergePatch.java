package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

/// RFC 7396.
public final class JsonMergePatch {

  private JsonMergePatch() {}

  /// `document` with `patch` merged in; the inputs are not changed.
  public static JsonNode apply(JsonNode document, JsonNode patch) {
    throw new UnsupportedOperationException("not yet");
  }

  /// The patch that turns `before` into `after`.
  public static JsonNode between(JsonNode before, JsonNode after) {
    throw new UnsupportedOperationException("not yet");
  }
}
