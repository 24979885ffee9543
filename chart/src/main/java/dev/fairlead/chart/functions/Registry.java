package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoType;
import java.util.Map;

/// Where functions are registered.
final class Registry {
  private final Map<String, GoFunction> table;
  private final Runnable impure;

  Registry(Map<String, GoFunction> table, Runnable impure) {
    this.table = table;
    this.impure = impure;
  }

  void add(GoFunction function) {
    table.put(function.name(), function);
  }

  void fixed(String name, GoFunction.Body body, GoType... types) {
    add(GoFunction.of(name, body, types));
  }

  /// The function and its `must` twin, which differ only in how an error travels.
  void withMust(String name, GoFunction.Body body, GoType... types) {
    fixed(name, body, types);
    fixed(must(name), body, types);
  }

  void variadic(String name, GoFunction.Body body, GoType... types) {
    add(GoFunction.variadic(name, body, types));
  }

  void variadicWithMust(String name, GoFunction.Body body, GoType... types) {
    variadic(name, body, types);
    variadic(must(name), body, types);
  }

  static String must(String name) {
    return "must" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /// A function whose result may differ next time.
  void impure(String name, GoFunction.Body body, GoType... types) {
    fixed(
        name,
        arguments -> {
          impure.run();
          return body.call(arguments);
        },
        types);
  }

  void impureVariadic(String name, GoFunction.Body body, GoType... types) {
    variadic(
        name,
        arguments -> {
          impure.run();
          return body.call(arguments);
        },
        types);
  }
}
