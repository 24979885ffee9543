package dev.fairlead.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;

/// What `sigs.k8s.io/yaml` makes of nodes: go-yaml v2 decodes them into Go values (`decode.go`),
/// these become JSON (`convertToJSONableObject`), which is written. Each of the three steps ends
/// before the next begins, so a problem of a later step shows only where the earlier ones have
/// none.
final class GoDecoder {
  private static final double RATIO_RANGE_LOW = 400_000;
  private static final double RATIO_RANGE_HIGH = 4_000_000;

  /// Names in objects for the keys that JSON cannot have; no key of a text looks like that.
  private static final String BAD_KEY = "\ud800";

  private boolean bad;
  private long decoded;
  private long aliased;
  private int aliasDepth;

  private GoDecoder() {}

  /// A document as JSON.
  ///
  /// @throws YamlException with the words of go-yaml
  static JsonNode json(YamlNode document) {
    GoDecoder decoder = new GoDecoder();
    decoder.decoded = 1;
    JsonNode value = decoder.node(document, false);
    if (decoder.bad) {
      refuse(value, true);
      refuse(value, false);
    }
    return value;
  }

  /// Throws what stands in a tree instead of a key or a number. A later value of the same key may
  /// have taken its place, then nothing is wrong.
  private static void refuse(JsonNode node, boolean keys) {
    if (node instanceof POJONode held && held.getPojo() instanceof YamlException problem) {
      if (!keys) {
        throw problem;
      }
    } else if (node instanceof ObjectNode object) {
      for (var entry : object.properties()) {
        if (keys
            && entry.getKey().startsWith(BAD_KEY)
            && entry.getValue() instanceof POJONode held
            && held.getPojo() instanceof YamlException problem) {
          throw problem;
        }
        refuse(entry.getValue(), keys);
      }
    } else {
      node.forEach(item -> refuse(item, keys));
    }
  }

  /// Nodes of a text stand one behind the other, unless one comes through an alias.
  private static boolean isAlias(YamlNode node, int after) {
    return node.start() < after;
  }

  private void count(YamlNode node) {
    decoded++;
    if (aliasDepth > 0) {
      aliased++;
    }
    if (aliased > 100 && decoded > 1000 && (double) aliased / decoded > allowedRatio()) {
      throw new YamlException(node.position(), "document contains excessive aliasing");
    }
  }

  private double allowedRatio() {
    if (decoded <= RATIO_RANGE_LOW) {
      return 0.99;
    }
    return decoded >= RATIO_RANGE_HIGH
        ? 0.10
        : 0.99 - 0.89 * ((decoded - RATIO_RANGE_LOW) / (RATIO_RANGE_HIGH - RATIO_RANGE_LOW));
  }

  private JsonNode node(YamlNode node, boolean alias) {
    if (alias) {
      count(node);
      aliasDepth++;
    }
    count(node);
    JsonNode value =
        switch (node) {
          case YamlScalar scalar -> scalar(scalar);
          case YamlSequence sequence -> sequence(sequence);
          case YamlMapping mapping -> {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            mapping(mapping, object);
            yield object;
          }
        };
    if (alias) {
      aliasDepth--;
    }
    return value;
  }

  private JsonNode sequence(YamlSequence sequence) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode(sequence.items().size());
    int behind = sequence.start();
    for (YamlNode item : sequence.items()) {
      boolean alias = isAlias(item, behind);
      array.add(node(item, alias));
      behind = alias ? behind : item.end();
    }
    return array;
  }

  private void mapping(YamlMapping mapping, ObjectNode into) {
    int behind = mapping.start();
    for (YamlMapping.Entry entry : mapping.entries()) {
      YamlNode key = entry.key();
      boolean keyAlias = isAlias(key, behind);
      behind = keyAlias ? behind : key.end();
      YamlNode value = entry.value();
      boolean valueAlias = isAlias(value, behind);
      behind = valueAlias ? behind : value.end();
      if (!keyAlias && GoScalar.isMerge(key)) {
        merge(value, valueAlias, into);
        continue;
      }
      String name = key(key, keyAlias);
      JsonNode json = node(value, valueAlias);
      if (name.startsWith(BAD_KEY)) {
        bad = true;
        json = new POJONode(badKey(key, value));
      }
      into.set(name, json);
    }
  }

  /// go-yaml v2 merges where the key stands, so that later keys win and, in a list, earlier items.
  private void merge(YamlNode value, boolean alias, ObjectNode into) {
    switch (value) {
      case YamlMapping mapping -> merged(mapping, alias, into);
      case YamlSequence sequence when !alias -> {
        for (YamlNode item : sequence.items().reversed()) {
          if (!(item instanceof YamlMapping mapping)) {
            throw notMergeable(item);
          }
          merged(mapping, isAlias(item, sequence.start()), into);
        }
      }
      default -> throw notMergeable(value);
    }
  }

  private void merged(YamlMapping mapping, boolean alias, ObjectNode into) {
    if (alias) {
      count(mapping);
      aliasDepth++;
    }
    count(mapping);
    mapping(mapping, into);
    if (alias) {
      aliasDepth--;
    }
  }

  private static YamlException notMergeable(YamlNode node) {
    return new YamlException(
        node.position(), "map merge requires map or sequence of maps as the value");
  }

  /// A key as text.
  private String key(YamlNode key, boolean alias) {
    if (alias) {
      count(key);
    }
    count(key);
    if (!(key instanceof YamlScalar scalar)) {
      throw new YamlException(
          key.position(),
          "a mapping or list is used as a key: keys must be text",
          "yaml: invalid map key: " + GoSyntax.of(key));
    }
    return switch (GoScalar.resolve(scalar)) {
      case PlainScalar.Text(String text) -> text;
      case PlainScalar.Timestamp(String text) -> text;
      case PlainScalar.Merge _ -> "<<";
      case PlainScalar.Bool(boolean bool) -> bool ? "true" : "false";
      case PlainScalar.Real(double number) ->
          GoNumbers.formatG32(number)
              .replace("+Inf", ".inf")
              .replace("-Inf", "-.inf")
              .replace("NaN", ".nan");
      case PlainScalar.Int(BigInteger number) when number.bitLength() <= 63 -> number.toString();
      case PlainScalar.Int(BigInteger number) -> BAD_KEY + number;
      case PlainScalar.Null _ -> BAD_KEY;
    };
  }

  private static YamlException badKey(YamlNode key, YamlNode value) {
    boolean nil = GoSyntax.of(key).equals("<nil>");
    return new YamlException(
        key.position(),
        nil
            ? "a null key: quote it (\"null\", \"~\") or give it a name"
            : "a key above the largest 64-bit integer: quote it",
        "unsupported map key of type: %s, key: %s, value: %s"
            .formatted(nil ? "%!s(<nil>)" : "uint64", GoSyntax.of(key), GoSyntax.of(value)));
  }

  private JsonNode scalar(YamlScalar scalar) {
    return switch (GoScalar.resolve(scalar)) {
      case PlainScalar.Null _ -> NullNode.getInstance();
      case PlainScalar.Bool(boolean value) -> BooleanNode.valueOf(value);
      case PlainScalar.Int(BigInteger value) -> YamlJson.integer(value);
      case PlainScalar.Real(double value) -> {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
          String problem = "json: unsupported value: " + GoNumbers.formatG(value);
          bad = true;
          yield new POJONode(new YamlException(scalar.position(), problem, problem));
        }
        yield YamlJson.number(value);
      }
      case PlainScalar.Timestamp(String text) -> TextNode.valueOf(text);
      case PlainScalar.Merge _ -> TextNode.valueOf("<<");
      case PlainScalar.Text(String text) -> TextNode.valueOf(text);
    };
  }
}
