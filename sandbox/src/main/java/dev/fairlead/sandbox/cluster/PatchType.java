package dev.fairlead.sandbox.cluster;

/// The four ways to change an object by a patch.
public enum PatchType {
  JSON("application/json-patch+json"),
  MERGE("application/merge-patch+json"),
  STRATEGIC("application/strategic-merge-patch+json"),
  APPLY("application/apply-patch+yaml");

  private final String mediaType;

  PatchType(String mediaType) {
    this.mediaType = mediaType;
  }

  /// The Content-Type of such a patch.
  public String mediaType() {
    return mediaType;
  }

  /// The type with a Content-Type.
  ///
  /// @throws ApiException 415 for any other text
  static PatchType of(String mediaType) {
    for (PatchType each : values()) {
      if (each.mediaType.equals(mediaType)) {
        return each;
      }
    }
    throw Statuses.failure(
        415, "UnsupportedMediaType", "415: Unsupported Media Type", Json.object());
  }
}
