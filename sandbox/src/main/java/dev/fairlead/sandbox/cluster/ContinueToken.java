package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Where the next page of a list starts.
///
/// @param revision the state of the store that all pages show; -1 for the present one
/// @param start the first key of the page, or just before it
record ContinueToken(long revision, String start) {
  private static final String VERSION = "meta.k8s.io/v1";

  String encode() {
    ObjectNode token = Json.object();
    token.put("v", VERSION).put("rv", revision).put("start", start);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(Json.bytes(token));
  }

  /// @throws ApiException 400 for a text that is no token
  static ContinueToken decode(String text) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw bad("illegal base64 data at input byte " + firstBad(text));
    }
    JsonNode token;
    try {
      token = Json.MAPPER.readTree(bytes);
    } catch (JsonProcessingException _) {
      throw bad("invalid character %s looking for beginning of value".formatted(quoted(bytes)));
    } catch (IOException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
    if (!token.path("v").asText().equals(VERSION)) {
      throw bad(
          "server does not recognize this encoded version \"" + token.path("v").asText() + "\"");
    }
    if (token.path("start").asText("").isEmpty()) {
      throw bad("encoded start key empty (version " + VERSION + ")");
    }
    return new ContinueToken(token.path("rv").asLong(), token.path("start").asText());
  }

  private static ApiException bad(String why) {
    return Statuses.badRequest("invalid continue token: continue key is not valid: " + why);
  }

  private static int firstBad(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!(Character.isLetterOrDigit(c) || c == '-' || c == '_')) {
        return i;
      }
    }
    return text.length();
  }

  /// The first byte as Go quotes a character.
  private static String quoted(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (text.isEmpty()) {
      return "' '";
    }
    char c = text.charAt(0);
    return c >= ' ' && c < 0x7f ? "'" + c + "'" : "'\\u%04x'".formatted((int) c);
  }
}
