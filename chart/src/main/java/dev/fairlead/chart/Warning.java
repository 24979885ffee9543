package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;

/// A line that helm writes to stderr while it goes on. Helm 3 prints the place in its own sources
/// where it was written, Helm 4 a structured record.
sealed interface Warning {
  /// The line, without its line feed.
  String line(HelmVersion helm);

  private static String structured(String level, String message) {
    return "level=" + level + " msg=" + GoStrings.quote(message);
  }

  /// Values could not be laid over each other.
  ///
  /// @param place the line of helm's `coalesce.go`
  record Coalescing(int place, String text) implements Warning {
    @Override
    public String line(HelmVersion helm) {
      return switch (helm) {
        case V3 -> "coalesce.go:" + place + ": " + text;
        case V4 -> structured("INFO", text);
      };
    }
  }

  /// The chart should not be used any more.
  record DeprecatedChart() implements Warning {
    @Override
    public String line(HelmVersion helm) {
      return switch (helm) {
        case V3 -> "WARNING: This chart is deprecated";
        case V4 -> structured("WARN", "this chart is deprecated");
      };
    }
  }

  /// A condition is no boolean.
  record Condition(String path, String chart) implements Warning {
    @Override
    public String line(HelmVersion helm) {
      return switch (helm) {
        case V3 ->
            "dependencies.go:64: Warning: Condition path '%s' for chart %s returned non-bool value"
                .formatted(path, chart);
        case V4 ->
            structured("WARN", "returned non-bool value")
                + " path="
                + Slog.value(path)
                + " chart="
                + Slog.value(chart);
      };
    }
  }

  /// A tag is no boolean.
  record Tag(String tag, String chart) implements Warning {
    @Override
    public String line(HelmVersion helm) {
      return switch (helm) {
        case V3 ->
            "dependencies.go:95: Warning: Tag '%s' for chart %s returned non-bool value"
                .formatted(tag, chart);
        case V4 ->
            structured("WARN", "returned non-bool value")
                + " tag="
                + Slog.value(tag)
                + " chart="
                + Slog.value(chart);
      };
    }
  }

  /// There is nothing to import.
  ///
  /// @param exported whether the import names an export rather than a path
  /// @param table the last part of the path
  record Import(boolean exported, String chart, String table) implements Warning {
    @Override
    public String line(HelmVersion helm) {
      String reason = GoStrings.quote(table) + " is not a table";
      return switch (helm) {
        case V3 ->
            exported
                ? "dependencies.go:287: Warning: ImportValues missing table: " + reason
                : "dependencies.go:270: Warning: ImportValues missing table from chart "
                    + chart
                    + ": "
                    + reason;
        case V4 ->
            exported
                ? structured("WARN", "ImportValues missing table")
                    + " error="
                    + GoStrings.quote(reason)
                : structured("WARN", "ImportValues missing table from chart")
                    + " chart="
                    + chart
                    + " error="
                    + GoStrings.quote(reason);
      };
    }
  }

  /// A file of Helm 2 stands beside a `Chart.yaml` of Helm 3 or later.
  ///
  /// @param place the line of helm's `load.go`
  record Requirements(int place, String text) implements Warning {
    @Override
    public String line(HelmVersion helm) {
      return switch (helm) {
        case V3 -> "load.go:" + place + ": " + text;
        case V4 -> text;
      };
    }
  }

  /// A hook of an event that does not exist is left out.
  record UnknownHook(String events) implements Warning {
    @Override
    public String line(HelmVersion helm) {
      return switch (helm) {
        case V3 ->
            "manifest_sorter.go:199: info: skipping unknown hook: " + GoStrings.quote(events);
        case V4 ->
            structured("INFO", "skipping unknown hooks") + " hookTypes=" + Slog.value(events);
      };
    }
  }
}
