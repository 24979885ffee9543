package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// HorizontalPodAutoscalers in `autoscaling/v1` and `v2`: the CPU target of v1 is one of v2's
/// metrics. What v1 has no fields for travels in its annotations in the real server; here it is
/// kept out of v1 answers.
final class AutoscalerConversion {
  private AutoscalerConversion() {}

  static ObjectNode convert(ObjectNode autoscaler, String apiVersion) {
    ObjectNode converted = autoscaler.deepCopy();
    converted.put("apiVersion", apiVersion);
    if (converted.get("spec") instanceof ObjectNode spec) {
      if (apiVersion.equals("autoscaling/v1")) {
        toFirst(spec);
      } else {
        toSecond(spec);
      }
    }
    if (converted.get("status") instanceof ObjectNode status) {
      if (apiVersion.equals("autoscaling/v1")) {
        status.remove("conditions");
        status.remove("currentMetrics");
        if (!status.has("currentReplicas")) {
          status.put("currentReplicas", 0);
        }
      } else {
        status.remove("currentCPUUtilizationPercentage");
        if (status.path("currentReplicas").asInt() == 0) {
          status.remove("currentReplicas");
        }
        if (!status.has("currentMetrics")) {
          status.putNull("currentMetrics");
        }
      }
    }
    return converted;
  }

  private static void toFirst(ObjectNode spec) {
    JsonNode metrics = spec.remove("metrics");
    spec.remove("behavior");
    if (metrics == null) {
      return;
    }
    for (JsonNode metric : metrics) {
      JsonNode target = metric.path("resource").path("target").path("averageUtilization");
      if (metric.path("resource").path("name").asText().equals("cpu") && target.isNumber()) {
        spec.set("targetCPUUtilizationPercentage", target);
      }
    }
  }

  private static void toSecond(ObjectNode spec) {
    JsonNode percentage = spec.remove("targetCPUUtilizationPercentage");
    if (percentage != null && percentage.isNumber()) {
      ArrayNode metrics = spec.putArray("metrics");
      ObjectNode resource = metrics.addObject().put("type", "Resource").putObject("resource");
      resource.put("name", "cpu");
      resource.putObject("target").put("type", "Utilization").set("averageUtilization", percentage);
    }
  }
}
