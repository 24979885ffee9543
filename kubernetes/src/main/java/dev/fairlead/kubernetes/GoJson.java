package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;

/// JSON texts as Go's encoder writes them: members sorted, `<`, `>` and `&` escaped.
final class GoJson {

  private GoJson() {}

  static String write(JsonNode node) {
    StringBuilder out = new StringBuilder();
    append(out, node);
    return out.toString();
  }

  private static void append(StringBuilder out, JsonNode node) {
    if (node.isTextual()) {
      quote(out, node.textValue());
    } else if (node.isObject()) {
      TreeMap<String, JsonNode> sorted = new TreeMap<>();
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        sorted.put(member.getKey(), member.getValue());
      }
      String separator = "{";
      for (Map.Entry<String, JsonNode> member : sorted.entrySet()) {
        out.append(separator);
        quote(out, member.getKey());
        out.append(':');
        append(out, member.getValue());
        separator = ",";
      }
      out.append(sorted.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      String separator = "[";
      for (JsonNode item : node) {
        out.append(separator);
        append(out, item);
        separator = ",";
      }
      out.append(node.isEmpty() ? "[]" : "]");
    } else {
      out.append(node);
    }
  }

  static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        default -> {
          if (c < ' ' || c == '<' || c == '>' || c == '&' || c == '\u2028' || c == '\u2029') {
            out.append("\\u").append("%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
