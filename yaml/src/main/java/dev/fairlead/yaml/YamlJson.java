package dev.fairlead.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/// Turns YAML nodes into JSON by the scalar rules of a [Schema].
public final class YamlJson {
  private static final String TAG = "tag:yaml.org,2002:";
  private static final BigInteger LONG_MIN = BigInteger.valueOf(Long.MIN_VALUE);
  private static final BigInteger LONG_MAX = BigInteger.valueOf(Long.MAX_VALUE);
  private static final Pattern CORE_INT = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern CORE_OCTAL = Pattern.compile("0o[0-7]+");
  private static final Pattern CORE_HEX = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern CORE_FLOAT =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private YamlJson() {}

  /// A node as JSON. Integers are `long` where they fit. A float without a fraction below 1e21
  /// becomes an integer, as it does on its way through the JSON text of the real tools.
  ///
  /// @throws YamlException for a value that JSON does not have: a collection as a key, NaN, a tag
  ///   that contradicts its text
  public static JsonNode toJson(YamlNode node, Schema schema) {
    return switch (schema) {
      case YAML_1_1 -> GoDecoder.json(node);
      case CORE -> core(node);
    };
  }

  private static JsonNode core(YamlNode node) {
    return switch (node) {
      case YamlScalar scalar -> scalar(scalar);
      case YamlSequence sequence -> {
        ArrayNode array = JsonNodeFactory.instance.arrayNode(sequence.items().size());
        for (YamlNode item : sequence.items()) {
          array.add(core(item));
        }
        yield array;
      }
      case YamlMapping mapping -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (YamlMapping.Entry entry : mapping.entries()) {
          if (!(entry.key() instanceof YamlScalar key)) {
            throw new YamlException(
                entry.key().position(), "a mapping or list is used as a key: keys must be text");
          }
          object.set(key.value(), core(entry.value()));
        }
        yield object;
      }
    };
  }

  private static JsonNode scalar(YamlScalar scalar) {
    String tag = scalar.tag().startsWith(TAG) ? scalar.tag().substring(TAG.length()) : scalar.tag();
    if (tag.isEmpty()) {
      return scalar.isPlain() ? plain(scalar) : TextNode.valueOf(scalar.value());
    }
    return switch (tag) {
      case "binary" -> {
        try {
          byte[] bytes = Base64.getMimeDecoder().decode(scalar.value());
          yield TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          throw new YamlException(
              scalar.position(), "!!binary value contains invalid base64 data", e);
        }
      }
      case "null", "bool", "int", "float", "timestamp" -> tagged(tag, scalar);
      default -> TextNode.valueOf(scalar.value());
    };
  }

  private static JsonNode tagged(String tag, YamlScalar scalar) {
    JsonNode value = plain(scalar);
    boolean fits =
        switch (tag) {
          case "null" -> value.isNull();
          case "bool" -> value.isBoolean();
          case "int" -> value.isIntegralNumber();
          case "float" -> value.isNumber();
          default -> value.isTextual();
        };
    if (!fits) {
      throw new YamlException(
          scalar.position(), "cannot decode `%s` as a !!%s".formatted(scalar.value(), tag));
    }
    return value;
  }

  private static JsonNode plain(YamlScalar scalar) {
    String text = scalar.value();
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> NullNode.getInstance();
      case "true", "True", "TRUE" -> BooleanNode.TRUE;
      case "false", "False", "FALSE" -> BooleanNode.FALSE;
      case ".nan", ".NaN", ".NAN" -> DoubleNode.valueOf(Double.NaN);
      case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF" ->
          DoubleNode.valueOf(Double.POSITIVE_INFINITY);
      case "-.inf", "-.Inf", "-.INF" -> DoubleNode.valueOf(Double.NEGATIVE_INFINITY);
      default -> coreNumber(text);
    };
  }

  private static JsonNode coreNumber(String text) {
    if (CORE_INT.matcher(text).matches()) {
      return integer(new BigInteger(text));
    }
    if (CORE_OCTAL.matcher(text).matches()) {
      return integer(new BigInteger(text.substring(2), 8));
    }
    if (CORE_HEX.matcher(text).matches()) {
      return integer(new BigInteger(text.substring(2), 16));
    }
    return CORE_FLOAT.matcher(text).matches()
        ? DoubleNode.valueOf(Double.parseDouble(text))
        : TextNode.valueOf(text);
  }

  static JsonNode integer(BigInteger value) {
    return value.compareTo(LONG_MIN) >= 0 && value.compareTo(LONG_MAX) <= 0
        ? LongNode.valueOf(value.longValue())
        : BigIntegerNode.valueOf(value);
  }

  static JsonNode number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e21 && !(value == 0 && 1 / value < 0)) {
      return integer(new BigDecimal(value).toBigInteger());
    }
    return DoubleNode.valueOf(value);
  }
}
