package dev.fairlead.chart.go;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Questions that Go's `reflect` answers.
public final class GoValues {
  private GoValues() {}

  /// `%T`.
  public static String type(@Nullable Object value) {
    return switch (value) {
      case null -> "<nil>";
      case Boxed _ -> "interface {}";
      case Boolean _ -> "bool";
      case String _ -> "string";
      case Double _ -> "float64";
      case Long _ -> "int64";
      case GoInt _ -> "int";
      case GoUint number -> number.type();
      case GoComplex _ -> "complex128";
      case GoMap map -> map.type().toString();
      case GoList list -> list.type();
      case GoBytes _ -> "[]uint8";
      case GoObject object -> object.type();
      case GoMoment _ -> "time.Time";
      default -> value.getClass().getSimpleName();
    };
  }

  /// `reflect.Kind`.
  public static String kind(@Nullable Object value) {
    return switch (value) {
      case null -> "invalid";
      case GoMap _ -> "map";
      case GoList _, GoBytes _ -> "slice";
      case GoObject object -> object.kind();
      case GoMoment _ -> "struct";
      default -> type(value);
    };
  }

  /// Whether templates take a value for true.
  public static boolean isTrue(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Boxed boxed -> isTrue(boxed.value());
      case Invalid _ -> false;
      case Boolean bool -> bool;
      case String text -> !text.isEmpty();
      case Double number -> number != 0;
      case Long number -> number != 0;
      case GoInt number -> number.value() != 0;
      case GoUint number -> number.value() != 0;
      case GoComplex number -> number.real() != 0 || number.imaginary() != 0;
      case GoMap map -> map.size() > 0;
      case GoList list -> list.size() > 0;
      case GoBytes bytes -> bytes.bytes().length > 0;
      default -> true;
    };
  }

  /// `reflect.DeepEqual`: strict on types.
  public static boolean deepEqual(@Nullable Object left, @Nullable Object right) {
    return switch (left) {
      case GoMap _, GoList _ -> deepEqual(left, right, new Walk());
      case null, default -> deepEqual(left, right, null);
    };
  }

  private static boolean deepEqual(
      @Nullable Object left, @Nullable Object right, @Nullable Walk walk) {
    return switch (left) {
      case null -> right == null;
      case GoMap a -> right instanceof GoMap b && equalMaps(a, b, Objects.requireNonNull(walk));
      case GoList a -> right instanceof GoList b && equalLists(a, b, Objects.requireNonNull(walk));
      case GoBytes a -> right instanceof GoBytes b && java.util.Arrays.equals(a.bytes(), b.bytes());
      case Double a -> right instanceof Double b && a.doubleValue() == b.doubleValue();
      default -> Objects.equals(left, right);
    };
  }

  private static boolean equalMaps(GoMap a, GoMap b, Walk walk) {
    if (a.type() != b.type() || a.isNil() != b.isNil() || a.size() != b.size()) {
      return false;
    }
    if (a.same(b)) {
      return true;
    }
    walk.enter(a.size());
    for (var entry : a.entries().entrySet()) {
      if (!b.has(entry.getKey()) || !deepEqual(entry.getValue(), b.get(entry.getKey()), walk)) {
        return false;
      }
    }
    walk.leave();
    return true;
  }

  private static boolean equalLists(GoList a, GoList b, Walk walk) {
    if (!a.element().equals(b.element()) || a.isNil() != b.isNil() || a.size() != b.size()) {
      return false;
    }
    walk.enter(a.size());
    for (int i = 0; i < a.size(); i++) {
      if (!deepEqual(a.get(i), b.get(i), walk)) {
        return false;
      }
    }
    walk.leave();
    return true;
  }

  /// A copy of maps and lists at any depth.
  public static @Nullable Object deepCopy(@Nullable Object value) {
    return value instanceof GoMap || value instanceof GoList ? deepCopy(value, new Walk()) : value;
  }

  private static @Nullable Object deepCopy(@Nullable Object value, Walk walk) {
    return switch (value) {
      case GoMap map -> {
        if (map.isNil()) {
          yield map;
        }
        walk.enter(map.size());
        GoMap copy = GoMap.create(map.type());
        map.entries().forEach((key, item) -> copy.put(key, deepCopy(item, walk)));
        walk.leave();
        yield copy;
      }
      case GoList list -> {
        if (list.isNil()) {
          yield list;
        }
        walk.enter(list.size());
        var items = new java.util.ArrayList<@Nullable Object>(list.size());
        for (Object item : list.items()) {
          items.add(deepCopy(item, walk));
        }
        walk.leave();
        yield GoList.of(list.element(), items);
      }
      case null, default -> value;
    };
  }
}
