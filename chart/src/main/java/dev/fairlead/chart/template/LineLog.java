package dev.fairlead.chart.template;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/// Which places the lines of a text come from.
final class LineLog {
  private final List<Set<Place>> lines = new ArrayList<>();

  LineLog() {
    lines.add(Set.of());
  }

  /// How many line feeds, plus one.
  int size() {
    return lines.size();
  }

  Set<Place> line(int index) {
    return lines.get(index);
  }

  List<Set<Place>> lines() {
    return lines;
  }

  /// A text is added at the end.
  ///
  /// @param places where the n-th line of it comes from
  void add(String text, IntFunction<Set<Place>> places) {
    int start = 0;
    for (int n = 0; ; n++) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed;
      if (!text.substring(start, end).isBlank()) {
        join(places.apply(n));
      }
      if (feed < 0) {
        return;
      }
      lines.add(Set.of());
      start = feed + 1;
    }
  }

  private void join(Set<Place> places) {
    int last = lines.size() - 1;
    if (lines.get(last).isEmpty()) {
      lines.set(last, places);
    } else if (!lines.get(last).containsAll(places)) {
      Set<Place> both = new LinkedHashSet<>(lines.get(last));
      both.addAll(places);
      lines.set(last, both);
    }
  }

  /// What is known of a text that a function made of one whose lines are known: indented, trimmed,
  /// quoted. A line is found by what is in it, or by its number where both have as many.
  static LineLog derived(String from, LineLog known, String made) {
    List<String> old = from.lines().map(String::strip).toList();
    List<String> lines = List.of(made.split("\n", -1));
    boolean parallel = lines.size() == known.size();
    LineLog log = new LineLog();
    int next = 0;
    for (int i = 0; i < lines.size(); i++) {
      if (i > 0) {
        log.lines.add(Set.of());
      }
      String wanted = lines.get(i).strip();
      if (wanted.isEmpty()) {
        continue;
      }
      int at = find(old, wanted, next);
      if (at < 0 && next > 0) {
        at = find(old, wanted, 0);
      }
      if (at >= 0) {
        next = at + 1;
      } else if (parallel) {
        at = i;
      }
      if (at >= 0 && at < known.size()) {
        log.lines.set(i, known.line(at));
      }
    }
    return log;
  }

  private static int find(List<String> lines, String wanted, int from) {
    for (int i = from; i < lines.size(); i++) {
      if (lines.get(i).equals(wanted)) {
        return i;
      }
    }
    return -1;
  }
}
