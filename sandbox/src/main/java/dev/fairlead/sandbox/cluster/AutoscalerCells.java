package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// The targets of a HorizontalPodAutoscaler in one cell.
final class AutoscalerCells {
  private static final int MAX_TARGETS = 2;

  private AutoscalerCells() {}

  static String targets(ObjectNode autoscaler) {
    List<String> targets = new ArrayList<>();
    JsonNode specs = autoscaler.at("/spec/metrics");
    JsonNode statuses = autoscaler.at("/status/currentMetrics");
    for (int i = 0; i < specs.size(); i++) {
      targets.add(target(specs.get(i), statuses.path(i)));
    }
    if (targets.isEmpty()) {
      return "<none>";
    }
    if (targets.size() <= MAX_TARGETS) {
      return String.join(", ", targets);
    }
    return String.join(", ", targets.subList(0, MAX_TARGETS))
        + " + "
        + (targets.size() - MAX_TARGETS)
        + " more...";
  }

  private static String target(JsonNode spec, JsonNode status) {
    return switch (spec.path("type").asText()) {
      case "Resource" ->
          spec.at("/resource/name").asText()
              + ": "
              + resource(spec.path("resource"), status.path("resource"));
      case "ContainerResource" ->
          spec.at("/containerResource/name").asText()
              + ": "
              + resource(spec.path("containerResource"), status.path("containerResource"));
      case "External" -> value(spec.path("external"), status.path("external"), true);
      case "Object" -> value(spec.path("object"), status.path("object"), true);
      case "Pods" -> value(spec.path("pods"), status.path("pods"), false);
      default -> "<unknown type>";
    };
  }

  private static String resource(JsonNode spec, JsonNode status) {
    JsonNode average = spec.at("/target/averageValue");
    if (!average.isMissingNode()) {
      return status.at("/current/averageValue").asText("<unknown>") + "/" + average.asText();
    }
    JsonNode now = status.at("/current/averageUtilization");
    JsonNode wanted = spec.at("/target/averageUtilization");
    return (now.isNumber() ? now.asInt() + "%" : "<unknown>")
        + "/"
        + (wanted.isNumber() ? wanted.asInt() + "%" : "<auto>");
  }

  private static String value(JsonNode spec, JsonNode status, boolean marked) {
    JsonNode average = spec.at("/target/averageValue");
    if (!average.isMissingNode()) {
      return status.at("/current/averageValue").asText("<unknown>")
          + "/"
          + average.asText()
          + (marked ? " (avg)" : "");
    }
    return status.at("/current/value").asText("<unknown>")
        + "/"
        + spec.at("/target/value").asText();
  }
}
