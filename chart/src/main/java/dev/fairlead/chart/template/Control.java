package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions that the executor itself carries out: they need the templates, or not all arguments.
public enum Control implements GoFunction.Body {
  AND,
  OR,
  CALL,
  INCLUDE,
  TPL;

  /// The functions of this kind.
  public static List<GoFunction> functions() {
    return List.of(
        GoFunction.variadic("and", AND, GoType.REFLECT, GoType.REFLECT),
        GoFunction.variadic("or", OR, GoType.REFLECT, GoType.REFLECT),
        GoFunction.variadic("call", CALL, GoType.REFLECT, GoType.REFLECT),
        GoFunction.of("include", INCLUDE, GoType.STRING, GoType.ANY),
        GoFunction.of("tpl", TPL, GoType.STRING, GoType.ANY));
  }

  @Override
  public @Nullable Object call(@Nullable Object[] arguments) {
    throw new IllegalStateException("the executor calls " + this);
  }
}
