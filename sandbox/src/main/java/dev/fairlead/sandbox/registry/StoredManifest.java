package dev.fairlead.sandbox.registry;

/// A manifest or index as it was pushed. Immutable.
public final class StoredManifest {
  private final Digest digest;
  private final String mediaType;
  private final byte[] content;

  StoredManifest(Digest digest, String mediaType, byte[] content) {
    this.digest = digest;
    this.mediaType = mediaType;
    this.content = content.clone();
  }

  public Digest digest() {
    return digest;
  }

  /// The Content-Type that it was pushed with.
  public String mediaType() {
    return mediaType;
  }

  /// A copy of the exact bytes.
  public byte[] content() {
    return content.clone();
  }
}
