package dev.fairlead.forge;

import dev.fairlead.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// GitHub's webhook signature: `X-Hub-Signature-256: sha256=<HMAC-SHA-256 of the body>`.
public final class WebhookSignature {
  private static final String PREFIX = "sha256=";

  private WebhookSignature() {}

  /// The header's value for a body.
  public static String of(Secret secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return PREFIX + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  /// Whether a header proves that its sender knows the secret; the comparison takes the same time
  /// wherever the two differ.
  public static boolean proves(Secret secret, byte[] body, @Nullable String header) {
    return header != null
        && MessageDigest.isEqual(
            of(secret, body).getBytes(StandardCharsets.US_ASCII),
            header.getBytes(StandardCharsets.US_ASCII));
  }
}
