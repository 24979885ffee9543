package dev.fairlead.chart.go;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function that templates can call.
///
/// @param parameters the last one is the element type where the function is variadic
public record GoFunction(String name, List<GoType> parameters, boolean variadic, Body body) {

  /// What the function does. Arguments are as their [GoType] says; it throws [GoError] for both an
  /// error result and a panic, which templates cannot tell apart.
  @FunctionalInterface
  public interface Body {
    @Nullable Object call(@Nullable Object[] arguments);
  }

  public GoFunction {
    parameters = List.copyOf(parameters);
  }

  /// A function with fixed parameters.
  public static GoFunction of(String name, Body body, GoType... parameters) {
    return new GoFunction(name, List.of(parameters), false, body);
  }

  /// A function whose last parameter repeats.
  public static GoFunction variadic(String name, Body body, GoType... parameters) {
    return new GoFunction(name, List.of(parameters), true, body);
  }
}
