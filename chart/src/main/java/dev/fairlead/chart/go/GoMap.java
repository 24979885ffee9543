package dev.fairlead.chart.go;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Go map with string keys. Mutable and shared by reference, as in Go: `set` and `merge` change
/// what everybody sees.
public final class GoMap {

  /// The Go type of a map.
  public enum Type {
    INTERFACE("map[string]interface {}"),
    /// Helm's named type of `.` and `.Values`; its methods shadow keys.
    VALUES("common.Values"),
    /// The same in Helm 3.
    CHARTUTIL_VALUES("chartutil.Values"),
    STRING("map[string]string"),
    /// `.Files`.
    FILES("engine.files");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Type type;
  private final boolean nil;
  private final Map<String, @Nullable Object> entries;

  private GoMap(Type type, boolean nil, Map<String, @Nullable Object> entries) {
    this.type = type;
    this.nil = nil;
    this.entries = entries;
  }

  /// A new empty `map[string]interface{}`.
  public static GoMap create() {
    return new GoMap(Type.INTERFACE, false, new HashMap<>());
  }

  /// A new empty map of a type.
  public static GoMap create(Type type) {
    return new GoMap(type, false, new HashMap<>());
  }

  /// A nil map of a type.
  public static GoMap nil(Type type) {
    return new GoMap(type, true, new HashMap<>());
  }

  /// The same entries under another type: a conversion, not a copy.
  public GoMap as(Type other) {
    return other == type ? this : new GoMap(other, nil, entries);
  }

  public Type type() {
    return type;
  }

  public boolean isNil() {
    return nil;
  }

  /// Whether it can be passed as `map[string]interface{}`.
  public boolean isDict() {
    return switch (type) {
      case INTERFACE, VALUES, CHARTUTIL_VALUES -> true;
      case STRING, FILES -> false;
    };
  }

  public Map<String, @Nullable Object> entries() {
    return entries;
  }

  public @Nullable Object get(String key) {
    return entries.get(key);
  }

  public boolean has(String key) {
    return entries.containsKey(key);
  }

  public void put(String key, @Nullable Object value) {
    if (nil) {
      throw new GoError("assignment to entry in nil map");
    }
    entries.put(key, value);
  }

  public int size() {
    return entries.size();
  }

  /// The keys in the order of their bytes, which is how Go prints and ranges.
  public List<String> sortedKeys() {
    List<String> keys = new ArrayList<>(entries.keySet());
    keys.sort(GoStrings.ORDER);
    return keys;
  }

  /// A copy that shares the values.
  public GoMap shallowCopy() {
    return new GoMap(type, false, new HashMap<>(entries));
  }

  /// Whether both are views of one map.
  @SuppressWarnings("ReferenceEquality")
  public boolean same(GoMap other) {
    return entries == other.entries;
  }
}
