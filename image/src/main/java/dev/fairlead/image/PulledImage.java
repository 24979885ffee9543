package dev.fairlead.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Manifest and configuration of one image, without its layers' bytes.
///
/// @param digest of the manifest
record PulledImage(
    ImageReference reference, String digest, JsonNode manifest, JsonNode configuration) {

  List<Layer> layers() {
    var layers = new ArrayList<Layer>();
    JsonNode diffIds = configuration.at("/rootfs/diff_ids");
    for (JsonNode layer : manifest.path("layers")) {
      layers.add(
          new Layer(
              layer.path("digest").asText(),
              diffIds.path(layers.size()).asText(),
              layer.path("size").asLong(),
              ociType(layer.path("mediaType").asText())));
    }
    return layers;
  }

  /// The same bytes under OCI's name, for a manifest of ours.
  private static String ociType(String type) {
    return switch (type) {
      case "application/vnd.docker.image.rootfs.diff.tar.gzip" -> Layer.GZIP;
      case "application/vnd.docker.image.rootfs.diff.tar" ->
          "application/vnd.oci.image.layer.v1.tar";
      case "application/vnd.docker.image.rootfs.diff.tar.zstd" ->
          "application/vnd.oci.image.layer.v1.tar+zstd";
      default -> type;
    };
  }
}
