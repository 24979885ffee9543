package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/// JSON values as Go's `%v` prints them: `map[a:1 b:[x y]]`.
final class GoText {

  private GoText() {}

  /// As `%q` quotes a text.
  static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
              if (c < ' ' || c == 0x7f) {
                out.append("\\x%02x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    return out.append('"').toString();
  }

  /// Texts quoted, other values as JSON: how validation shows a value.
  static String shown(JsonNode node) {
    return node.isTextual() ? quote(node.textValue()) : GoJson.write(node);
  }

  static String of(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, JsonNode> sorted = new TreeMap<>();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        sorted.put(member.getKey(), member.getValue());
      }
      StringBuilder out = new StringBuilder("map[");
      sorted.forEach((name, value) ->
          out.append(out.length() > 4 ? " " : "").append(name).append(':').append(of(value)));
      return out.append(']').toString();
    }
    if (node.isArray()) {
      StringBuilder out = new StringBuilder("[");
      node.forEach(item -> out.append(out.length() > 1 ? " " : "").append(of(item)));
      return out.append(']').toString();
    }
    return node.isNull() ? "<nil>" : node.asText();
  }
}
