package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/// Small readings of JSON trees that the whole package shares.
final class Json {
  /// Deeper bodies are refused, as a real server does at 10,000; trees are walked recursively here.
  private static final int MAX_DEPTH = 1_000;

  static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(MAX_DEPTH)
                      .maxStringLength(Integer.MAX_VALUE)
                      .build())
              .build());

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode metadata(JsonNode object) {
    return object.path("metadata");
  }

  /// A text member of the metadata, or the empty string.
  static String metadata(JsonNode object, String field) {
    return object.path("metadata").path(field).asText("");
  }

  static String name(JsonNode object) {
    return metadata(object, "name");
  }

  /// The namespace, or null for a cluster-scoped object.
  static @Nullable String namespace(JsonNode object) {
    String namespace = metadata(object, "namespace");
    return namespace.isEmpty() ? null : namespace;
  }

  static String uid(JsonNode object) {
    return metadata(object, "uid");
  }

  static boolean isTerminating(JsonNode object) {
    return metadata(object).hasNonNull("deletionTimestamp");
  }

  static boolean hasFinalizers(JsonNode object) {
    return !metadata(object).path("finalizers").isEmpty();
  }

  /// The member as an object, made if it is missing or no object.
  static ObjectNode childObject(ObjectNode parent, String field) {
    return parent.get(field) instanceof ObjectNode present ? present : parent.putObject(field);
  }

  /// Sets a member, or removes it for an empty text.
  static void putOrRemove(ObjectNode parent, String field, @Nullable JsonNode value) {
    if (value == null || value.isMissingNode()) {
      parent.remove(field);
    } else {
      parent.set(field, value);
    }
  }

  /// A copy without empty texts, zeros, nulls and empty lists, which protobuf sends for what is not
  /// there.
  static ObjectNode withoutZeros(JsonNode object) {
    ObjectNode kept = object();
    object
        .properties()
        .forEach(each -> {
          JsonNode value = each.getValue();
          boolean zero =
              value.isNull()
                  || (value.isTextual() && value.asText().isEmpty())
                  || (value.isNumber() && value.asInt() == 0)
                  || (value.isArray() && value.isEmpty());
          if (value.isObject()) {
            kept.set(each.getKey(), withoutZeros(value));
          } else if (!zero) {
            kept.set(each.getKey(), value);
          }
        });
    return kept;
  }

  /// Whether two trees say the same: 1 equals 1 whatever the width of the number's node.
  static boolean same(JsonNode left, JsonNode right) {
    return left.equals(
        (a, b) -> {
          if (a.equals(b)) {
            return 0;
          }
          return a.isNumber() && b.isNumber() && a.decimalValue().compareTo(b.decimalValue()) == 0
              ? 0
              : 1;
        },
        right);
  }
}
