package dev.fairlead.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What an image runs on: `linux/amd64`, `linux/arm/v7`.
public record Platform(String os, String architecture, @Nullable String variant) {
  public static final Platform DEFAULT = new Platform("linux", "amd64", null);

  /// @throws ImageException INVALID where the text is not `os/architecture[/variant]`
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length < 2 || parts.length > 3) {
      throw new ImageException(
          ImageException.Kind.INVALID,
          "not a platform: " + text + "; expected os/architecture[/variant], as linux/amd64");
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : null);
  }

  /// The digest of the entry of an index that is for this platform.
  Optional<String> select(JsonNode manifests) {
    for (JsonNode entry : manifests) {
      JsonNode platform = entry.path("platform");
      if (platform.path("os").asText().equals(os)
          && platform.path("architecture").asText().equals(architecture)
          && (variant == null || platform.path("variant").asText().equals(variant))) {
        return Optional.of(entry.path("digest").asText());
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant == null ? "" : "/" + variant);
  }
}
