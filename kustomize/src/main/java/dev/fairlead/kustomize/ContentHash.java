package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// The hash that generated config maps and secrets carry in their names, so that pods restart when
/// the content changes. It is taken over Go's JSON text of some fields and its letters are replaced
/// so that they never spell a word.
final class ContentHash {
  private static final int LENGTH = 10;

  private ContentHash() {}

  static String of(ObjectNode object) {
    TreeMap<String, String> fields = new TreeMap<>();
    String kind = object.path("kind").asText();
    fields.put("kind", GoJson.quote(kind));
    // kustomize means to take the name, but looks for a field called "metadata/name".
    fields.put("name", GoJson.quote(""));
    fields.put("data", map(object.path("data")));
    switch (kind) {
      case "ConfigMap" -> {
        if (object.has("binaryData")) {
          fields.put("binaryData", map(object.get("binaryData")));
        }
      }
      case "Secret" -> {
        fields.put("type", GoJson.quote(object.path("type").asText("")));
        if (object.has("stringData")) {
          fields.put("stringData", map(object.get("stringData")));
        }
      }
      default -> throw new Refusal("no hash for a " + kind);
    }
    return encode(sha256(GoJson.object(fields)));
  }

  /// A missing map counts as an empty text.
  private static String map(JsonNode node) {
    if (!node.isObject()) {
      return GoJson.quote(node.asText(""));
    }
    TreeMap<String, String> entries = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode value = entry.getValue();
      entries.put(
          entry.getKey(), value.isTextual() ? GoJson.quote(value.textValue()) : value.toString());
    }
    return GoJson.object(entries);
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String encode(String hex) {
    return hex.substring(0, LENGTH)
        .replace('0', 'g')
        .replace('1', 'h')
        .replace('3', 'k')
        .replace('a', 'm')
        .replace('e', 't');
  }

  /// JSON as Go's encoder writes it, for maps in the order of their keys: HTML characters and the
  /// two line separators are escaped.
  private static final class GoJson {

    static String object(Map<String, String> fields) {
      StringBuilder out = new StringBuilder("{");
      fields.forEach((name, value) -> {
        out.append(out.length() == 1 ? "" : ",").append(quote(name)).append(':').append(value);
      });
      return out.append('}').toString();
    }

    static String quote(String text) {
      StringBuilder out = new StringBuilder("\"");
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"', '\\' -> out.append('\\').append(c);
          case '\n' -> out.append("\\n");
          case '\r' -> out.append("\\r");
          case '\t' -> out.append("\\t");
          case '\b' -> out.append("\\b");
          case '\f' -> out.append("\\f");
          default -> {
            if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
              out.append("\\u%04x".formatted((int) c));
            } else {
              out.append(c);
            }
          }
        }
      }
      return out.append('"').toString();
    }
  }
}
