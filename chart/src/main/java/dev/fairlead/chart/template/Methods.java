package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFunction;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoLocation;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoMoment;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoTime;
import dev.fairlead.chart.go.GoType;
import dev.fairlead.yaml.GoYaml;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The methods of Helm's named map types and of times.
final class Methods {
  private Methods() {}

  static @Nullable GoFunction of(GoMap map, String name) {
    return switch (map.type()) {
      case VALUES, CHARTUTIL_VALUES -> values(map, name);
      case FILES -> files(map, name);
      case INTERFACE, STRING -> null;
    };
  }

  private static @Nullable GoFunction values(GoMap map, String name) {
    return switch (name) {
      case "AsMap" -> GoFunction.of(name, _ -> map.as(GoMap.Type.INTERFACE));
      case "YAML" -> GoFunction.of(name, _ -> GoYaml.write(GoJson.tree(map)));
      case "Table" -> GoFunction.of(name, a -> table(map, text(a[0])), GoType.STRING);
      case "PathValue" -> GoFunction.of(name, a -> pathValue(map, text(a[0])), GoType.STRING);
      default -> null;
    };
  }

  private static String text(@Nullable Object value) {
    return (String) Objects.requireNonNull(value);
  }

  private static GoMap table(GoMap map, String path) {
    GoMap current = map;
    for (String key : path.split("\\.", -1)) {
      Object next = current.get(key);
      if (!current.has(key)) {
        throw new GoError(GoStrings.quote(key) + " is not a table");
      }
      if (!(next instanceof GoMap table && table.isDict())) {
        throw new GoError(GoStrings.quote(key) + " is not a table");
      }
      current = table;
    }
    return current.as(map.type());
  }

  private static @Nullable Object pathValue(GoMap map, String path) {
    if (path.isEmpty()) {
      throw new GoError("YAML path cannot be empty");
    }
    int dot = path.lastIndexOf('.');
    String key = path.substring(dot + 1);
    GoMap holder = map;
    try {
      holder = dot < 0 ? map : table(map, path.substring(0, dot));
    } catch (GoError _) {
      // Helm names the value that is asked for.
      throw new GoError(GoStrings.quote(key) + " is not a value");
    }
    Object value = holder.get(key);
    if (!holder.has(key) || value instanceof GoMap) {
      throw new GoError(GoStrings.quote(key) + " is not a value");
    }
    return value;
  }

  private static @Nullable GoFunction files(GoMap map, String name) {
    return switch (name) {
      case "Get" -> GoFunction.of(name, a -> file(map, text(a[0])).text(), GoType.STRING);
      case "GetBytes" -> GoFunction.of(name, a -> file(map, text(a[0])), GoType.STRING);
      case "Glob" -> GoFunction.of(name, a -> glob(map, text(a[0])), GoType.STRING);
      case "AsConfig" -> GoFunction.of(name, _ -> flat(map, false));
      case "AsSecrets" -> GoFunction.of(name, _ -> flat(map, true));
      case "Lines" -> GoFunction.of(name, a -> lines(map, text(a[0])), GoType.STRING);
      default -> null;
    };
  }

  private static GoBytes file(GoMap map, String path) {
    return map.get(path) instanceof GoBytes bytes ? bytes : new GoBytes(new byte[0]);
  }

  private static GoMap glob(GoMap map, String pattern) {
    GoMap found = GoMap.create(GoMap.Type.FILES);
    Glob glob = Glob.compile(pattern);
    map.entries()
        .forEach((path, content) -> {
          if (glob.matches(path)) {
            found.put(path, content);
          }
        });
    return found;
  }

  private static String flat(GoMap map, boolean secret) {
    GoMap out = GoMap.create(GoMap.Type.STRING);
    for (String path : map.sortedKeys()) {
      GoBytes bytes = file(map, path);
      out.put(
          path.substring(path.lastIndexOf('/') + 1),
          secret ? Base64.getEncoder().encodeToString(bytes.bytes()) : bytes.text());
    }
    try {
      String yaml = GoYaml.write(GoJson.tree(out));
      return yaml.substring(0, yaml.length() - 1);
    } catch (dev.fairlead.yaml.YamlException _) {
      // Helm swallows what cannot be written.
      return "";
    }
  }

  private static GoList lines(GoMap map, String path) {
    if (!map.has(path)) {
      return GoList.ofStrings(List.of());
    }
    String text = file(map, path).text();
    if (text.isEmpty()) {
      throw new GoError("runtime error: index out of range [-1]");
    }
    if (text.endsWith("\n")) {
      text = text.substring(0, text.length() - 1);
    }
    return GoList.ofStrings(new ArrayList<>(List.of(text.split("\n", -1))));
  }

  static @Nullable GoFunction of(GoList versions, String name) {
    return name.equals("Has")
        ? GoFunction.of(name, a -> versions.items().contains(text(a[0])), GoType.STRING)
        : null;
  }

  static @Nullable GoFunction of(GoMoment moment, String name) {
    ZonedDateTime time = moment.time();
    return switch (name) {
      case "Format" -> GoFunction.of(name, a -> GoTime.format(text(a[0]), moment), GoType.STRING);
      case "Unix" -> GoFunction.of(name, _ -> time.toEpochSecond());
      case "UnixMilli" -> GoFunction.of(name, _ -> time.toInstant().toEpochMilli());
      case "UnixNano" ->
          GoFunction.of(name, _ -> time.toEpochSecond() * 1_000_000_000L + time.getNano());
      case "Year" -> GoFunction.of(name, _ -> new GoInt(time.getYear()));
      case "Day" -> GoFunction.of(name, _ -> new GoInt(time.getDayOfMonth()));
      case "Hour" -> GoFunction.of(name, _ -> new GoInt(time.getHour()));
      case "Minute" -> GoFunction.of(name, _ -> new GoInt(time.getMinute()));
      case "Second" -> GoFunction.of(name, _ -> new GoInt(time.getSecond()));
      case "YearDay" -> GoFunction.of(name, _ -> new GoInt(time.getDayOfYear()));
      case "Month" -> GoFunction.of(name, _ -> GoTime.format("January", moment));
      case "Weekday" -> GoFunction.of(name, _ -> GoTime.format("Monday", moment));
      case "String" -> GoFunction.of(name, _ -> GoTime.text(moment));
      case "UTC" -> GoFunction.of(name, _ -> moment.in(GoLocation.UTC));
      case "IsZero" ->
          GoFunction.of(name, _ -> time.toInstant().equals(GoTime.ZERO.time().toInstant()));
      case "AddDate" ->
          GoFunction.of(
              name,
              a ->
                  moment.at(
                      time.plusYears(number(a[0])).plusMonths(number(a[1])).plusDays(number(a[2]))),
              GoType.INT,
              GoType.INT,
              GoType.INT);
      case "Before" -> GoFunction.of(name, a -> time.isBefore(time(a[0])), GoType.TIME);
      case "After" -> GoFunction.of(name, a -> time.isAfter(time(a[0])), GoType.TIME);
      case "Equal" -> GoFunction.of(name, a -> time.isEqual(time(a[0])), GoType.TIME);
      case "Sub" ->
          GoFunction.of(
              name,
              a -> GoTime.duration(Duration.between(time(a[0]), time).toNanos()),
              GoType.TIME);
      default -> null;
    };
  }

  private static long number(@Nullable Object value) {
    return ((GoInt) Objects.requireNonNull(value)).value();
  }

  private static ZonedDateTime time(@Nullable Object value) {
    return ((GoMoment) Objects.requireNonNull(value)).time();
  }
}
