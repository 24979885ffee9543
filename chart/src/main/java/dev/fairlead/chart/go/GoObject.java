package dev.fairlead.chart.go;

import org.jspecify.annotations.Nullable;

/// A Go struct (or pointer to one) that templates can see.
public interface GoObject {

  /// What [#field] answers for a field that the struct does not have.
  Object NO_FIELD = new Object();

  /// `%T`.
  String type();

  /// `reflect.Kind`: `struct` or `ptr`.
  default String kind() {
    return "struct";
  }

  /// The value of a field.
  default @Nullable Object field(String name) {
    return NO_FIELD;
  }

  /// A method, or null where there is none of that name.
  default @Nullable GoFunction method(String name) {
    return null;
  }

  /// `%v`.
  String text();

  /// What an action prints: there Go finds methods of the pointer, which it does not find once the
  /// value was passed to a function.
  default String printed() {
    return text();
  }

  /// Whether `%v` comes from a `String()` method, which `toString` and `quote` prefer too.
  default boolean isStringer() {
    return false;
  }
}
