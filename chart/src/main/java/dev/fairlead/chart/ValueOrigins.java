package dev.fairlead.chart;

import dev.fairlead.chart.Trace.Reason;
import dev.fairlead.chart.Trace.Source;
import dev.fairlead.chart.Trace.SourceKind;
import dev.fairlead.chart.Trace.UnusedValue;
import dev.fairlead.chart.Trace.ValueOrigin;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Where the values of a rendering come from.
final class ValueOrigins {
  private static final int MAX_DEPTH = 200;

  private final WorkingChart root;
  private final GoMap values;

  /// What was supplied, weakest first.
  private final List<Supply> supplies = new ArrayList<>();

  private final Map<WorkingChart, ValuesText> defaults = new HashMap<>();

  /// One source on its own.
  private record Supply(SourceKind kind, String name, GoMap values, @Nullable ValuesText text) {
    Source at(List<Object> path) {
      Optional<Position> place = text == null ? Optional.empty() : text.find(path);
      return new Source(kind, name, place);
    }
  }

  /// @param values the final ones, before any template changed them
  ValueOrigins(WorkingChart root, GoMap values, RenderRequest request) {
    this.root = root;
    this.values = values;
    for (ValuesSource source : request.values()) {
      supply(request.helm(), source);
    }
    // Helm merges by kind, whatever the order of the flags.
    supplies.sort(
        Comparator.comparing(
            each -> each.kind() == SourceKind.OBJECT ? SourceKind.FILE : each.kind()));
  }

  private void supply(HelmVersion helm, ValuesSource source) {
    GoMap alone;
    try {
      alone = UserValues.merge(helm, List.of(source));
    } catch (ChartException | GoError _) {
      // It builds on what another source sets, and cannot be told alone.
      return;
    }
    supplies.add(
        switch (source) {
          case ValuesSource.File(String name, String text) ->
              new Supply(SourceKind.FILE, name, alone, ValuesText.of(name, text, 0, false));
          case ValuesSource.Values _ -> new Supply(SourceKind.OBJECT, "values", alone, null);
          case ValuesSource.SetJson _ -> flag(SourceKind.SET_JSON, "--set-json", alone);
          case ValuesSource.Set _ -> flag(SourceKind.SET, "--set", alone);
          case ValuesSource.SetString _ -> flag(SourceKind.SET_STRING, "--set-string", alone);
          case ValuesSource.SetFile _ -> flag(SourceKind.SET_FILE, "--set-file", alone);
          case ValuesSource.SetLiteral _ -> flag(SourceKind.SET_LITERAL, "--set-literal", alone);
        });
  }

  private static Supply flag(SourceKind kind, String name, GoMap values) {
    return new Supply(kind, name, values, null);
  }

  /// A path without the charts that only pass a global on: `redis.global.a` is `global.a` where
  /// that is set.
  List<Object> canonical(List<Object> path) {
    WorkingChart chart = root;
    int cut = 0;
    while (cut < path.size() && !path.get(cut).equals("global")) {
      chart = child(chart, path.get(cut));
      if (chart == null) {
        return path;
      }
      cut++;
    }
    for (int up = 0; up < cut && cut < path.size(); up++) {
      List<Object> higher = new ArrayList<>(path.subList(0, up));
      higher.addAll(path.subList(cut, path.size()));
      if (has(values, higher)) {
        return higher;
      }
    }
    return path;
  }

  static @Nullable WorkingChart child(WorkingChart chart, Object name) {
    for (WorkingChart sub : chart.dependencies()) {
      if (sub.name().equals(name)) {
        return sub;
      }
    }
    return null;
  }

  /// The origins of all values.
  List<ValueOrigin> all() {
    List<ValueOrigin> out = new ArrayList<>();
    leaves(
        values,
        (path, _) -> {
          if (canonical(path).equals(path)) {
            out.add(new ValueOrigin(show(path), of(path)));
          }
        });
    return out;
  }

  private Source of(List<Object> path) {
    for (Supply supply : supplies.reversed()) {
      if (has(supply.values(), path)) {
        return supply.at(path);
      }
    }
    WorkingChart chart = root;
    WorkingChart owner = root;
    for (int cut = 0; chart != null; cut++) {
      owner = chart;
      List<Object> own = path.subList(cut, path.size());
      if (has(chart.source.defaults(), own)) {
        boolean innermost = own.isEmpty() || child(chart, own.getFirst()) == null;
        return new Source(
            innermost ? SourceKind.CHART : SourceKind.PARENT_CHART,
            chart.fullPath() + "/values.yaml",
            text(chart, cut).find(path));
      }
      chart = cut < path.size() ? child(chart, path.get(cut)) : null;
    }
    return new Source(SourceKind.IMPORT, owner.fullPath(), Optional.empty());
  }

  private ValuesText text(WorkingChart chart, int cut) {
    return defaults.computeIfAbsent(
        chart,
        each -> {
          ChartOrigin origin = each.source.origin();
          return ValuesText.of(
              origin.at("values.yaml", 0, 0).file(),
              each.source.valuesFile().map(ChartFile::text).orElse(""),
              cut,
              origin.packed());
        });
  }

  /// What was supplied in vain.
  ///
  /// @param read the canonical paths that were read
  List<UnusedValue> unused(Set<List<Object>> read) {
    List<UnusedValue> out = new ArrayList<>();
    for (int i = 0; i < supplies.size(); i++) {
      Supply supply = supplies.get(i);
      List<Supply> stronger = supplies.subList(i + 1, supplies.size());
      leaves(
          supply.values(),
          (path, value) -> {
            // Sets of list items fill up with nulls what is before them.
            boolean filler = value == null && path.getLast() instanceof Integer;
            Reason reason = filler ? null : reason(path, stronger, read);
            if (reason != null) {
              out.add(new UnusedValue(show(path), supply.at(path), reason));
            }
          });
    }
    return out;
  }

  private @Nullable Reason reason(
      List<Object> path, List<Supply> stronger, Set<List<Object>> read) {
    if (stronger.stream().anyMatch(each -> replaces(each.values(), path))) {
      return Reason.OVERRIDDEN;
    }
    List<Object> canonical = canonical(path);
    if (!canonical.equals(path)) {
      return Reason.GLOBAL_OF_PARENT;
    }
    if (isOff(path)) {
      return Reason.DEPENDENCY_OFF;
    }
    return read.contains(path) ? null : Reason.NEVER_READ;
  }

  /// Whether a source sets the path or what it lies in to something else.
  private static boolean replaces(GoMap map, List<Object> path) {
    Object at = map;
    for (int i = 0; i < path.size(); i++) {
      Object next = path.get(i);
      if (at instanceof GoMap table) {
        if (!(next instanceof String key && table.has(key))) {
          return false;
        }
        at = table.get(key);
      } else if (at instanceof GoList list) {
        // `--set a[1]=x` changes the list of a file; a list of a file replaces it.
        if (!(next instanceof Integer index && index < list.size() && list.get(index) != null)) {
          return false;
        }
        at = list.get(index);
      } else {
        return true;
      }
    }
    return !(at instanceof GoMap);
  }

  private boolean isOff(List<Object> path) {
    WorkingChart chart = root;
    for (Object key : path) {
      WorkingChart next = child(chart, key);
      if (next == null) {
        return declares(chart.source, key);
      }
      chart = next;
    }
    return false;
  }

  private static boolean declares(Chart chart, Object name) {
    return chart.metadata().dependencies().orElse(List.of()).stream()
        .anyMatch(each -> (each.alias().isEmpty() ? each.name() : each.alias()).equals(name));
  }

  private static boolean has(GoMap map, List<Object> path) {
    Object at = map;
    for (Object key : path) {
      if (at instanceof GoMap table && key instanceof String name && table.has(name)) {
        at = table.get(name);
      } else if (at instanceof GoList list && key instanceof Integer index && index < list.size()) {
        at = list.get(index);
        if (at == null) {
          return false;
        }
      } else {
        return false;
      }
    }
    return true;
  }

  private static void leaves(GoMap map, BiConsumer<List<Object>, @Nullable Object> each) {
    leaves(map, new ArrayList<>(), each);
  }

  private static void leaves(
      @Nullable Object value, List<Object> path, BiConsumer<List<Object>, @Nullable Object> each) {
    if (value instanceof GoMap map && map.size() > 0 && path.size() < MAX_DEPTH) {
      for (String key : map.sortedKeys()) {
        path.add(key);
        leaves(map.get(key), path, each);
        path.removeLast();
      }
    } else if (value instanceof GoList list && list.size() > 0 && path.size() < MAX_DEPTH) {
      for (int i = 0; i < list.size(); i++) {
        path.add(i);
        leaves(list.get(i), path, each);
        path.removeLast();
      }
    } else if (!path.isEmpty()) {
      each.accept(List.copyOf(path), value);
    }
  }

  /// A path as it is set: `a.b[0]`.
  static String show(List<Object> path) {
    String text = ValueProblems.show(path).substring(".Values".length());
    return text.startsWith(".") ? text.substring(1) : text;
  }
}
