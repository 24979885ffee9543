package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoTime;
import dev.fairlead.chart.go.Walk;
import dev.fairlead.yaml.GoNumbers;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// BurntSushi/toml: sorted keys, plain values before tables, two spaces per level.
final class Toml {
  private final StringBuilder out = new StringBuilder();
  private final Walk walk = new Walk();
  private boolean wrote;

  private Toml() {}

  /// What the library writes, or its error as text.
  static String write(@Nullable Object value) {
    try {
      if (!(value instanceof GoMap map)) {
        throw new GoError("toml: top-level values must be Go maps or structs");
      }
      Toml toml = new Toml();
      toml.table(List.of(), map);
      return toml.out.toString();
    } catch (GoError e) {
      return e.text();
    }
  }

  private void table(List<String> path, GoMap map) {
    if (path.size() == 1) {
      blank();
    }
    if (!path.isEmpty()) {
      indent(path.size());
      out.append('[').append(name(path)).append("]\n");
      wrote = true;
    }
    fields(path, map);
  }

  private void blank() {
    if (wrote) {
      out.append('\n');
    }
  }

  private void indent(int depth) {
    out.append("  ".repeat(Math.max(0, depth - 1)));
  }

  private static boolean isTable(@Nullable Object value) {
    if (value instanceof GoMap) {
      return true;
    }
    return value instanceof GoList list
        && list.size() > 0
        && list.items().stream().allMatch(GoMap.class::isInstance);
  }

  private void fields(List<String> path, GoMap map) {
    walk.enter(map.size());
    List<String> keys = map.sortedKeys();
    for (String key : keys) {
      Object value = map.get(key);
      if (value != null && !isTable(value)) {
        indent(path.size() + 1);
        out.append(quotedKey(key)).append(" = ");
        element(value);
        out.append('\n');
        wrote = true;
      }
    }
    for (String key : keys) {
      Object value = map.get(key);
      List<String> inner = new ArrayList<>(path);
      inner.add(key);
      if (value instanceof GoMap table) {
        table(inner, table);
      } else if (value instanceof GoList list && isTable(list)) {
        for (Object item : list.items()) {
          blank();
          indent(inner.size());
          out.append("[[").append(name(inner)).append("]]\n");
          wrote = true;
          fields(inner, (GoMap) java.util.Objects.requireNonNull(item));
        }
      }
    }
    walk.leave();
  }

  private static String name(List<String> path) {
    return String.join(".", path.stream().map(Toml::quotedKey).toList());
  }

  private static String quotedKey(String key) {
    return key.matches("[A-Za-z0-9_-]+") ? key : quoted(key);
  }

  private void element(Object value) {
    switch (value) {
      case String text -> out.append(quoted(text));
      case Boolean bool -> out.append(bool);
      case Long number -> out.append(number);
      case GoInt number -> out.append(number);
      case Double number -> out.append(real(number));
      case ZonedDateTime time -> out.append(GoTime.rfc3339Nano(time));
      case GoList list -> {
        walk.enter(list.size());
        out.append('[');
        for (int i = 0; i < list.size(); i++) {
          Object item = list.get(i);
          if (item == null) {
            throw new GoError("toml: cannot encode array with nil element");
          }
          out.append(i > 0 ? ", " : "");
          element(item);
        }
        out.append(']');
        walk.leave();
      }
      case GoMap map -> {
        walk.enter(map.size());
        out.append('{');
        String gap = "";
        for (String key : map.sortedKeys()) {
          Object item = map.get(key);
          if (item != null) {
            out.append(gap).append(quotedKey(key)).append(" = ");
            element(item);
            gap = ", ";
          }
        }
        out.append('}');
        walk.leave();
      }
      default ->
          throw new GoError(
              "toml: unsupported type: " + dev.fairlead.chart.go.GoValues.type(value));
    }
  }

  private static String real(double number) {
    if (Double.isNaN(number)) {
      return "nan";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "inf" : "-inf";
    }
    String text = GoNumbers.formatG(number);
    if (text.indexOf('e') >= 0) {
      return text;
    }
    return text.indexOf('.') >= 0 ? text : text + ".0";
  }

  private static String quoted(String text) {
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
  static GoMap read(String text) {
    try {
      return new TomlReader(text).document();
    } catch (GoError e) {
      GoMap out = GoMap.create();
      out.put("Error", e.text());
      return out;
    }
  }
}
