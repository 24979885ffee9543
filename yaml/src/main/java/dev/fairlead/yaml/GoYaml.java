package dev.fairlead.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.model.Position;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes YAML with the bytes of `sigs.k8s.io/yaml.Marshal`: JSON text, read by go-yaml v2, written
/// by go-yaml v2.
public final class GoYaml {
  private static final int MAX_KEY = 1024;
  private static final BigInteger UINT64_END = BigInteger.ONE.shiftLeft(64);

  private final GoYamlEmitter out;

  private GoYaml(GoYamlEmitter out) {
    this.out = out;
  }

  /// A value as YAML, ending with a line feed. Keys are in go-yaml's natural order.
  ///
  /// @throws YamlException for text with control characters that YAML cannot carry, and for NaN
  public static String write(JsonNode value) {
    GoYaml writer = new GoYaml(GoYamlEmitter.standard());
    writer.node(value, GoYamlEmitter.Place.ROOT);
    return writer.out.finish();
  }

  /// Whether go-yaml orders one key before another.
  public static int compareKeys(String left, String right) {
    return GoKeyOrder.V2.compare(left, right);
  }

  private void node(JsonNode node, GoYamlEmitter.Place place) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(node.properties());
        entries.sort((a, b) -> GoKeyOrder.V2.compare(a.getKey(), b.getKey()));
        out.startMapping(place, entries.isEmpty());
        for (Map.Entry<String, JsonNode> entry : entries) {
          boolean simple = out.key(key(entry.getKey()));
          node(
              entry.getValue(),
              simple ? GoYamlEmitter.Place.SIMPLE_VALUE : GoYamlEmitter.Place.COMPLEX_VALUE);
        }
        out.endMapping(entries.isEmpty());
      }
      case ARRAY -> {
        out.startSequence(place, node.isEmpty());
        for (JsonNode item : node) {
          out.item();
          node(item, GoYamlEmitter.Place.ITEM);
        }
        out.endSequence(node.isEmpty());
      }
      case STRING -> out.text(read(node.textValue()), place);
      case NUMBER -> out.plain(number(node), place);
      case BOOLEAN -> out.plain(node.booleanValue() ? "true" : "false", place);
      default -> out.plain("null", place);
    }
  }

  private static String number(JsonNode node) {
    if (node.isIntegralNumber()) {
      BigInteger value = node.bigIntegerValue();
      if (value.bitLength() <= 63 || (value.signum() > 0 && value.compareTo(UINT64_END) < 0)) {
        return value.toString();
      }
      return GoNumbers.formatG(value.doubleValue());
    }
    double value = node.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new YamlException(
          Position.of("value"), "json: unsupported value: " + GoNumbers.formatG(value));
    }
    if (value == 0) {
      // JSON keeps the sign, "-0" then is an integer.
      return "0";
    }
    String json = GoNumbers.formatJson(value);
    return PlainScalar.of(json) instanceof PlainScalar.Real(double number)
        ? GoNumbers.formatG(number)
        : json;
  }

  /// A key of JSON has to fit the limits of a simple key of YAML.
  private static String key(String text) {
    int length = 2;
    boolean line = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean low = Character.isLowSurrogate(c);
      length += "\"\\\n\r\t\b\f".indexOf(c) >= 0 ? 2 : isEscaped(c) ? 6 : low ? 0 : 1;
      line |= c == 0x85;
    }
    if (length > MAX_KEY || line) {
      throw new YamlException(
          Position.of("value"),
          "yaml: " + (line ? "line 1: " : "") + "did not find expected ',' or '}'");
    }
    return read(text);
  }

  private static boolean isEscaped(char c) {
    return c < ' ' || "<>&\u2028\u2029".indexOf(c) >= 0;
  }

  /// What is left of a text that was written as JSON and read as YAML. JSON escapes most control
  /// characters, but not these, which the YAML reader refuses, and not U+0085, which is a line
  /// break in YAML: breaks and the blanks around them fold as in any quoted text.
  private static String read(String text) {
    String problem = null;
    boolean breaks = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= 0x7f && c < 0xa0 && c != 0x85) || c == 0xfffe || c == 0xffff) {
        problem = "yaml: control characters are not allowed";
      }
      breaks |= c == 0x85;
    }
    if (problem != null) {
      throw new YamlException(Position.of("value"), problem);
    }
    return breaks ? folded(text) : text;
  }

  private static String folded(String text) {
    if (text.matches("(?s).*\u0085(---|\\.\\.\\.)[ \u0085].*")) {
      throw new YamlException(
          Position.of("value"), "yaml: line 2: found unexpected document indicator");
    }
    StringBuilder out = new StringBuilder(text.length());
    int i = 0;
    while (i < text.length()) {
      int end = i;
      int lines = 0;
      while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == 0x85)) {
        lines += text.charAt(end) == 0x85 ? 1 : 0;
        end++;
      }
      if (lines > 0) {
        out.append(lines == 1 ? " " : "\n".repeat(lines - 1));
        i = end;
      } else {
        out.append(text, i, Math.max(end, i + 1));
        i = Math.max(end, i + 1);
      }
    }
    return out.toString();
  }
}
