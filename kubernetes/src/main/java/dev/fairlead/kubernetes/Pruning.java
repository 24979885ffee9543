package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Schema.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One reading of a custom kind: members that its schema does not know are dropped. Wrong types are
/// left for validation, as in the API server.
final class Pruning {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ResourceType type;
  private final List<String> unknown = new ArrayList<>();

  Pruning(ResourceType type) {
    this.type = type;
  }

  List<String> unknownFields() {
    return unknown;
  }

  ObjectNode object(ObjectNode object) {
    return struct(type.schema(), object, "");
  }

  private JsonNode value(Schema schema, JsonNode node, String path) {
    return switch (schema.kind()) {
      case STRUCT -> node instanceof ObjectNode object ? struct(schema, object, path) : node;
      case MAP -> {
        Schema item = schema.item();
        if (item == null || !(node instanceof ObjectNode object)) {
          yield node;
        }
        ObjectNode out = NODES.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
          out.set(member.getKey(), value(item, member.getValue(), join(path, member.getKey())));
        }
        yield out;
      }
      case LIST -> {
        Schema item = schema.item();
        if (item == null || !(node instanceof ArrayNode array)) {
          yield node;
        }
        ArrayNode out = NODES.arrayNode(array.size());
        for (int i = 0; i < array.size(); i++) {
          out.add(value(item, array.get(i), path + "[" + i + "]"));
        }
        yield out;
      }
      default -> node;
    };
  }

  private ObjectNode struct(Schema schema, ObjectNode node, String path) {
    if (schema == ResourceTypes.metadata()) {
      return metadata(node, path);
    }
    ObjectNode out = NODES.objectNode();
    for (Map.Entry<String, JsonNode> member : node.properties()) {
      String name = member.getKey();
      Field field = schema.field(name);
      if (field != null) {
        if (!isDroppedNull(field, member.getValue())) {
          out.set(name, value(field.schema(), member.getValue(), join(path, name)));
        }
      } else if (schema.extras().preserveUnknown()) {
        out.set(name, member.getValue());
      } else {
        unknown.add("unknown field \"" + join(path, name) + "\"");
      }
    }
    return out;
  }

  /// A null stands for "absent" where a default follows and null is no value of its own.
  private static boolean isDroppedNull(Field field, JsonNode value) {
    return value.isNull()
        && !field.schema().extras().nullable()
        && (field.schema().extras().defaultValue() != null
            || field.schema() == ResourceTypes.metadata());
  }

  private ObjectNode metadata(ObjectNode node, String path) {
    StructDecoder decoder = new StructDecoder(type);
    ObjectNode out = decoder.part(ResourceTypes.metadata(), node, path);
    unknown.addAll(decoder.unknownFields());
    return out;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
