package dev.fairlead.chart.go;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fairlead.yaml.GoNumbers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Go's `encoding/json`, writing.
public final class GoJson {
  /// Deeper than that is taken for a cycle; Go looks for one from 1000 levels on.
  private static final int MAX_DEPTH = 2_000;

  private final StringBuilder out = new StringBuilder();
  private final Walk walk = new Walk();
  private final boolean html;
  private final @Nullable String indent;

  private GoJson(boolean html, @Nullable String indent) {
    this.html = html;
    this.indent = indent;
  }

  /// `json.Marshal`.
  ///
  /// @throws GoError for what JSON cannot hold
  public static String marshal(@Nullable Object value) {
    return write(value, true, null);
  }

  /// `json.MarshalIndent` (two spaces), or without HTML escaping.
  public static String write(@Nullable Object value, boolean html, @Nullable String indent) {
    GoJson json = new GoJson(html, indent);
    json.value(value, 0);
    return json.out.toString();
  }

  private void value(@Nullable Object value, int depth) {
    if (depth > MAX_DEPTH) {
      throw cycle(value);
    }
    switch (value) {
      case null -> out.append("null");
      case Boxed boxed -> value(boxed.value(), depth);
      case Boolean bool -> out.append(bool.booleanValue());
      case String text -> string(text);
      case Double number -> {
        try {
          out.append(GoNumbers.formatJson(number));
        } catch (ArithmeticException e) {
          throw new GoError(String.valueOf(e.getMessage()));
        }
      }
      case Long number -> out.append(number.longValue());
      case GoInt number -> out.append(number.value());
      case GoUint number -> out.append(number);
      case GoBytes bytes -> string(Base64.getEncoder().encodeToString(bytes.bytes()));
      case GoMoment time -> string(time(time));
      case GoMap map -> map(map, depth);
      case GoList list -> list(list, depth);
      case JsonObject object -> struct(object.json(), depth);
      case GoObject object -> object(object, depth);
      default -> throw new GoError("json: unsupported type: " + GoValues.type(value));
    }
  }

  /// `Time.MarshalJSON`.
  private static String time(GoMoment moment) {
    int year = moment.time().getYear();
    if (year < 0 || year > 9999) {
      throw new GoError(
          "json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of"
              + " range [0,9999]");
    }
    return GoTime.rfc3339Nano(moment);
  }

  private void object(GoObject object, int depth) {
    if (object.isStringer()) {
      string(object.text());
    } else {
      struct(exported(object), depth);
    }
  }

  private static Map<String, @Nullable Object> exported(GoObject object) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    object.fields().forEach(field -> fields.put(field.json(), field.value()));
    return fields;
  }

  private static GoError cycle(@Nullable Object value) {
    return new GoError("json: unsupported value: encountered a cycle via " + GoValues.type(value));
  }

  private void map(GoMap map, int depth) {
    if (map.isNil()) {
      out.append("null");
      return;
    }
    if (map.size() == 0) {
      out.append("{}");
      return;
    }
    fields(map.sortedKeys(), map.entries(), depth);
  }

  private void struct(Map<String, @Nullable Object> fields, int depth) {
    if (fields.isEmpty()) {
      out.append("{}");
    } else {
      fields(fields.keySet(), fields, depth);
    }
  }

  private void fields(Collection<String> keys, Map<String, @Nullable Object> values, int depth) {
    walk.enter(keys.size());
    out.append('{');
    String gap = "";
    for (String key : keys) {
      out.append(gap);
      gap = ",";
      line(depth + 1);
      string(key);
      out.append(indent == null ? ":" : ": ");
      value(values.get(key), depth + 1);
    }
    line(depth);
    out.append('}');
    walk.leave();
  }

  private void list(GoList list, int depth) {
    if (list.isNil()) {
      out.append("null");
      return;
    }
    if (list.size() == 0) {
      out.append("[]");
      return;
    }
    walk.enter(list.size());
    out.append('[');
    for (int i = 0; i < list.size(); i++) {
      out.append(i > 0 ? "," : "");
      line(depth + 1);
      value(list.get(i), depth + 1);
    }
    line(depth);
    out.append(']');
    walk.leave();
  }

  private void line(int depth) {
    if (indent != null) {
      out.append('\n').append(indent.repeat(depth));
    }
  }

  private void string(String text) {
    walk.text(text);
    out.append('"');
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '<', '>', '&' -> {
          if (html) {
            out.append("\\u%04x".formatted(c));
          } else {
            out.append((char) c);
          }
        }
        case 0x2028, 0x2029 -> out.append("\\u%04x".formatted(c));
        default -> {
          if (c < ' ') {
            out.append("\\u%04x".formatted(c));
          } else if (GoStrings.isBroken(c)) {
            out.append("\\ufffd");
          } else {
            out.appendCodePoint(c);
          }
        }
      }
    }
    out.append('"');
  }

  /// A struct that has a JSON form of its own.
  public interface JsonObject extends GoObject {
    /// The fields by their JSON names, in the order in which they are declared.
    Map<String, @Nullable Object> json();
  }

  /// A value as a tree, as it would come out of its JSON text.
  ///
  /// @throws GoError for what JSON cannot hold
  public static JsonNode tree(@Nullable Object value) {
    return tree(value, 0, new Walk());
  }

  private static JsonNode tree(@Nullable Object value, int depth, Walk walk) {
    if (depth > MAX_DEPTH) {
      throw cycle(value);
    }
    return switch (value) {
      case null -> NullNode.getInstance();
      case Boxed boxed -> tree(boxed.value(), depth, walk);
      case Boolean bool -> BooleanNode.valueOf(bool);
      case String text -> {
        walk.text(text);
        yield TextNode.valueOf(GoStrings.sanitized(text));
      }
      case Double number -> {
        if (number.isNaN() || number.isInfinite()) {
          throw new GoError("json: unsupported value: " + GoNumbers.formatG(number));
        }
        yield DoubleNode.valueOf(number);
      }
      case Long number -> LongNode.valueOf(number);
      case GoInt number -> LongNode.valueOf(number.value());
      case GoUint number -> LongNode.valueOf(number.value());
      case GoMap map -> {
        if (map.isNil()) {
          yield NullNode.getInstance();
        }
        walk.enter(map.size());
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (var entry : map.entries().entrySet()) {
          object.set(GoStrings.sanitized(entry.getKey()), tree(entry.getValue(), depth + 1, walk));
        }
        walk.leave();
        yield object;
      }
      case GoList list -> {
        if (list.isNil()) {
          yield NullNode.getInstance();
        }
        walk.enter(list.size());
        ArrayNode array = JsonNodeFactory.instance.arrayNode(list.size());
        for (Object item : list.items()) {
          array.add(tree(item, depth + 1, walk));
        }
        walk.leave();
        yield array;
      }
      case JsonObject object -> {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        object.json().forEach((name, field) -> fields.set(name, tree(field, depth + 1, walk)));
        yield fields;
      }
      case GoObject object when object.isStringer() -> TextNode.valueOf(object.text());
      case GoObject object -> {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        exported(object).forEach((name, field) -> fields.set(name, tree(field, depth + 1, walk)));
        yield fields;
      }
      default -> {
        String text = marshal(value);
        yield TextNode.valueOf(text.substring(1, text.length() - 1));
      }
    };
  }

  /// JSON as Go reads it into `interface{}`: every number is a float64.
  public static @Nullable Object fromTree(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        GoMap map = GoMap.create();
        for (var entry : node.properties()) {
          map.put(entry.getKey(), fromTree(entry.getValue()));
        }
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>(node.size());
        for (JsonNode item : node) {
          items.add(fromTree(item));
        }
        yield GoList.of(items);
      }
      case STRING -> node.textValue();
      case BOOLEAN -> node.booleanValue();
      case NUMBER -> node.doubleValue();
      default -> null;
    };
  }
}
