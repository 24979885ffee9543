package dev.fairlead.image;

/// A layer of an image.
///
/// @param digest of the compressed bytes
/// @param diffId digest of the bytes before compression
/// @param size of the compressed bytes
record Layer(String digest, String diffId, long size, String mediaType) {
  static final String GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";
}
