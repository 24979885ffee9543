package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.map;
import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.go.Walk;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sprig's dictionaries (`dict.go`). `set`, `unset` and the merges change their first argument.
final class Dicts {
  /// Deeper than that, maps that are merged contain themselves; Go's stack would overflow.
  private static final int MAX_DEPTH = 2_000;

  private Dicts() {}

  static void register(Registry registry) {
    registry.variadic("dict", Dicts::dict, GoType.ANY);
    registry.fixed(
        "get",
        a -> map(a[0]).has(text(a[1])) ? map(a[0]).get(text(a[1])) : "",
        GoType.DICT,
        GoType.STRING);
    registry.fixed("set", Dicts::set, GoType.DICT, GoType.STRING, GoType.ANY);
    registry.fixed(
        "unset",
        a -> {
          map(a[0]).entries().remove(text(a[1]));
          return asDict(map(a[0]));
        },
        GoType.DICT,
        GoType.STRING);
    registry.fixed("hasKey", a -> map(a[0]).has(text(a[1])), GoType.DICT, GoType.STRING);
    registry.variadic("pluck", Dicts::pluck, GoType.STRING, GoType.DICT);
    registry.variadic("keys", Dicts::keys, GoType.DICT);
    registry.fixed("values", a -> values(map(a[0])), GoType.DICT);
    registry.variadic("pick", a -> select(a, true), GoType.DICT, GoType.STRING);
    registry.variadic("omit", a -> select(a, false), GoType.DICT, GoType.STRING);
    registry.variadic("dig", Dicts::dig, GoType.ANY);
    registry.variadicWithMust("merge", a -> merge(a, false), GoType.DICT, GoType.DICT);
    registry.variadicWithMust("mergeOverwrite", a -> merge(a, true), GoType.DICT, GoType.DICT);
    // A nil makes the library itself panic, before Sprig could name the function.
    registry.withMust("deepCopy", a -> deepCopy(a[0]), GoType.ANY);
  }

  /// Passing a map as `map[string]interface{}` converts it.
  private static GoMap asDict(GoMap map) {
    return map.as(GoMap.Type.INTERFACE);
  }

  private static @Nullable Object deepCopy(@Nullable Object value) {
    if (value == null) {
      throw new GoError("reflect: call of reflect.Value.Type on zero Value");
    }
    // The fields of a version are not exported, and are not copied.
    return value instanceof Version ? Version.ZERO : GoValues.deepCopy(value);
  }

  private static GoMap dict(@Nullable Object[] arguments) {
    GoMap out = GoMap.create();
    for (int i = 0; i < arguments.length; i += 2) {
      out.put(GoFormat.strval(arguments[i]), i + 1 < arguments.length ? arguments[i + 1] : "");
    }
    return out;
  }

  private static GoMap set(@Nullable Object[] arguments) {
    map(arguments[0]).put(text(arguments[1]), arguments[2]);
    return asDict(map(arguments[0]));
  }

  private static GoList pluck(@Nullable Object[] arguments) {
    String key = text(arguments[0]);
    List<@Nullable Object> out = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      if (map(arguments[i]).has(key)) {
        out.add(map(arguments[i]).get(key));
      }
    }
    return GoList.of(out);
  }

  /// Random in Go, sorted here.
  private static GoList keys(@Nullable Object[] maps) {
    List<String> out = new ArrayList<>();
    for (Object each : maps) {
      out.addAll(map(each).sortedKeys());
    }
    return GoList.ofStrings(out);
  }

  private static GoList values(GoMap map) {
    List<@Nullable Object> out = new ArrayList<>();
    for (String key : map.sortedKeys()) {
      out.add(map.get(key));
    }
    return GoList.of(out);
  }

  private static GoMap select(@Nullable Object[] arguments, boolean pick) {
    Set<String> names = new HashSet<>();
    for (int i = 1; i < arguments.length; i++) {
      names.add(text(arguments[i]));
    }
    GoMap out = GoMap.create();
    map(arguments[0])
        .entries()
        .forEach((key, value) -> {
          if (names.contains(key) == pick) {
            out.put(key, value);
          }
        });
    return out;
  }

  private static @Nullable Object dig(@Nullable Object[] arguments) {
    if (arguments.length < 3) {
      throw new GoError("dig needs at least three arguments");
    }
    GoMap current = dictionary(arguments[arguments.length - 1]);
    Object fallback = arguments[arguments.length - 2];
    int count = arguments.length - 2;
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (!(arguments[i] instanceof String key)) {
        throw new GoError(
            "interface conversion: interface {} is " + described(arguments[i]) + ", not string");
      }
      keys.add(key);
    }
    for (int i = 0; i < count; i++) {
      if (!current.has(keys.get(i))) {
        return fallback;
      }
      Object step = current.get(keys.get(i));
      if (i == count - 1) {
        return step;
      }
      current = dictionary(step);
    }
    return fallback;
  }

  private static String described(@Nullable Object value) {
    return value == null ? "nil" : GoValues.type(value);
  }

  private static GoMap dictionary(@Nullable Object value) {
    if (value instanceof GoMap map && map.type() == GoMap.Type.INTERFACE) {
      return map;
    }
    throw new GoError(
        "interface conversion: interface {} is "
            + described(value)
            + ", not map[string]interface {}");
  }

  private static GoMap merge(@Nullable Object[] arguments, boolean overwrite) {
    GoMap into = map(arguments[0]);
    for (int i = 1; i < arguments.length; i++) {
      GoMap from = map(arguments[i]);
      if (into.isNil() && !from.isNil()) {
        into = GoMap.create();
      }
      merge(into, from, overwrite, 0, new Walk());
    }
    return asDict(into);
  }

  /// mergo's `deepMerge` for maps.
  private static void merge(GoMap into, GoMap from, boolean overwrite, int depth, Walk walk) {
    if (depth > MAX_DEPTH) {
      throw new GoError("merge: a map contains itself");
    }
    if (into.same(from)) {
      return;
    }
    walk.enter(from.size());
    for (String key : from.sortedKeys()) {
      Object source = from.get(key);
      if (source == null
          || (source instanceof GoMap map && map.isNil())
          || (source instanceof GoList list && list.isNil())) {
        if (overwrite) {
          into.put(key, source);
        }
        continue;
      }
      Object target = into.get(key);
      if (source instanceof GoMap sourceMap && target instanceof GoMap targetMap) {
        if (!targetMap.isNil()) {
          merge(targetMap, sourceMap, overwrite, depth + 1, walk);
          if (targetMap.size() > 0) {
            continue;
          }
        }
      }
      if (overwrite || Arguments.isEmpty(target)) {
        into.put(key, source);
      }
    }
    walk.leave();
  }
}
