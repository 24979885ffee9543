package dev.fairlead.chart;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoValues;

/// `values.schema.json` of a chart and its subcharts.
final class SchemaCheck {
  private SchemaCheck() {}

  /// Checks the coalesced values of a chart, then each subchart's table.
  static void check(WorkingChart chart, GoMap values) {
    StringBuilder problems = new StringBuilder();
    collect(chart, values, problems);
    if (!problems.isEmpty()) {
      throw new ChartException(
          "values don't meet the specifications of the schema(s) in the following chart(s):\n"
              + problems);
    }
  }

  private static void collect(WorkingChart chart, GoMap values, StringBuilder into) {
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

  private static String problem(ChartSchema schema, GoMap values) {
    try {
      return schema.read().validate(GoJson.tree(values));
    } catch (JsonProcessingException e) {
      return "invalid JSON in values.schema.json: " + e.getOriginalMessage();
    }
  }

  /// Whether two JSON values are the same number, text, list or object.
  static boolean equal(JsonNode a, JsonNode b) {
    if (a.isNumber() && b.isNumber()) {
      return a.decimalValue().compareTo(b.decimalValue()) == 0;
    }
    if (a.getNodeType() != b.getNodeType() || a.size() != b.size()) {
      return false;
    }
    if (a.isArray()) {
      for (int i = 0; i < a.size(); i++) {
        if (!equal(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    if (a.isObject()) {
      for (var entry : a.properties()) {
        JsonNode other = b.get(entry.getKey());
        if (other == null || !equal(entry.getValue(), other)) {
          return false;
        }
      }
      return true;
    }
    return a.equals(b);
  }
}
