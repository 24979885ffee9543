package dev.fairlead.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/// The `values.schema.json` of a chart, read when it is first needed and then kept.
final class ChartSchema {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChartFile file;

  /// Reading twice would do no harm.
  private @Nullable JsonSchema read;

  ChartSchema(ChartFile file) {
    this.file = file;
  }

  /// The schema.
  ///
  /// @throws JsonProcessingException where the file is not JSON
  JsonSchema read() throws JsonProcessingException {
    JsonSchema known = read;
    if (known == null) {
      known = JsonSchema.of(JSON.readTree(file.text()));
      read = known;
    }
    return known;
  }
}
