package dev.fairlead.sandbox.cluster.protobuf;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/// Turns messages into the JSON that the same objects have.
final class MessageReader {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final FieldTable table;

  MessageReader(FieldTable table) {
    this.table = table;
  }

  ObjectNode read(String message, Wire wire) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    while (wire.hasNext()) {
      FieldTable.Field field = table.field(message, wire.next());
      if (field == null) {
        wire.skip();
        continue;
      }
      switch (field.shape()) {
        case ONE -> object.set(field.member(), value(field.type(), wire));
        case INLINE -> object.setAll(read(field.type(), wire.message()));
        case LIST -> {
          ArrayNode list =
              object.get(field.member()) instanceof ArrayNode known
                  ? known
                  : object.putArray(field.member());
          list.add(value(field.type(), wire));
        }
        case MAP -> {
          ObjectNode map =
              object.get(field.member()) instanceof ObjectNode known
                  ? known
                  : object.putObject(field.member());
          entry(field.type(), wire.message(), map);
        }
      }
    }
    return object;
  }

  private void entry(String type, Wire wire, ObjectNode map) {
    String key = "";
    JsonNode value = zero(type);
    while (wire.hasNext()) {
      switch (wire.next()) {
        case 1 -> key = wire.text();
        case 2 -> value = value(type, wire);
        default -> wire.skip();
      }
    }
    map.set(key, value);
  }

  private static JsonNode zero(String type) {
    return switch (type) {
      case "string", "bytes" -> TextNode.valueOf("");
      case "int" -> IntNode.valueOf(0);
      case "bool" -> BooleanNode.FALSE;
      default -> JsonNodeFactory.instance.objectNode();
    };
  }

  private JsonNode value(String type, Wire wire) {
    return switch (type) {
      case "string" -> TextNode.valueOf(wire.text());
      case "bytes" -> TextNode.valueOf(Base64.getEncoder().encodeToString(wire.bytes()));
      case "bool" -> BooleanNode.valueOf(wire.number() != 0);
      case "int" -> integer(wire.number());
      case "double" -> DoubleNode.valueOf(wire.real());
      case "meta.v1.Time" -> time(wire.message(), false);
      case "meta.v1.MicroTime" -> time(wire.message(), true);
      case "resource.Quantity" -> TextNode.valueOf(text(wire.message()));
      case "intstr.IntOrString" -> intOrString(wire.message());
      case "runtime.RawExtension", "meta.v1.FieldsV1" -> raw(wire.message());
      case "authentication.v1.ExtraValue",
          "authentication.v1.AttestationValue",
          "authorization.v1.ExtraValue" ->
          read(type, wire.message()).path("items");
      default -> read(type, wire.message());
    };
  }

  private static JsonNode integer(long value) {
    return value == (int) value ? IntNode.valueOf((int) value) : LongNode.valueOf(value);
  }

  private static JsonNode time(Wire wire, boolean micros) {
    if (wire.isEmpty()) {
      return NullNode.getInstance();
    }
    long seconds = 0;
    long nanos = 0;
    while (wire.hasNext()) {
      switch (wire.next()) {
        case 1 -> seconds = wire.number();
        case 2 -> nanos = wire.number();
        default -> wire.skip();
      }
    }
    return TextNode.valueOf(
        micros
            ? MICROS.format(Instant.ofEpochSecond(seconds, nanos))
            : Instant.ofEpochSecond(seconds).toString());
  }

  private static String text(Wire wire) {
    String text = "";
    while (wire.hasNext()) {
      if (wire.next() == 1) {
        text = wire.text();
      } else {
        wire.skip();
      }
    }
    return text;
  }

  private static JsonNode intOrString(Wire wire) {
    long type = 0;
    long number = 0;
    String text = "";
    while (wire.hasNext()) {
      switch (wire.next()) {
        case 1 -> type = wire.number();
        case 2 -> number = wire.number();
        case 3 -> text = wire.text();
        default -> wire.skip();
      }
    }
    return type == 0 ? integer(number) : TextNode.valueOf(text);
  }

  private static JsonNode raw(Wire wire) {
    byte[] raw = {};
    while (wire.hasNext()) {
      if (wire.next() == 1) {
        raw = wire.bytes();
      } else {
        wire.skip();
      }
    }
    if (raw.length == 0) {
      return NullNode.getInstance();
    }
    try {
      return MAPPER.readTree(new String(raw, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a raw member is no JSON: " + e.getOriginalMessage(), e);
    }
  }
}
