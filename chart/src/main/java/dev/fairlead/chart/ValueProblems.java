package dev.fairlead.chart;

import dev.fairlead.chart.ValueProblem.Kind;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.template.Misread;
import dev.fairlead.model.DidYouMean;
import dev.fairlead.model.Position;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Says of a value that a template missed which files could have set it.
final class ValueProblems {
  private final WorkingChart root;
  private final List<ValuesSource> sources;

  ValueProblems(WorkingChart root, List<ValuesSource> sources) {
    this.root = root;
    this.sources = sources;
  }

  /// What the values say to a misread; null where it was not read from them.
  ///
  /// @param values those of the rendering, from the root chart on
  /// @param reader the chart whose file was rendered
  @Nullable ValueProblem of(Misread misread, GoMap values, WorkingChart reader) {
    List<Object> keys = ValueSearch.keys(misread, values).orElse(null);
    if (keys == null) {
      return null;
    }
    List<Object> absolute = withoutSubchart(keys, "global");
    List<String> owner = chartNames(reader);
    boolean own = absolute.size() > owner.size() && absolute.subList(0, owner.size()).equals(owner);
    int cut = own ? owner.size() : 0;
    String path = show(absolute.subList(cut, absolute.size()));
    List<ValuesText> read = read(absolute);
    List<Position> set = new ArrayList<>();
    for (ValuesText text : read) {
      text.find(absolute).ifPresent(set::add);
    }
    set.addAll(setOnTheCommandLine(absolute));
    Object value = misread.value();
    Kind kind =
        value == null
            ? (set.isEmpty() ? Kind.MISSING : Kind.NULL)
            : value.equals("") ? Kind.EMPTY : Kind.UNFIT;
    return new ValueProblem(
        kind,
        path,
        misread.wanted().isEmpty() ? path : path + "." + String.join(".", misread.wanted()),
        show(absolute),
        found(value),
        read.stream().map(ValuesText::name).distinct().toList(),
        set,
        kind == Kind.MISSING ? nearest(absolute, cut, read) : null);
  }

  /// Globals are the root's, whatever chart reads them.
  private List<Object> withoutSubchart(List<Object> keys, String global) {
    WorkingChart chart = root;
    for (int i = 0; i < keys.size(); i++) {
      Object key = keys.get(i);
      if (key.equals(global)) {
        return keys.subList(i, keys.size());
      }
      WorkingChart next = child(chart, key);
      if (next == null) {
        return keys;
      }
      chart = next;
    }
    return keys;
  }

  private static @Nullable WorkingChart child(WorkingChart chart, Object name) {
    return chart.dependencies().stream()
        .filter(sub -> sub.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private static List<String> chartNames(WorkingChart chart) {
    String[] parts = chart.fullPath().split("/charts/", -1);
    return List.of(parts).subList(1, parts.length);
  }

  /// The texts that could set a path, weakest first: the subcharts' own values from the inside out,
  /// then the chart's, then those that were given.
  private List<ValuesText> read(List<Object> keys) {
    List<ValuesText> texts = new ArrayList<>();
    WorkingChart chart = root;
    int depth = 0;
    while (chart != null) {
      WorkingChart at = chart;
      int cut = depth;
      at.source
          .valuesFile()
          .ifPresent(file ->
              texts.addFirst(
                  ValuesText.of(
                      at.source.origin().at("values.yaml", 0, 0).file(),
                      file.text(),
                      cut,
                      at.source.origin().packed())));
      chart = depth < keys.size() ? child(at, keys.get(depth)) : null;
      depth++;
    }
    for (ValuesSource source : sources) {
      switch (source) {
        case ValuesSource.File(String name, String text) ->
            texts.add(ValuesText.of(name, text, 0, false));
        case ValuesSource.Values(var values) ->
            texts.add(ValuesText.of("valuesObject", values.toString(), 0, true));
        case ValuesSource.SetJson _,
            ValuesSource.Set _,
            ValuesSource.SetString _,
            ValuesSource.SetFile _,
            ValuesSource.SetLiteral _ -> {
          // Named only where one of them sets the value.
        }
      }
    }
    return texts;
  }

  /// The single values that set a path or what is above it.
  private List<Position> setOnTheCommandLine(List<Object> keys) {
    List<Position> places = new ArrayList<>();
    for (ValuesSource source : sources) {
      String expression =
          switch (source) {
            case ValuesSource.Set(String text) -> text;
            case ValuesSource.SetString(String text) -> text;
            case ValuesSource.SetLiteral(String text) -> text;
            case ValuesSource.SetJson(String text) -> text;
            case ValuesSource.SetFile(String text, var _) -> text;
            case ValuesSource.File _, ValuesSource.Values _ -> "";
          };
      int equals = expression.indexOf('=');
      if (equals > 0 && sets(source, keys)) {
        places.add(Position.of("parameter " + expression.substring(0, equals)));
      }
    }
    return places;
  }

  private static boolean sets(ValuesSource source, List<Object> keys) {
    try {
      Object value = UserValues.merge(HelmVersion.V4, List.of(source));
      for (Object key : keys) {
        if (!(value instanceof GoMap map && key instanceof String name && map.has(name))) {
          return false;
        }
        value = map.get(name);
      }
      return true;
    } catch (ChartException | GoError _) {
      // It builds on what another source sets; then it cannot be told alone.
      return false;
    }
  }

  private ValueProblem.@Nullable Near nearest(List<Object> keys, int cut, List<ValuesText> read) {
    List<Object> parent = keys.subList(0, keys.size() - 1);
    if (!(keys.getLast() instanceof String name)) {
      return null;
    }
    Map<String, Position> siblings = new LinkedHashMap<>();
    for (ValuesText text : read) {
      siblings.putAll(text.keysBelow(parent));
    }
    String near = DidYouMean.among(name, siblings.keySet()).orElse(null);
    if (near == null) {
      return null;
    }
    List<Object> path = new ArrayList<>(parent.subList(cut, parent.size()));
    path.add(near);
    return new ValueProblem.Near(show(path), Objects.requireNonNull(siblings.get(near)));
  }

  private static String found(@Nullable Object value) {
    if (value == null) {
      return "nothing";
    }
    return switch (GoValues.kind(value)) {
      case "string" -> "a text";
      case "map" -> "a map";
      case "slice" -> "a list";
      case "bool" -> "a boolean";
      case "float64", "int64", "int" -> "a number";
      default -> ValueProblem.article(GoValues.kind(value));
    };
  }

  static String show(List<?> keys) {
    StringBuilder out = new StringBuilder(".Values");
    for (Object key : keys) {
      if (key instanceof Integer index) {
        out.append('[').append(index).append(']');
      } else if (key.toString().matches("[\\p{Alnum}_-]+")) {
        out.append('.').append(key);
      } else {
        out.append("[\"").append(key).append("\"]");
      }
    }
    return out.toString();
  }
}
