package dev.fairlead.chart;

import dev.fairlead.chart.ChartLoader.ValuesFile;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.JsonTree;
import java.util.List;

/// Merges the user's sources of values in helm's order of kinds.
final class UserValues {
  private UserValues() {}

  static GoMap merge(HelmVersion helm, List<ValuesSource> sources) {
    GoMap base = GoMap.create();
    for (ValuesSource source : sources) {
      switch (source) {
        case ValuesSource.File(String name, String text) -> {
          try {
            base = ValuesFile.merge(base, ValuesFile.read(helm, text));
          } catch (GoError e) {
            throw new ChartException("failed to parse " + name + ": " + e.text());
          }
        }
        case ValuesSource.Values(var values) ->
            base = ValuesFile.merge(base, ValuesFile.of(values));
        case ValuesSource.SetJson _,
            ValuesSource.Set _,
            ValuesSource.SetString _,
            ValuesSource.SetFile _,
            ValuesSource.SetLiteral _ -> {
          // Later, by kind.
        }
      }
    }
    for (ValuesSource source : sources) {
      if (source instanceof ValuesSource.SetJson(String expression)) {
        base = setJson(helm, expression, base);
      }
    }
    for (ValuesSource source : sources) {
      if (source instanceof ValuesSource.Set(String expression)) {
        set(expression, SetParser.Mode.TYPED, "--set", base);
      }
    }
    for (ValuesSource source : sources) {
      if (source instanceof ValuesSource.SetString(String expression)) {
        set(expression, SetParser.Mode.TEXT, "--set-string", base);
      }
    }
    for (ValuesSource source : sources) {
      if (source instanceof ValuesSource.SetFile(String expression, var files)) {
        try {
          SetParser.parseFiles(expression, path -> files.getOrDefault(path, ""), base);
        } catch (GoError e) {
          throw new ChartException("failed parsing --set-file data: " + e.text());
        }
      }
    }
    for (ValuesSource source : sources) {
      if (source instanceof ValuesSource.SetLiteral(String expression)) {
        set(expression, SetParser.Mode.LITERAL, "--set-literal", base);
      }
    }
    return base;
  }

  private static void set(String expression, SetParser.Mode mode, String flag, GoMap base) {
    try {
      SetParser.parse(expression, mode, base);
    } catch (GoError e) {
      throw new ChartException("failed parsing " + flag + " data: " + e.text());
    }
  }

  private static GoMap setJson(HelmVersion helm, String expression, GoMap base) {
    String trimmed = GoStrings.trimSpace(expression);
    if (trimmed.startsWith("{") && helm.setsWholeObject()) {
      try {
        return ValuesFile.merge(base, ValuesFile.of(JsonTree.read(trimmed)));
      } catch (GoError e) {
        throw new ChartException("failed parsing --set-json data JSON: " + expression, e);
      }
    }
    try {
      SetParser.parse(expression, SetParser.Mode.JSON, base);
      return base;
    } catch (GoError e) {
      throw new ChartException("failed parsing --set-json data " + expression, e);
    }
  }

  /// The merged values as JSON, as `helm get values` would show them.
  static com.fasterxml.jackson.databind.JsonNode json(List<ValuesSource> sources) {
    return GoJson.tree(merge(HelmVersion.V4, sources));
  }
}
