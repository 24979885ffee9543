package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.isEmpty;
import static dev.fairlead.chart.functions.Arguments.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.chart.go.GoValues;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Defaults, conditions, types, failures.
final class Flow {
  private Flow() {}

  static void register(Registry registry, Lookup lookup) {
    registry.variadic(
        "default", a -> a.length < 2 || isEmpty(a[1]) ? a[0] : a[1], GoType.ANY, GoType.ANY);
    registry.fixed("empty", a -> isEmpty(a[0]), GoType.ANY);
    registry.variadic("coalesce", Flow::coalesce, GoType.ANY);
    registry.variadic("all", a -> count(a, true) == 0, GoType.ANY);
    registry.variadic("any", a -> count(a, false) > 0, GoType.ANY);
    registry.fixed(
        "ternary",
        a -> Boolean.TRUE.equals(a[2]) ? a[0] : a[1],
        GoType.ANY,
        GoType.ANY,
        GoType.BOOL);
    registry.fixed(
        "fail",
        a -> {
          throw wrapped(text(a[0]));
        },
        GoType.STRING);
    registry.fixed("required", Flow::required, GoType.STRING, GoType.ANY);
    registry.fixed("typeOf", a -> GoValues.type(a[0]), GoType.ANY);
    registry.fixed("kindOf", a -> GoValues.kind(a[0]), GoType.ANY);
    registry.fixed(
        "typeIs", a -> text(a[0]).equals(GoValues.type(a[1])), GoType.STRING, GoType.ANY);
    registry.fixed(
        "typeIsLike",
        a ->
            text(a[0]).equals(GoValues.type(a[1]))
                || ("*" + text(a[0])).equals(GoValues.type(a[1])),
        GoType.STRING,
        GoType.ANY);
    registry.fixed(
        "kindIs", a -> text(a[0]).equals(GoValues.kind(a[1])), GoType.STRING, GoType.ANY);
    registry.fixed("deepEqual", a -> GoValues.deepEqual(a[0], a[1]), GoType.ANY, GoType.ANY);
    registry.fixed(
        "lookup",
        a ->
            lookup
                .find(text(a[0]), text(a[1]), text(a[2]), text(a[3]))
                .map(Flow::unstructured)
                .orElseGet(GoMap::create),
        GoType.STRING,
        GoType.STRING,
        GoType.STRING,
        GoType.STRING);
    registry.fixed("getHostByName", _ -> "", GoType.STRING);
  }

  /// An object as the Kubernetes client gives it: whole numbers are `int64`, unlike in values.
  private static @Nullable Object unstructured(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        GoMap map = GoMap.create();
        json.properties().forEach(each -> map.put(each.getKey(), unstructured(each.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> items = new ArrayList<>(json.size());
        json.forEach(item -> items.add(unstructured(item)));
        yield GoList.of(items);
      }
      case STRING -> json.textValue();
      case BOOLEAN -> json.booleanValue();
      case NUMBER ->
          json.canConvertToLong() && json.isIntegralNumber()
              ? (Object) json.longValue()
              : (Object) json.doubleValue();
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  /// Helm's engine unwraps these marks where the error leaves the templates.
  private static GoError wrapped(String message) {
    return new GoError("HELM_ERR_START" + message + "HELM_ERR_END");
  }

  private static @Nullable Object coalesce(@Nullable Object[] arguments) {
    for (Object argument : arguments) {
      if (!isEmpty(argument)) {
        return argument;
      }
    }
    return null;
  }

  private static int count(@Nullable Object[] arguments, boolean empty) {
    int count = 0;
    for (Object argument : arguments) {
      count += isEmpty(argument) == empty ? 1 : 0;
    }
    return count;
  }

  private static Object required(@Nullable Object[] arguments) {
    Object value = arguments[1];
    if (value == null || value.equals("")) {
      throw wrapped(text(arguments[0]));
    }
    return value;
  }
}
