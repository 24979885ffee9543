package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;
import org.jspecify.annotations.Nullable;

/// A file of a chart. The bytes are never changed.
final class ChartFile {
  private final String name;
  private final byte[] bytes;

  /// The text once somebody has asked for it. Decoding twice would do no harm: equal texts.
  private @Nullable String text;

  /// A file.
  ///
  /// @param name path inside of the chart
  /// @param bytes taken over, not copied
  ChartFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  String name() {
    return name;
  }

  byte[] bytes() {
    return bytes;
  }

  String text() {
    String known = text;
    if (known == null) {
      known = GoStrings.decode(bytes);
      text = known;
    }
    return known;
  }
}
