package com.ecoeco.auth;

import com.ecoeco.common.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// JSON Web Tokens signed with HMAC-SHA256 (RFC 7519, `HS256`). Only that algorithm is accepted,
/// whatever a token's header asks for.
final class Tokens {
  record Claims(String subject, Instant expires) {}

  private static final int MIN_KEY_BYTES = 32;
  private static final String ISSUER = "ecoeco-auth";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
  private static final String HEADER = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}");

  private final SecretKeySpec key;
  private final Clock clock;
  private final Duration lifetime;

  Tokens(byte[] key, Clock clock, Duration lifetime) {
    if (key.length < MIN_KEY_BYTES) {
      throw new IllegalArgumentException(
          "JWT_KEY must have at least " + MIN_KEY_BYTES + " bytes, but has " + key.length);
    }
    this.key = new SecretKeySpec(key, "HmacSHA256");
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /// A stable name for a device that does not give the device away.
  String subject(String device) {
    return ENCODER.encodeToString(sign("device:" + device)).substring(0, 22);
  }

  String issue(String subject) {
    long now = clock.instant().getEpochSecond();
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", ISSUER);
    claims.put("sub", subject);
    claims.put("iat", now);
    claims.put("exp", now + lifetime.toSeconds());
    String content = HEADER + "." + encode(Json.write(claims));
    return content + "." + ENCODER.encodeToString(sign(content));
  }

  /// Who a token speaks for; empty where it is malformed, forged, from elsewhere or expired.
  Optional<Claims> verify(String token) {
    int end = token.lastIndexOf('.');
    if (end < 0 || !token.startsWith(HEADER + ".")) {
      return Optional.empty();
    }
    String content = token.substring(0, end);
    try {
      // The encoded forms are compared: a decoder would accept other spellings of one signature.
      byte[] signature = token.substring(end + 1).getBytes(StandardCharsets.UTF_8);
      if (!MessageDigest.isEqual(signature, ENCODER.encode(sign(content)))) {
        return Optional.empty();
      }
      String claims =
          new String(
              Base64.getUrlDecoder().decode(content.substring(HEADER.length() + 1)),
              StandardCharsets.UTF_8);
      if (Json.parse(claims) instanceof Map<?, ?> map
          && ISSUER.equals(map.get("iss"))
          && map.get("sub") instanceof String subject
          && map.get("exp") instanceof Long expires
          && clock.instant().getEpochSecond() < expires) {
        return Optional.of(new Claims(subject, Instant.ofEpochSecond(expires)));
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not base64 or not JSON: malformed
    }
  }

  private byte[] sign(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }

  private static String encode(String text) {
    return ENCODER.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
