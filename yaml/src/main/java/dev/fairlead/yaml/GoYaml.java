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

  /// A value as go-yaml v3 writes it with indent 2: lists indented under their key, no folding.
  ///
  /// @throws YamlException as [#write]
  public static String writePretty(JsonNode value) {
    GoYaml writer = new GoYaml(GoYamlEmitter.pretty());
    writer.node(value, GoYamlEmitter.Place.ROOT);
    return writer.out.finish();
  }

  /// Whether go-yaml orders one key before another.
  public static int compareKeys(String left, String right) {
    return GoKeyOrder.INSTANCE.compare(left, right);
  }

  private void node(JsonNode node, GoYamlEmitter.Place place) {
    switch (node.getNodeType()) {
      case OBJECT -> {
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>(node.properties());
        entries.sort((a, b) -> GoKeyOrder.INSTANCE.compare(a.getKey(), b.getKey()));
        out.startMapping(place, entries.isEmpty());
        for (Map.Entry<String, JsonNode> entry : entries) {
          boolean simple = out.key(checked(entry.getKey()));
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
      case STRING -> out.text(checked(node.textValue()), place);
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
    String json = GoNumbers.formatJson(value);
    return PlainScalar.of(json) instanceof PlainScalar.Real(double number)
        ? GoNumbers.formatG(number)
        : json;
  }

  /// JSON escapes most control characters, but not these, and the YAML reader refuses them.
  private static String checked(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c >= 0x7f && c < 0xa0 && c != 0x85) || c == 0xfffe || c == 0xffff) {
        throw new YamlException(Position.of("value"), "yaml: control characters are not allowed");
      }
    }
    return text;
  }
}
