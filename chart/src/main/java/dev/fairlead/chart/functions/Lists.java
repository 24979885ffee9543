package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.integer;
import static dev.fairlead.chart.functions.Arguments.list;

import dev.fairlead.chart.go.Budget;
import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sprig's lists (`list.go`). Each function gives a new list.
final class Lists {
  private Lists() {}

  static void register(Registry registry) {
    for (String name : List.of("list", "tuple")) {
      registry.variadic(
          name, a -> GoList.of(new ArrayList<@Nullable Object>(Arrays.asList(a))), GoType.ANY);
    }
    for (String name : List.of("append", "push")) {
      registry.withMust(name, a -> plus(a[0], a[1], false), GoType.ANY, GoType.ANY);
    }
    registry.withMust("prepend", a -> plus(a[0], a[1], true), GoType.ANY, GoType.ANY);
    registry.withMust(
        "first",
        a -> {
          var items = list(a[0], "Cannot find first on type %s");
          return items.isEmpty() ? null : items.getFirst();
        },
        GoType.ANY);
    registry.withMust(
        "last",
        a -> {
          var items = list(a[0], "Cannot find last on type %s");
          return items.isEmpty() ? null : items.getLast();
        },
        GoType.ANY);
    registry.withMust(
        "rest",
        a -> {
          var items = list(a[0], "Cannot find rest on type %s");
          return items.isEmpty() ? GoList.nil(GoList.ANY) : copy(items.subList(1, items.size()));
        },
        GoType.ANY);
    registry.withMust(
        "initial",
        a -> {
          var items = list(a[0], "Cannot find initial on type %s");
          return items.isEmpty()
              ? GoList.nil(GoList.ANY)
              : copy(items.subList(0, items.size() - 1));
        },
        GoType.ANY);
    registry.withMust(
        "reverse", a -> copy(list(a[0], "Cannot find reverse on type %s").reversed()), GoType.ANY);
    registry.withMust("compact", a -> compact(a[0]), GoType.ANY);
    registry.withMust("uniq", a -> uniq(a[0]), GoType.ANY);
    registry.variadicWithMust(
        "without", a -> without(a[0], Arguments.rest(a, 1)), GoType.ANY, GoType.ANY);
    registry.withMust(
        "has",
        a -> a[1] != null && contains(list(a[1], "Cannot find has on type %s"), a[0]),
        GoType.ANY,
        GoType.ANY);
    registry.variadicWithMust("slice", Lists::slice, GoType.ANY, GoType.ANY);
    registry.variadic("concat", Lists::concat, GoType.ANY);
    registry.withMust("chunk", a -> chunk(integer(a[0]), a[1]), GoType.INT, GoType.ANY);
  }

  private static GoList copy(List<@Nullable Object> items) {
    return GoList.of(new ArrayList<>(items));
  }

  private static GoList plus(@Nullable Object value, @Nullable Object item, boolean front) {
    List<@Nullable Object> items =
        new ArrayList<>(
            list(value, front ? "Cannot prepend on type %s" : "Cannot push on type %s"));
    if (front) {
      items.addFirst(item);
    } else {
      items.add(item);
    }
    return GoList.of(items);
  }

  /// Lists are searched for each item of another one.
  private static final int LONG = 1 << 10;

  private static boolean contains(List<@Nullable Object> items, @Nullable Object wanted) {
    if (items.size() > LONG) {
      Budget.current().look();
    }
    for (Object item : items) {
      if (GoValues.deepEqual(wanted, item)) {
        return true;
      }
    }
    return false;
  }

  private static GoList compact(@Nullable Object value) {
    List<@Nullable Object> out = new ArrayList<>();
    for (Object item : list(value, "Cannot compact on type %s")) {
      if (!Arguments.isEmpty(item)) {
        out.add(item);
      }
    }
    return GoList.of(out);
  }

  private static GoList uniq(@Nullable Object value) {
    List<@Nullable Object> out = new ArrayList<>();
    for (Object item : list(value, "Cannot find uniq on type %s")) {
      if (!contains(out, item)) {
        out.add(item);
      }
    }
    return GoList.of(out);
  }

  private static GoList without(@Nullable Object value, @Nullable Object[] omitted) {
    List<@Nullable Object> omit = Arrays.asList(omitted);
    List<@Nullable Object> out = new ArrayList<>();
    for (Object item : list(value, "Cannot find without on type %s")) {
      if (!contains(omit, item)) {
        out.add(item);
      }
    }
    return GoList.of(out);
  }

  private static @Nullable Object slice(@Nullable Object[] arguments) {
    List<@Nullable Object> items =
        list(arguments[0], "list should be type of slice or array but %s");
    if (items.isEmpty()) {
      return null;
    }
    long start = 0;
    long end = items.size();
    if (arguments.length > 1) {
      start = Arguments.toInt64(arguments[1]);
    }
    if (arguments.length > 2) {
      end = Arguments.toInt64(arguments[2]);
    }
    if (start < 0 || end < start || end > items.size()) {
      throw new GoError("reflect.Value.Slice: slice index out of bounds");
    }
    List<@Nullable Object> part = items.subList((int) start, (int) end);
    if (arguments[0] instanceof GoBytes bytes) {
      return new GoBytes(Arrays.copyOfRange(bytes.bytes(), (int) start, (int) end));
    }
    return arguments[0] instanceof GoList list ? GoList.of(list.element(), part) : copy(part);
  }

  private static GoList concat(@Nullable Object[] lists) {
    List<@Nullable Object> out = new ArrayList<>();
    for (Object each : lists) {
      out.addAll(list(each, "Cannot concat type %s as list"));
    }
    return out.isEmpty() ? GoList.nil(GoList.ANY) : GoList.of(out);
  }

  private static final String CHUNK_PANIC = "runtime error: makeslice: len out of range";

  private static GoList chunk(int size, @Nullable Object value) {
    List<@Nullable Object> items = list(value, "Cannot chunk type %s");
    // Go's arithmetic on floats, which gives some sense to sizes below one.
    double chunks = Math.floor((items.size() - 1) / (double) size) + 1;
    if (!(chunks >= 0 && chunks <= Integer.MAX_VALUE)) {
      throw new GoError(CHUNK_PANIC);
    }
    List<@Nullable Object> out = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      int last = (int) Math.floor((double) items.size() % size);
      int length = i == chunks - 1 && last != 0 ? last : size;
      if (length < 0) {
        throw new GoError(CHUNK_PANIC);
      }
      out.add(copy(items.subList(i * size, i * size + length)));
    }
    return GoList.of("[]interface {}", out);
  }
}
