package dev.fairlead.chart.go;

import java.util.List;
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

  /// An exported field.
  ///
  /// @param json its name in JSON
  record Field(String name, String json, @Nullable Object value) {
    public Field(String name, @Nullable Object value) {
      this(name, name, value);
    }
  }

  /// The exported fields in the order of their declaration.
  default List<Field> fields() {
    return List.of();
  }

  /// The value of a field.
  default @Nullable Object field(String name) {
    for (Field field : fields()) {
      if (field.name().equals(name)) {
        return field.value();
      }
    }
    return NO_FIELD;
  }

  /// A method, or null where there is none of that name.
  default @Nullable GoFunction method(String name) {
    return null;
  }

  /// All fields, as printing shows them.
  default List<Field> structure() {
    return fields();
  }

  /// `%v`.
  default String text() {
    return GoFormat.print(this);
  }

  /// What an action prints: there Go finds methods of the pointer, which it does not find once the
  /// value was passed to a function.
  default String printed() {
    return text();
  }

  /// What a function gives on of what was passed to it: a copy, whose pointer methods printing does
  /// not find.
  default GoObject passed() {
    return this;
  }

  /// Whether `%v` comes from a `String()` method, which `toString` and `quote` prefer too.
  default boolean isStringer() {
    return false;
  }
}
