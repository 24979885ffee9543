package dev.fairlead.chart.template;

import dev.fairlead.chart.go.Boxed;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where the arguments of one call were read, of those that an error may be about.
final class ArgumentOrigins {
  /// Those that are nil or empty; null where there is none, as in most calls.
  private @Nullable List<Argument> absent;

  /// The last text.
  private @Nullable Object textHolder;

  private @Nullable Object textKey;
  private int text;

  private record Argument(int index, Origin origin) {}

  /// Where a new map's entry was read.
  interface Memory {
    void handOver(GoMap map, String key, Origin from);
  }

  void add(int index, @Nullable Object value, @Nullable Object holder, @Nullable Object key) {
    if (holder == null || key == null) {
      return;
    }
    Object plain = Boxed.unbox(value);
    if (plain == null || plain.equals("")) {
      if (absent == null) {
        absent = new ArrayList<>(2);
      }
      absent.add(new Argument(index, new Origin(holder, key)));
    } else if (plain instanceof String) {
      text = index;
      textHolder = holder;
      textKey = key;
    }
  }

  /// `dict "probe" .Values.probe` passes a nil on to whom the map is given.
  void handOver(
      String function, @Nullable Object[] evaluated, @Nullable Object result, Memory memory) {
    if (absent == null || !function.equals("dict") || !(result instanceof GoMap map)) {
      return;
    }
    for (Argument argument : absent) {
      int at = argument.index();
      if (at % 2 == 1 && evaluated[at] == null && evaluated[at - 1] instanceof String key) {
        memory.handOver(map, key, argument.origin());
      }
    }
  }

  /// The argument that a failed function can be blamed on: one that is nil or empty, else the last
  /// text.
  @Nullable Misread misread(
      String function, @Nullable Object[] evaluated, Function<Origin, @Nullable Origin> before) {
    if (function.equals("index")) {
      Misread inside = indexed(evaluated, before);
      if (inside != null) {
        return inside;
      }
    }
    if (absent != null) {
      Argument first = absent.getFirst();
      return Misread.of(first.origin(), before, List.of(), Boxed.unbox(evaluated[first.index()]));
    }
    return textHolder == null || textKey == null
        ? null
        : Misread.of(
            new Origin(textHolder, textKey), before, List.of(), Boxed.unbox(evaluated[text]));
  }

  /// The step of `index` that found nothing.
  private static @Nullable Misread indexed(
      @Nullable Object[] evaluated, Function<Origin, @Nullable Origin> before) {
    Object item = Boxed.unbox(evaluated[0]);
    for (int i = 1; i < evaluated.length; i++) {
      Object key = Boxed.unbox(evaluated[i]);
      Origin step;
      Object next;
      if (item instanceof GoMap map && key instanceof String name) {
        step = new Origin(map, name);
        next = map.get(name);
      } else if (item instanceof GoList list && position(key) >= 0) {
        int at = position(key);
        step = new Origin(list, at);
        next = at < list.size() ? list.get(at) : null;
      } else {
        return null;
      }
      if (next == null) {
        List<String> wanted = new ArrayList<>();
        for (int rest = i + 1; rest < evaluated.length; rest++) {
          wanted.add(String.valueOf(Boxed.unbox(evaluated[rest])));
        }
        return Misread.of(step, before, wanted, null);
      }
      item = next;
    }
    return null;
  }

  private static int position(@Nullable Object key) {
    long at =
        switch (key) {
          case Long number -> number;
          case GoInt number -> number.value();
          case null, default -> -1;
        };
    return at <= Integer.MAX_VALUE ? (int) at : -1;
  }
}
