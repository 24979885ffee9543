package dev.fairlead.chart;

import dev.fairlead.chart.go.GoMap;

/// `values.schema.json` of a chart and its subcharts.
final class SchemaCheck {
  private SchemaCheck() {}

  static void check(WorkingChart chart, GoMap values) {
    if (chart.schema.isPresent() && values.isNil()) {
      throw new ChartException("values of " + chart.name() + " are nil");
    }
  }
}
