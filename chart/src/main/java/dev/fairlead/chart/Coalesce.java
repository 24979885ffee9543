package dev.fairlead.chart;

import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoValues;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/// Lays user values over chart defaults (helm's `coalesce.go`), step by step as helm does: which
/// nil deletes what depends on the order of these steps.
final class Coalesce {
  private final Consumer<Warning> warn;

  Coalesce(Consumer<Warning> warn) {
    this.warn = warn;
  }

  /// `CoalesceValues`: nils delete.
  GoMap coalesce(WorkingChart chart, GoMap values) {
    return all(chart, copy(values), "", false);
  }

  /// `MergeValues`: nils stay.
  GoMap merge(WorkingChart chart, GoMap values) {
    return all(chart, copy(values), "", true);
  }

  private void warn(int place, String text) {
    warn.accept(new Warning.Coalescing(place, text));
  }

  private static GoMap copy(GoMap map) {
    return (GoMap) Objects.requireNonNull(GoValues.deepCopy(map));
  }

  private static String prefixed(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }

  private GoMap all(WorkingChart chart, GoMap into, String prefix, boolean merge) {
    defaults(chart, into, prefix, merge);
    dependencies(chart, into, prefix, merge);
    return into;
  }

  private void dependencies(WorkingChart chart, GoMap into, String prefix, boolean merge) {
    for (WorkingChart sub : chart.dependencies()) {
      String name = sub.name();
      if (!into.has(name)) {
        into.put(name, GoMap.create());
      } else if (!(into.get(name) instanceof GoMap)) {
        throw new ChartException(
            "type mismatch on " + name + ": " + GoFormat.sprintf("%t", into.get(name)));
      }
      GoMap values = (GoMap) Objects.requireNonNull(into.get(name));
      String subPrefix = prefixed(prefix, chart.name());
      globals(values, into, subPrefix);
      into.put(name, all(sub, values, subPrefix, merge));
    }
  }

  private void globals(GoMap into, GoMap from, String prefix) {
    GoMap target = GoMap.create();
    if (into.has("global")) {
      if (!(into.get("global") instanceof GoMap map)) {
        warn(138, "warning: skipping globals because destination global is not a table.");
        return;
      }
      target = map;
    }
    GoMap source = GoMap.create();
    if (from.has("global")) {
      if (!(from.get("global") instanceof GoMap map)) {
        warn(145, "warning: skipping globals because source global is not a table.");
        return;
      }
      source = map;
    }
    for (String key : source.sortedKeys()) {
      Object value = source.get(key);
      if (value instanceof GoMap table) {
        GoMap copy = table.shallowCopy();
        if (!target.has(key)) {
          target.put(key, copy);
        } else if (target.get(key) instanceof GoMap old) {
          // The parent wins: the merge goes the other way round.
          tables(copy, old, prefixed(prefix, key), true);
          target.put(key, copy);
        } else {
          warn(
              161,
              "Conflict: cannot merge map onto non-map for "
                  + GoStrings.quote(key)
                  + ". Skipping.");
        }
      } else if (target.get(key) instanceof GoMap) {
        warn(175, "key " + key + " is table. Skipping");
      } else {
        target.put(key, value);
      }
    }
    into.put("global", target);
  }

  private void defaults(WorkingChart chart, GoMap into, String prefix, boolean merge) {
    String subPrefix = prefixed(prefix, chart.name());
    GoMap defaults = copy(chart.values);
    for (String key : defaults.sortedKeys()) {
      Object value = defaults.get(key);
      if (!into.has(key)) {
        into.put(key, value);
        continue;
      }
      Object old = into.get(key);
      if (old == null && !merge) {
        into.entries().remove(key);
      } else if (old instanceof GoMap table) {
        if (value instanceof GoMap source) {
          boolean keepNils =
              merge || chart.dependencies().stream().anyMatch(sub -> sub.name().equals(key));
          tables(table, source, prefixed(subPrefix, key), keepNils);
        } else if (value != null) {
          warn(237, "warning: skipped value for " + subPrefix + "." + key + ": Not a table.");
        }
      }
    }
  }

  /// `coalesceTablesFullKey`: what is in the first wins.
  void tables(GoMap into, GoMap from, String prefix, boolean merge) {
    Set<String> notNil = new HashSet<>();
    from.entries()
        .forEach((key, value) -> {
          if (value != null) {
            notNil.add(key);
          }
        });
    for (String key : List.copyOf(into.entries().keySet())) {
      if (into.get(key) == null) {
        from.put(key, null);
      }
    }
    for (String key : from.sortedKeys()) {
      Object value = from.get(key);
      String fullKey = prefixed(prefix, key);
      boolean present = into.has(key);
      Object old = into.get(key);
      if (present && !merge && old == null && notNil.contains(key)) {
        into.entries().remove(key);
      } else if (!present) {
        into.put(key, value);
      } else if (value instanceof GoMap source) {
        if (old instanceof GoMap target) {
          tables(target, source, fullKey, merge);
        } else {
          warn(
              316,
              "warning: cannot overwrite table with non table for "
                  + fullKey
                  + " ("
                  + GoFormat.print(value)
                  + ")");
        }
      } else if (old instanceof GoMap && value != null) {
        warn(
            319,
            "warning: destination for "
                + fullKey
                + " is a table. Ignoring non-table value ("
                + GoFormat.print(value)
                + ")");
      }
    }
  }
}
