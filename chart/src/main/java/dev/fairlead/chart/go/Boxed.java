package dev.fairlead.chart.go;

import org.jspecify.annotations.Nullable;

/// A `reflect.Value` of static type `interface {}`: what an element of a map or list is before it
/// passes a pipeline. Its type shows in error messages, and a nil one is not the same as no value.
public record Boxed(@Nullable Object value) {
  public static final Boxed NIL = new Boxed(null);

  public static Boxed of(@Nullable Object value) {
    return value == null ? NIL : new Boxed(value);
  }

  /// The value inside, or the value itself; null for nil and for no value.
  public static @Nullable Object unbox(@Nullable Object value) {
    if (value instanceof Boxed boxed) {
      return boxed.value();
    }
    return value == Invalid.VALUE ? null : value;
  }
}
