package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.Boxed;
import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoMoment;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoTime;
import dev.fairlead.chart.go.GoUint;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.go.Walk;
import dev.fairlead.yaml.GoNumbers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// BurntSushi/toml (`encode.go`): sorted keys, plain values before tables, two spaces per level.
final class Toml {
  private final StringBuilder out = new StringBuilder();
  private final Walk walk = new Walk();

  private Toml() {}

  /// What the library writes, or its error as text.
  static String write(@Nullable Object value) {
    if (value == null) {
      throw new GoPanic("reflect: call of reflect.Value.Type on zero Value");
    }
    try {
      Toml toml = new Toml();
      toml.encode(List.of(), value);
      return toml.out.toString();
    } catch (GoPanic e) {
      throw e;
    } catch (GoError e) {
      return e.text();
    }
  }

  /// What the library does not turn into its error.
  private static final class GoPanic extends GoError {
    GoPanic(String text) {
      super(text);
    }
  }

  private enum Type {
    TABLE,
    TABLES,
    OTHER
  }

  /// `tomlTypeOfGo`; null for nil.
  private @Nullable Type type(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Boxed boxed -> type(boxed.value());
      case GoMap map -> map.isNil() ? null : Type.TABLE;
      case GoList list when list.isNil() -> null;
      case GoList list -> {
        walk.enter(list.size());
        boolean tables = list.size() > 0;
        for (Object item : list.items()) {
          Type type = type(item);
          if (type == null) {
            throw new GoError("toml: cannot encode array with nil element");
          }
          tables &= type == Type.TABLE;
        }
        walk.leave();
        yield tables ? Type.TABLES : Type.OTHER;
      }
      case GoObject object -> object.isStringer() ? Type.OTHER : Type.TABLE;
      case String _, Boolean _, Long _, Double _, GoInt _, GoUint _, GoBytes _, GoMoment _ ->
          Type.OTHER;
      default -> throw new GoError("unsupported type: " + GoValues.kind(value));
    };
  }

  private void encode(List<String> path, Object value) {
    switch (value) {
      case GoMap map -> {
        if (!map.isNil()) {
          table(path, map);
        }
      }
      case GoObject object when !object.isStringer() -> table(path, object);
      case GoList list when type(list) == Type.TABLES -> tables(path, list);
      case String _,
          Boolean _,
          Long _,
          Double _,
          GoInt _,
          GoUint _,
          GoBytes _,
          GoList _,
          GoObject _,
          GoMoment _ ->
          pair(path, value, false);
      default ->
          throw new GoError(
              "unsupported type for key '%s': %s".formatted(name(path), GoValues.kind(value)));
    }
  }

  private void newline() {
    if (!out.isEmpty()) {
      out.append('\n');
    }
  }

  private void indent(List<String> path) {
    out.append("  ".repeat(path.size() - 1));
  }

  private void table(List<String> path, Object value) {
    if (path.size() == 1) {
      newline();
    }
    if (!path.isEmpty()) {
      indent(path);
      out.append('[').append(name(path)).append("]\n");
    }
    fields(path, value, false);
  }

  private void tables(List<String> path, GoList list) {
    if (path.isEmpty()) {
      throw new GoError("toml: top-level values must be Go maps or structs");
    }
    for (Object item : list.items()) {
      if (item != null) {
        newline();
        indent(path);
        out.append("[[").append(name(path)).append("]]\n");
        fields(path, item, false);
      }
    }
  }

  private static Map<String, @Nullable Object> entries(Object value) {
    Map<String, @Nullable Object> entries = new LinkedHashMap<>();
    if (value instanceof GoMap map) {
      map.sortedKeys().forEach(key -> entries.put(key, map.get(key)));
    } else if (value instanceof GoObject object) {
      object.fields().forEach(field -> entries.put(field.name(), field.value()));
    }
    return entries;
  }

  /// What belongs to a table itself, then the tables in it.
  private void fields(List<String> path, Object value, boolean inline) {
    Map<String, @Nullable Object> entries = entries(value);
    walk.enter(entries.size());
    List<String> direct = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    entries.forEach((key, item) -> {
      Type type = type(item);
      (type == Type.TABLE || type == Type.TABLES ? tables : direct).add(key);
    });
    if (inline) {
      out.append('{');
    }
    fields(path, direct, entries, inline, !tables.isEmpty());
    fields(path, tables, entries, inline, false);
    if (inline) {
      out.append('}');
    }
    walk.leave();
  }

  private void fields(
      List<String> path,
      List<String> keys,
      Map<String, @Nullable Object> entries,
      boolean inline,
      boolean more) {
    for (int i = 0; i < keys.size(); i++) {
      Object value = entries.get(keys.get(i));
      if (value == null || isNil(value)) {
        continue;
      }
      if (inline) {
        pair(List.of(keys.get(i)), value, true);
        out.append(more || i < keys.size() - 1 ? ", " : "");
      } else {
        List<String> inner = new ArrayList<>(path);
        inner.add(keys.get(i));
        encode(inner, value);
      }
    }
  }

  private static boolean isNil(Object value) {
    return (value instanceof GoMap map && map.isNil())
        || (value instanceof GoList list && list.isNil());
  }

  private void pair(List<String> path, Object value, boolean inline) {
    if (path.isEmpty()) {
      element(value);
      return;
    }
    indent(path);
    out.append(quotedKey(path.getLast())).append(" = ");
    element(value);
    out.append(inline ? "" : "\n");
  }

  private static String name(List<String> path) {
    return String.join(".", path.stream().map(Toml::quotedKey).toList());
  }

  private static String quotedKey(String key) {
    return key.matches("[A-Za-z0-9_-]+") ? key : quoted(key);
  }

  private void element(@Nullable Object value) {
    switch (value) {
      case Boxed boxed -> element(boxed.value());
      case String text -> out.append(quoted(text));
      case Boolean bool -> out.append(bool);
      case Long number -> out.append(number);
      case GoInt number -> out.append(number.value());
      case GoUint number -> out.append(number);
      case Double number -> out.append(real(number));
      case GoMoment time -> out.append(moment(time));
      case GoList list -> {
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
          out.append(i > 0 ? ", " : "");
          element(list.get(i));
        }
        out.append(']');
      }
      case GoBytes bytes -> {
        out.append('[');
        for (int i = 0; i < bytes.bytes().length; i++) {
          out.append(i > 0 ? ", " : "").append(bytes.bytes()[i] & 0xff);
        }
        out.append(']');
      }
      case GoObject object when object.isStringer() -> out.append(quoted(object.text()));
      case GoObject object -> fields(List.of(), object, true);
      case GoMap map -> fields(List.of(), map, true);
      case null, default -> throw new GoError("unexpected type: " + GoValues.type(value));
    }
  }

  /// A date that was read without a zone is written without one.
  private static String moment(GoMoment time) {
    return switch (time.location()) {
      case "datetime-local" -> GoTime.format("2006-01-02T15:04:05.999999999", time);
      case "date-local" -> GoTime.format("2006-01-02", time);
      case "time-local" -> GoTime.format("15:04:05.999999999", time);
      default -> GoTime.rfc3339Nano(time);
    };
  }

  private static String real(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    String text = GoNumbers.formatG(number);
    return text.indexOf('e') >= 0 || text.indexOf('.') >= 0 ? text : text + ".0";
  }

  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(c -> {
          switch (c) {
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\f' -> out.append("\\f");
            default -> {
              if (c < ' ' || c == 0x7f) {
                out.append("\\u%04x".formatted(c));
              } else {
                out.appendCodePoint(c);
              }
            }
          }
        });
    return out.append('"').toString();
  }

  /// A document as a map, or `{"Error": …}`.
  static GoMap read(String text, Clock clock) {
    try {
      return TomlReader.read(text, clock);
    } catch (TomlReader.Problem e) {
      GoMap out = GoMap.create();
      out.put("Error", e.getMessage());
      return out;
    }
  }
}
