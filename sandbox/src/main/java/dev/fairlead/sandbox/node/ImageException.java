package dev.fairlead.sandbox.node;

import org.jspecify.annotations.Nullable;

/// An image cannot be had.
final class ImageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  /// @param reason the word that kubelet shows as reason: `ErrImagePull`, `InvalidImageName`
  ImageException(String reason, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  static ImageException pull(String message, @Nullable Throwable cause) {
    return new ImageException("ErrImagePull", message, cause);
  }

  String reason() {
    return reason;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
