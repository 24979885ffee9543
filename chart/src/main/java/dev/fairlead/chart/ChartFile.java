package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;

/// A file of a chart. The bytes are never changed.
///
/// @param name path inside of the chart
@SuppressWarnings("ArrayRecordComponent")
record ChartFile(String name, byte[] bytes) {
  String text() {
    return GoStrings.decode(bytes);
  }
}
