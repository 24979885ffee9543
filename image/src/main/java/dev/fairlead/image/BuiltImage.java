package dev.fairlead.image;

import java.util.List;

/// An image that was put together.
///
/// @param digest of its manifest: what to deploy by
/// @param imageId digest of its configuration
/// @param tags the names that it was pushed under; empty where it was not pushed
public record BuiltImage(String digest, String imageId, List<ImageReference> tags) {
  public BuiltImage {
    tags = List.copyOf(tags);
  }
}
