package dev.fairlead.image;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// `sha256:..` names of content.
final class Digests {
  private Digests() {}

  static String of(byte[] content) {
    return name(newSha256().digest(content));
  }

  /// Reads the stream to its end and leaves it open.
  static String of(InputStream content) throws IOException {
    MessageDigest hash = newSha256();
    byte[] buffer = new byte[1 << 16];
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      hash.update(buffer, 0, read);
    }
    return name(hash.digest());
  }

  static String name(byte[] hash) {
    return "sha256:" + HexFormat.of().formatHex(hash);
  }

  static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
