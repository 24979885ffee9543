package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.kubernetes.Schema.Field;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One reading of a built-in kind, as through the Go structs of its API.
final class StructDecoder {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final TextNode EMPTY = TextNode.valueOf("");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'");

  private final ResourceType type;
  private final List<String> unknown = new ArrayList<>();

  StructDecoder(ResourceType type) {
    this.type = type;
  }

  List<String> unknownFields() {
    return unknown;
  }

  ObjectNode object(ObjectNode object) {
    return struct(type.schema(), object, Place.ROOT);
  }

  /// One struct inside of an object of another kind.
  ObjectNode part(Schema schema, ObjectNode node, String path) {
    return struct(schema, node, new Place(null, path, false, schema));
  }

  /// Where a value stands; texts are made only when something is wrong.
  private record Place(@Nullable Place parent, String step, boolean field, @Nullable Schema owner) {
    static final Place ROOT = new Place(null, "", false, null);

    Place field(String name, Schema owner) {
      return new Place(this, name, true, owner);
    }

    Place index(int index) {
      return new Place(this, "[" + index + "]", false, null);
    }

    Place key(String key) {
      return new Place(this, "." + key, false, null);
    }

    /// With indices: `spec.containers[0].name`.
    String path() {
      String before = parent == null ? "" : parent.path();
      return before + (field && !before.isEmpty() ? "." : "") + step;
    }

    /// As Go's decoder names a field: `Container.spec.containers.name`.
    String goField() {
      Place at = this;
      while (!at.field && at.parent != null) {
        at = at.parent;
      }
      StringBuilder names = new StringBuilder();
      for (@Nullable Place p = at; p != null; p = p.parent) {
        if (p.field) {
          names.insert(0, "." + p.step);
        }
      }
      return (at.owner == null ? "" : at.owner.name()) + names;
    }
  }

  private ObjectNode struct(Schema schema, ObjectNode node, Place place) {
    ObjectNode out = NODES.objectNode();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey();
      Field field = schema.field(name);
      if (field == null) {
        unknown.add("unknown field \"" + place.field(name, schema).path() + "\"");
      } else if (!member.getValue().isNull()) {
        JsonNode value = value(field.schema(), member.getValue(), place.field(name, schema));
        if (field.whenAbsent() != Field.Absent.OMIT || isKept(field, value)) {
          out.set(name, value);
        }
      }
    }
    for (Map.Entry<String, Field> written : schema.alwaysWritten()) {
      if (!out.has(written.getKey())) {
        Field field = written.getValue();
        out.set(
            written.getKey(),
            field.whenAbsent() == Field.Absent.NULL
                ? NullNode.instance
                : zero(field.schema(), place));
      }
    }
    return out;
  }

  private static boolean isKept(Field field, JsonNode value) {
    if (field.pointer()) {
      return true;
    }
    return switch (field.schema().kind()) {
      case STRUCT, ANY, QUANTITY, INT_OR_STRING, TIME, MICRO_TIME, DURATION -> true;
      case MAP, LIST -> !value.isEmpty();
      case STRING, BYTES -> !value.textValue().isEmpty();
      case INT32, INT64, NUMBER -> value.doubleValue() != 0;
      case BOOLEAN -> value.booleanValue();
    };
  }

  private JsonNode zero(Schema schema, Place place) {
    return switch (schema.kind()) {
      case STRUCT -> struct(schema, NODES.objectNode(), place);
      case STRING, BYTES -> EMPTY;
      case INT32, INT64, NUMBER, INT_OR_STRING -> IntNode.valueOf(0);
      case QUANTITY -> TextNode.valueOf("0");
      case BOOLEAN -> BooleanNode.FALSE;
      case DURATION -> TextNode.valueOf("0s");
      case TIME, MICRO_TIME, ANY, MAP, LIST -> NullNode.instance;
    };
  }

  private JsonNode value(Schema schema, JsonNode node, Place place) {
    return switch (schema.kind()) {
      case STRUCT -> {
        expect(node.isObject(), schema, node, place);
        yield struct(schema, (ObjectNode) node, place);
      }
      case MAP -> {
        expect(node.isObject(), schema, node, place);
        ObjectNode out = NODES.objectNode();
        Schema item = Objects.requireNonNull(schema.item());
        for (Map.Entry<String, JsonNode> member : node.properties()) {
          out.set(member.getKey(), item(item, member.getValue(), place.key(member.getKey())));
        }
        yield out;
      }
      case LIST -> {
        expect(node.isArray(), schema, node, place);
        ArrayNode out = NODES.arrayNode(node.size());
        Schema item = Objects.requireNonNull(schema.item());
        for (int i = 0; i < node.size(); i++) {
          out.add(item(item, node.get(i), place.index(i)));
        }
        yield out;
      }
      case ANY -> node;
      case STRING -> {
        expect(node.isTextual(), schema, node, place);
        yield node;
      }
      case BOOLEAN -> {
        expect(node.isBoolean(), schema, node, place);
        yield node;
      }
      case INT32 -> {
        expect(node.isIntegralNumber() && node.canConvertToInt(), schema, node, place);
        yield node;
      }
      case INT64 -> {
        expect(node.isIntegralNumber() && node.canConvertToLong(), schema, node, place);
        yield node;
      }
      case NUMBER -> {
        expect(node.isNumber(), schema, node, place);
        yield node;
      }
      case INT_OR_STRING -> {
        expect(node.isTextual() || node.isIntegralNumber(), schema, node, place);
        yield node;
      }
      case QUANTITY -> quantity(node);
      case TIME -> time(schema, node, place, SECONDS);
      case MICRO_TIME -> time(schema, node, place, MICROS);
      case DURATION -> {
        expect(node.isTextual(), schema, node, place);
        yield node;
      }
      case BYTES -> bytes(schema, node, place);
    };
  }

  private JsonNode item(Schema schema, JsonNode node, Place place) {
    return node.isNull() ? zero(schema, place) : value(schema, node, place);
  }

  private JsonNode quantity(JsonNode node) {
    Quantity quantity =
        Quantity.of(node)
            .orElseThrow(() ->
                fault(
                    "quantities must match the regular expression"
                        + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"));
    String canonical = quantity.toString();
    return canonical.equals(node.textValue()) ? node : TextNode.valueOf(canonical);
  }

  private JsonNode time(Schema schema, JsonNode node, Place place, DateTimeFormatter format) {
    expect(node.isTextual(), schema, node, place);
    String text = node.textValue();
    if (text.isEmpty()) {
      return NullNode.instance;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      String canonical =
          time.withOffsetSameInstant(ZoneOffset.UTC)
              .truncatedTo(format == SECONDS ? ChronoUnit.SECONDS : ChronoUnit.MICROS)
              .format(format);
      return canonical.equals(text) ? node : TextNode.valueOf(canonical);
    } catch (DateTimeException _) { // the server's text says where its own parser stopped
      throw fault(
          "parsing time \"%s\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"%s\" as \"2006\""
              .formatted(text, text));
    }
  }

  private JsonNode bytes(Schema schema, JsonNode node, Place place) {
    expect(node.isTextual(), schema, node, place);
    String text = node.textValue().replace("\n", "").replace("\r", "");
    int bad = 0;
    while (bad < text.length() && isBase64(text.charAt(bad))) {
      bad++;
    }
    try {
      Base64.getDecoder().decode(text);
      if (text.length() % 4 == 0) {
        return text.length() == node.textValue().length() ? node : TextNode.valueOf(text);
      }
      bad = text.length() - text.length() % 4;
    } catch (IllegalArgumentException _) { // told below, with the place
    }
    throw fault("illegal base64 data at input byte " + bad);
  }

  private static boolean isBase64(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }

  private void expect(boolean fits, Schema schema, JsonNode node, Place place) {
    if (!fits) {
      String found =
          switch (node.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default ->
                schema.kind() == Schema.Kind.INT32 || schema.kind() == Schema.Kind.INT64
                    ? "number " + node.asText()
                    : "number";
          };
      String wanted = goType(schema);
      throw new WrongValue(
          "json: cannot unmarshal %s into Go struct field %s of type %s"
              .formatted(found, place.goField(), wanted),
          "unrecognized type: " + wanted);
    }
  }

  private String goType(Schema schema) {
    return switch (schema.kind()) {
      case STRING -> "string";
      case INT32 -> "int32";
      case INT64 -> "int64";
      case NUMBER -> "float64";
      case BOOLEAN -> "bool";
      case INT_OR_STRING -> "intstr.IntOrString";
      case QUANTITY -> "resource.Quantity";
      case TIME, MICRO_TIME -> "string";
      case DURATION -> "v1.Duration";
      case BYTES -> "[]uint8";
      case ANY -> "interface {}";
      case STRUCT -> type.version() + "." + schema.name();
      case LIST -> "[]" + goType(Objects.requireNonNull(schema.item()));
      case MAP -> "map[string]" + goType(Objects.requireNonNull(schema.item()));
    };
  }

  private static WrongValue fault(String what) {
    return new WrongValue(what, what);
  }

  /// A value that does not fit its field.
  static final class WrongValue extends RuntimeException {
    private final String plain;
    private final String unstructured;

    WrongValue(String plain, String unstructured) {
      super(plain, null, false, false);
      this.plain = plain;
      this.unstructured = unstructured;
    }

    /// In the words of Go's JSON decoder.
    String plain() {
      return plain;
    }

    /// In the words of the converter that takes the results of strategic merge patches.
    String unstructured() {
      return unstructured;
    }
  }
}
