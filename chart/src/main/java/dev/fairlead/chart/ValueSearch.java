package dev.fairlead.chart;

import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.template.Misread;
import dev.fairlead.chart.template.Origin;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the path by which a value hangs in the values of a rendering. Templates pass maps around
/// by reference, so the very map is looked for; of a copy, an equal one.
final class ValueSearch {
  private static final int MAX_DEPTH = 60;

  private ValueSearch() {}

  /// The keys from the root of the values on, `String` of maps and `Integer` of lists; empty where
  /// the value is none of them.
  static Optional<List<Object>> keys(Misread misread, GoMap values) {
    for (Origin origin : misread.origins()) {
      Optional<List<Object>> found = same(origin, values);
      if (found.isPresent()) {
        return found;
      }
    }
    for (Origin origin : misread.origins()) {
      Optional<List<Object>> found = equal(origin, values);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Optional<List<Object>> same(Origin origin, GoMap values) {
    List<Object> path = new ArrayList<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    return same(values, origin.holder(), path, seen)
        ? Optional.of(with(path, origin))
        : Optional.empty();
  }

  private static List<Object> with(List<Object> path, Origin origin) {
    List<Object> all = new ArrayList<>(path);
    all.add(origin.key());
    return all;
  }

  private static boolean same(
      @Nullable Object value, Object holder, List<Object> path, Set<Object> seen) {
    if (is(value, holder)) {
      return true;
    }
    if (path.size() > MAX_DEPTH) {
      return false;
    }
    if (value instanceof GoMap map && seen.add(map.entries())) {
      for (String key : map.sortedKeys()) {
        path.add(key);
        if (same(map.get(key), holder, path, seen)) {
          return true;
        }
        path.removeLast();
      }
    } else if (value instanceof GoList list && seen.add(list)) {
      for (int i = 0; i < list.size(); i++) {
        path.add(i);
        if (same(list.get(i), holder, path, seen)) {
          return true;
        }
        path.removeLast();
      }
    }
    return false;
  }

  @SuppressWarnings("ReferenceEquality")
  private static boolean is(@Nullable Object value, Object holder) {
    return (value instanceof GoMap map && holder instanceof GoMap other)
        ? map.same(other)
        : value == holder;
  }

  /// A copy is told by what is in it, where that is something and only in one place.
  private static Optional<List<Object>> equal(Origin origin, GoMap values) {
    if (!(origin.holder() instanceof GoMap map && map.size() > 0)) {
      return Optional.empty();
    }
    List<List<Object>> found = new ArrayList<>();
    equal(values, map, new ArrayList<>(), found);
    return found.size() == 1 ? Optional.of(with(found.getFirst(), origin)) : Optional.empty();
  }

  private static void equal(
      @Nullable Object value, GoMap wanted, List<Object> path, List<List<Object>> found) {
    if (found.size() > 1 || path.size() > MAX_DEPTH) {
      return;
    }
    if (value instanceof GoMap map) {
      if (map.size() == wanted.size() && GoValues.deepEqual(map, wanted)) {
        found.add(List.copyOf(path));
      }
      for (String key : map.sortedKeys()) {
        path.add(key);
        equal(map.get(key), wanted, path, found);
        path.removeLast();
      }
    } else if (value instanceof GoList list) {
      for (int i = 0; i < list.size(); i++) {
        path.add(i);
        equal(list.get(i), wanted, path, found);
        path.removeLast();
      }
    }
  }
}
