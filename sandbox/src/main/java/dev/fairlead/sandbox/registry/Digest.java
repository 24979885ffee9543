package dev.fairlead.sandbox.registry;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// The name of a content: `sha256:<64 hex digits>` or `sha512:<128 hex digits>`.
public record Digest(String algorithm, String hex) {
  static final List<String> ALGORITHMS = List.of("sha256", "sha512");

  private static final Pattern FORM =
      Pattern.compile("(sha256):([0-9a-f]{64})|(sha512):([0-9a-f]{128})");

  public Digest {
    if (!FORM.matcher(algorithm + ":" + hex).matches()) {
      throw new IllegalArgumentException("not a sha256 or sha512 digest: " + algorithm + ":" + hex);
    }
  }

  /// Reads a digest; empty where the text is none, or of an algorithm that is not supported.
  public static Optional<Digest> parse(String text) {
    int colon = text.indexOf(':');
    return FORM.matcher(text).matches()
        ? Optional.of(new Digest(text.substring(0, colon), text.substring(colon + 1)))
        : Optional.empty();
  }

  /// The SHA-256 digest of some bytes.
  public static Digest of(byte[] content) {
    return new Digest("sha256", HexFormat.of().formatHex(newHash("sha256").digest(content)));
  }

  /// The digest, by the same algorithm as this one, of a stream; reads it to its end and leaves it
  /// open.
  Digest ofSameAlgorithm(InputStream content) throws IOException {
    MessageDigest hash = newHash(algorithm);
    byte[] buffer = new byte[1 << 16];
    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
      hash.update(buffer, 0, read);
    }
    return new Digest(algorithm, HexFormat.of().formatHex(hash.digest()));
  }

  private static MessageDigest newHash(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm.equals("sha256") ? "SHA-256" : "SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256 and SHA-512", e);
    }
  }

  @Override
  public String toString() {
    return algorithm + ":" + hex;
  }
}
