package dev.fairlead.chart;

import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.schema.JsonSchema;
import dev.fairlead.chart.schema.SchemaProblem;
import java.util.function.Consumer;

/// `values.schema.json` of a chart and its subcharts.
///
/// @param log gets the lines that helm logs
record SchemaCheck(Consumer<String> log) {

  /// Checks the coalesced values of a chart, then each subchart's table.
  void check(WorkingChart chart, GoMap values) {
    StringBuilder problems = new StringBuilder();
    collect(chart, values, problems);
    if (!problems.isEmpty()) {
      throw new ChartException(
          "values don't meet the specifications of the schema(s) in the following chart(s):\n"
              + problems);
    }
  }

  private void collect(WorkingChart chart, GoMap values, StringBuilder into) {
    if (chart.schema.isPresent()) {
      String problem = problem(chart.schema.get(), values);
      if (!problem.isEmpty()) {
        into.append(chart.name()).append(":\n").append(problem);
      }
    }
    for (WorkingChart sub : chart.dependencies()) {
      Object own = values.get(sub.name());
      if (own instanceof GoMap table) {
        collect(sub, table, into);
      } else if (own != null) {
        into.append(sub.name())
            .append(":\ninvalid type for values: expected object (map), got ")
            .append(GoValues.type(own))
            .append('\n');
      }
    }
  }

  private String problem(ChartSchema file, GoMap values) {
    try {
      JsonSchema schema = file.read();
      schema.warnings().forEach(log);
      return schema.problems(GoJson.tree(values));
    } catch (SchemaProblem e) {
      return String.valueOf(e.getMessage());
    }
  }
}
