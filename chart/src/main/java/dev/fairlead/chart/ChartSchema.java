package dev.fairlead.chart;

import dev.fairlead.chart.schema.JsonSchema;
import org.jspecify.annotations.Nullable;

/// The `values.schema.json` of a chart, read when it is first needed and then kept.
final class ChartSchema {
  private final ChartFile file;

  /// Reading twice would do no harm.
  private @Nullable JsonSchema read;

  ChartSchema(ChartFile file) {
    this.file = file;
  }

  /// The schema.
  ///
  /// @throws dev.fairlead.chart.schema.SchemaProblem where the file is none
  JsonSchema read() {
    JsonSchema known = read;
    if (known == null) {
      known = JsonSchema.of(file.text());
      read = known;
    }
    return known;
  }
}
