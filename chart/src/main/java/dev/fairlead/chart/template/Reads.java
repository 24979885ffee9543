package dev.fairlead.chart.template;

import dev.fairlead.chart.go.Boxed;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoObject;
import dev.fairlead.chart.go.GoValues;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a run reads. Maps and lists are known by identity, since templates pass them around by
/// reference; a scalar is read when it is taken out of one.
final class Reads {
  private final IdentityHashMap<Object, List<Object>> paths = new IdentityHashMap<>();
  private final IdentityHashMap<Object, String> objects = new IdentityHashMap<>();
  private final IdentityHashMap<Object, String> files = new IdentityHashMap<>();

  /// Keys that a template wrote itself: who reads them does not read what was supplied.
  private final IdentityHashMap<Object, Set<Object>> written = new IdentityHashMap<>();

  private final Map<List<Object>, Read> values = new LinkedHashMap<>();
  private final Map<String, Boolean> filesRead = new LinkedHashMap<>();
  private final Set<String> objectsRead = new LinkedHashSet<>();
  private final Supplier<@Nullable Place> here;

  /// A path of the values was read.
  static final class Read {
    private final @Nullable Place first;
    private boolean whole;
    private boolean found;
    private boolean single;

    Read(@Nullable Place first) {
      this.first = first;
    }

    @Nullable Place first() {
      return first;
    }

    /// As a map or list with all that is in it.
    boolean whole() {
      return whole;
    }

    boolean found() {
      return found;
    }

    /// Not only as a part of what was read whole.
    boolean single() {
      return single;
    }
  }

  Reads(Supplier<@Nullable Place> here) {
    this.here = here;
  }

  Map<List<Object>, Read> values() {
    return values;
  }

  Map<String, Boolean> files() {
    return filesRead;
  }

  Set<String> objects() {
    return objectsRead;
  }

  // What is known.

  void values(@Nullable Object value, List<Object> path) {
    switch (value) {
      case GoMap map -> {
        if (paths.putIfAbsent(map.entries(), path) == null) {
          map.entries().forEach((key, item) -> values(item, plus(path, key)));
        }
      }
      case GoList list -> {
        if (paths.putIfAbsent(list, path) == null) {
          for (int i = 0; i < list.size(); i++) {
            values(list.get(i), plus(path, i));
          }
        }
      }
      case null, default -> {
        // Scalars have no identity.
      }
    }
  }

  void object(@Nullable Object value, String name) {
    if (value != null) {
      objects.put(id(value), name);
    }
  }

  void files(GoMap map, String chart) {
    files.put(map.entries(), chart);
  }

  private static List<Object> plus(List<Object> path, Object key) {
    List<Object> longer = new ArrayList<>(path.size() + 1);
    longer.addAll(path);
    longer.add(key);
    return longer;
  }

  private static Object id(Object value) {
    return value instanceof GoMap map ? map.entries() : value;
  }

  // What happens.

  /// An entry of a map or list is looked up, whether it is there or not.
  void read(Object holder, Object key) {
    read(holder, key, true);
  }

  private void read(Object holder, Object key, boolean single) {
    Object id = id(holder);
    List<Object> path = paths.get(id);
    if (path != null) {
      Set<Object> own = written.get(id);
      if (own == null || !own.contains(key)) {
        Read read = values.computeIfAbsent(plus(path, key), _ -> new Read(here.get()));
        read.found |= has(holder, key);
        read.single |= single;
      }
      return;
    }
    String object = objects.get(id);
    if (object != null) {
      objectsRead.add(object + "." + key);
      return;
    }
    String chart = files.get(id);
    if (chart != null) {
      filesRead.put(chart + "/" + key, has(holder, key));
    }
  }

  private static boolean has(Object holder, Object key) {
    return switch (holder) {
      case GoMap map -> key instanceof String name && map.has(name);
      case GoList list -> key instanceof Integer index && index >= 0 && index < list.size();
      default -> false;
    };
  }

  void field(GoObject object, String name, @Nullable Object found) {
    String known = objects.get(object);
    if (known != null) {
      objectsRead.add(known + "." + name);
      if (found instanceof GoObject || found instanceof GoList) {
        objects.put(found, known + "." + name);
      }
    }
  }

  void method(Object receiver, String name, @Nullable Object[] arguments, @Nullable Object result) {
    Object argument = arguments.length == 0 ? null : Boxed.unbox(arguments[0]);
    if (receiver instanceof GoMap map) {
      switch (name) {
        case "Get", "GetBytes", "Lines" -> {
          if (argument != null) {
            read(map, argument);
          }
        }
        case "Glob" -> {
          String chart = files.get(map.entries());
          if (chart != null && result instanceof GoMap found) {
            files.put(found.entries(), chart);
          }
        }
        case "Table", "PathValue" -> {
          Object at = map;
          for (String key : String.valueOf(argument).split("\\.", -1)) {
            if (at instanceof GoMap table) {
              read(table, key);
              at = table.get(key);
            }
          }
        }
        case "AsMap" -> {}
        default -> whole(map);
      }
      return;
    }
    String known = objects.get(receiver);
    if (known != null) {
      objectsRead.add(known + "." + name + (argument == null ? "" : " \"" + argument + "\""));
    }
  }

  /// Everything in a value is used.
  void whole(@Nullable Object value) {
    Object plain = Boxed.unbox(value);
    if (!(plain instanceof GoMap || plain instanceof GoList)) {
      return;
    }
    List<Object> path = paths.get(id(plain));
    if (path != null) {
      Read read = values.computeIfAbsent(path, _ -> new Read(here.get()));
      read.whole = true;
      read.found = true;
      read.single = true;
    }
    whole(plain, Collections.newSetFromMap(new IdentityHashMap<>()));
  }

  private void whole(@Nullable Object value, Set<Object> seen) {
    switch (value) {
      case GoMap map -> {
        if (seen.add(map.entries())) {
          map.entries()
              .forEach((key, item) -> {
                read(map, key, false);
                whole(item, seen);
              });
        }
      }
      case GoList list -> {
        if (seen.add(list)) {
          for (int i = 0; i < list.size(); i++) {
            read(list, i, false);
            whole(list.get(i), seen);
          }
        }
      }
      case null, default -> {
        // Read with its holder.
      }
    }
  }

  /// The scalars in a map or list go on without it; what else is in it keeps its identity.
  private void scalars(@Nullable Object value) {
    switch (Boxed.unbox(value)) {
      case GoMap map -> map.entries().keySet().forEach(key -> scalar(map, key, map.get(key)));
      case GoList list -> {
        for (int i = 0; i < list.size(); i++) {
          scalar(list, i, list.get(i));
        }
      }
      case null, default -> {}
    }
  }

  private void scalar(Object holder, Object key, @Nullable Object value) {
    if (!(value instanceof GoMap || value instanceof GoList)) {
      read(holder, key);
    }
  }

  /// A function is about to be called.
  void call(String name, @Nullable Object[] arguments) {
    @Nullable Object[] a = new @Nullable Object[arguments.length];
    for (int i = 0; i < a.length; i++) {
      a[i] = Boxed.unbox(arguments[i]);
    }
    switch (plain(name)) {
      // They hand on what they get, or look only at its kind or size.
      case "include", "tpl", "dict", "list", "tuple", "default", "coalesce", "ternary" -> {}
      case "required", "empty", "not", "len", "kindOf", "kindIs", "typeOf", "typeIs" -> {}
      case "typeIsLike", "keys", "deepCopy" -> {}
      case "append", "prepend", "push", "concat", "first", "last", "rest", "initial" -> all(a);
      case "reverse", "slice", "compact", "chunk", "values", "any", "all" -> all(a);
      case "index" -> index(a);
      case "get", "hasKey" -> entry(a[0], a[1]);
      case "set", "unset" -> {
        if (a[0] instanceof GoMap map && a[1] != null) {
          written.computeIfAbsent(map.entries(), _ -> new HashSet<>()).add(a[1]);
        }
      }
      case "pluck" -> {
        for (int i = 1; i < a.length; i++) {
          entry(a[i], a[0]);
        }
      }
      case "dig" -> dig(a);
      case "pick" -> {
        for (int i = 1; i < a.length; i++) {
          entry(a[0], a[i]);
        }
      }
      case "omit" -> {
        if (a[0] instanceof GoMap map) {
          List<@Nullable Object> left = java.util.Arrays.asList(a).subList(1, a.length);
          map.entries().keySet().stream()
              .filter(key -> !left.contains(key))
              .forEach(key -> read(map, key));
        }
      }
      case "merge", "mergeOverwrite" -> {
        for (int i = 1; i < a.length; i++) {
          if (a[0] instanceof GoMap into && a[i] instanceof GoMap from) {
            merge(into, from, name.endsWith("Overwrite"), new HashSet<>());
          }
        }
      }
      default -> {
        for (Object each : a) {
          whole(each);
        }
      }
    }
  }

  private static String plain(String name) {
    return name.startsWith("must") && name.length() > 4
        ? Character.toLowerCase(name.charAt(4)) + name.substring(5)
        : name;
  }

  private void all(@Nullable Object[] arguments) {
    for (Object each : arguments) {
      scalars(each);
    }
  }

  private void entry(@Nullable Object holder, @Nullable Object key) {
    if (holder != null && key != null) {
      read(holder, key);
    }
  }

  private void index(@Nullable Object[] a) {
    Object at = a.length == 0 ? null : a[0];
    for (int i = 1; i < a.length; i++) {
      Object key =
          switch (a[i]) {
            case GoInt number -> (Object) (int) number.value();
            case Long number -> (int) (long) number;
            case null -> null;
            default -> a[i];
          };
      entry(at, key);
      at = item(at, key);
    }
  }

  private static @Nullable Object item(@Nullable Object holder, @Nullable Object key) {
    return switch (holder) {
      case GoMap map -> key instanceof String name ? map.get(name) : null;
      case GoList list ->
          key instanceof Integer at && at >= 0 && at < list.size() ? list.get(at) : null;
      case null, default -> null;
    };
  }

  private void dig(@Nullable Object[] a) {
    Object at = a.length < 3 ? null : a[a.length - 1];
    for (int i = 0; i < a.length - 2; i++) {
      entry(at, a[i]);
      at = item(at, a[i]);
    }
  }

  /// What the merge will move: scalars are read by it, maps and lists are handed on as they are.
  private void merge(GoMap into, GoMap from, boolean overwrite, Set<Object> seen) {
    if (into.same(from) || !seen.add(from.entries())) {
      return;
    }
    from.entries()
        .forEach((key, value) -> {
          Object old = into.get(key);
          if (value instanceof GoMap source && old instanceof GoMap target && target.size() > 0) {
            merge(target, source, overwrite, seen);
          } else if (overwrite || !GoValues.isTrue(old)) {
            scalar(from, key, value);
            written.computeIfAbsent(into.entries(), _ -> new HashSet<>()).add(key);
          }
        });
  }

  /// A function has been called.
  void called(String name, @Nullable Object[] arguments, @Nullable Object result) {
    if (plain(name).equals("deepCopy") && arguments.length == 1) {
      copied(Boxed.unbox(arguments[0]), result, new HashSet<>());
    }
  }

  /// A copy stands for what it was copied from.
  private void copied(@Nullable Object from, @Nullable Object to, Set<List<Object>> seen) {
    if (from instanceof GoMap a && to instanceof GoMap b && !a.same(b)) {
      same(a.entries(), b.entries(), seen);
      a.entries().forEach((key, item) -> copied(item, b.get(key), seen));
    } else if (from instanceof GoList a && to instanceof GoList b) {
      same(a, b, seen);
      for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
        copied(a.get(i), b.get(i), seen);
      }
    }
  }

  private void same(Object from, Object to, Set<List<Object>> seen) {
    List<Object> path = paths.get(from);
    if (path != null && seen.add(path)) {
      paths.put(to, path);
      Set<Object> own = written.get(from);
      if (own != null) {
        written.put(to, new HashSet<>(own));
      }
    }
    String object = objects.get(from);
    if (object != null) {
      objects.put(to, object);
    }
  }
}
