package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/// Checks of HorizontalPodAutoscalers.
final class AutoscalerValidation {

  private static final List<String> SOURCES =
      List.of("ContainerResource", "External", "Object", "Pods", "Resource");
  private static final int MAX_PERIOD = 1800;
  private static final int MAX_WINDOW = 3600;

  private final Faults faults;

  private AutoscalerValidation(Faults faults) {
    this.faults = faults;
  }

  static void check(ResourceType type, JsonNode spec, Faults faults) {
    AutoscalerValidation validation = new AutoscalerValidation(faults);
    validation.bounds(spec);
    validation.target(spec.path("scaleTargetRef"), "spec.scaleTargetRef");
    if (type.version().equals("v2")) {
      int i = 0;
      for (JsonNode metric : spec.path("metrics")) {
        validation.metric(metric, "spec.metrics[" + i++ + "]");
      }
      JsonNode behavior = spec.path("behavior");
      for (String direction : List.of("scaleUp", "scaleDown")) {
        if (behavior.path(direction).isObject()) {
          validation.rules(behavior.path(direction), "spec.behavior." + direction);
        }
      }
    }
  }

  private void bounds(JsonNode spec) {
    JsonNode least = spec.path("minReplicas");
    if (least.isNumber() && least.asInt() < 1) {
      faults.invalid("spec.minReplicas", least, "must be greater than or equal to 1");
    }
    JsonNode most = spec.path("maxReplicas");
    if (most.asInt() < 1) {
      faults.required("spec.maxReplicas", "must be set and greater than 0");
    }
    if (least.isNumber() && most.asInt() < least.asInt()) {
      faults.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`");
    }
  }

  private void target(JsonNode target, String at) {
    for (String member : List.of("kind", "name")) {
      String text = target.path(member).asText();
      if (text.isEmpty()) {
        faults.required(at + "." + member);
      } else {
        faults.invalidIf(at + "." + member, text, Names.pathSegment(text));
      }
    }
    String version = target.path("apiVersion").asText();
    if (!version.contains("/") && !target.path("kind").asText().equals("ReplicationController")) {
      faults.invalid(at + ".apiVersion", version, "apiVersion must specify API group");
    }
  }

  private void metric(JsonNode metric, String at) {
    String type = metric.path("type").asText();
    if (type.isEmpty()) {
      faults.required(at + ".type", "must specify a metric source type");
    }
    if (!SOURCES.contains(type)) {
      faults.notSupported(at + ".type", metric.get("type"), SOURCES);
    }
    List<String> present = new ArrayList<>();
    for (String source : List.of("object", "external", "pods", "resource", "containerResource")) {
      if (metric.hasNonNull(source)) {
        present.add(source);
        if (present.size() == 1) {
          source(metric.path(source), source, at + "." + source);
        }
      }
    }
    String expected =
        type.isEmpty() ? "" : Character.toLowerCase(type.charAt(0)) + type.substring(1);
    if (!present.contains(expected)) {
      faults.required(at + "." + expected, "must populate information for the given metric source");
    }
    if (present.size() != 1) {
      present.remove(expected);
      for (String other : present) {
        faults.forbidden(at + "." + other, "must populate the given metric source only");
      }
    }
  }

  private void source(JsonNode source, String kind, String at) {
    JsonNode target = source.path("target");
    switch (kind) {
      case "object" -> {
        target(source.path("describedObject"), at + ".describedObject");
        identifier(source, at);
        targets(target, at + ".target", List.of("value", "averageValue"));
      }
      case "external" -> {
        identifier(source, at);
        targets(target, at + ".target", List.of("value", "averageValue"));
      }
      case "pods" -> {
        identifier(source, at);
        values(target, at + ".target");
        if (!positive(target.path("averageValue"))) {
          faults.required(
              at + ".target.averageValue", "must specify a positive target averageValue");
        }
      }
      default -> {
        if (source.path("name").asText().isEmpty()) {
          faults.required(at + ".name", "must specify a resource name");
        }
        if (kind.equals("containerResource") && source.path("container").asText().isEmpty()) {
          faults.required(at + ".container", "must specify a container name");
        }
        utilization(target, at + ".target");
      }
    }
  }

  private void identifier(JsonNode source, String at) {
    JsonNode metric = source.path("metric");
    String name = metric.path("name").asText();
    if (name.isEmpty()) {
      faults.required(at + ".metric.name", "must specify a metric name");
    } else {
      faults.invalidIf(at + ".metric.name", name, Names.pathSegment(name));
    }
    faults.selector(metric.path("selector"), at + ".metric.selector");
  }

  private static boolean positive(JsonNode value) {
    return Quantity.of(value).map(amount -> amount.amount().signum() > 0).orElse(false);
  }

  private void values(JsonNode target, String at) {
    String type = target.path("type").asText();
    if (type.isEmpty()) {
      faults.required(at + ".type", "must specify a metric target type");
    } else if (!List.of("Utilization", "Value", "AverageValue").contains(type)) {
      faults.invalid(
          at + ".type", target.get("type"), "must be either Utilization, Value, or AverageValue");
    }
    for (String member : List.of("value", "averageValue")) {
      if (target.has(member) && !positive(target.path(member))) {
        faults.invalid(at + "." + member, target.get(member), "must be positive");
      }
    }
    JsonNode share = target.path("averageUtilization");
    if (share.isNumber() && share.asInt() < 1) {
      faults.invalid(at + ".averageUtilization", share, "must be greater than 0");
    }
  }

  private void targets(JsonNode target, String at, List<String> members) {
    values(target, at);
    boolean value = target.has(members.get(0));
    boolean average = target.has(members.get(1));
    if (!value && !average) {
      faults.required(
          at + ".averageValue", "must set either a target value for metric or a per-pod target");
    } else if (value && average) {
      faults.forbidden(
          at + ".value", "may not set both a target value for metric and a per-pod target");
    }
  }

  private void utilization(JsonNode target, String at) {
    values(target, at);
    boolean share = target.has("averageUtilization");
    boolean average = target.has("averageValue");
    if (!share && !average) {
      faults.required(
          at + ".averageUtilization", "must set either a target raw value or a target utilization");
    } else if (share && average) {
      faults.forbidden(
          at + ".averageValue", "may not set both a target raw value and a target utilization");
    }
  }

  private void rules(JsonNode rules, String at) {
    JsonNode window = rules.path("stabilizationWindowSeconds");
    if (window.isNumber() && window.asInt() < 0) {
      faults.invalid(
          at + ".stabilizationWindowSeconds", window, "must be greater than or equal to zero");
    } else if (window.isNumber() && window.asInt() > MAX_WINDOW) {
      faults.invalid(
          at + ".stabilizationWindowSeconds",
          window,
          "must be less than or equal to " + MAX_WINDOW);
    }
    faults.oneOf(rules, at, "selectPolicy", true, "Disabled", "Max", "Min");
    if (rules.path("policies").isEmpty()) {
      faults.required(at + ".policies", "must specify at least one Policy");
    }
    int i = 0;
    for (JsonNode policy : rules.path("policies")) {
      String field = at + ".policies[" + i++ + "]";
      if (!List.of("Percent", "Pods").contains(policy.path("type").asText())) {
        faults.notSupported(field + ".type", policy.get("type"), List.of("Percent", "Pods"));
      }
      if (policy.path("value").asInt() <= 0) {
        faults.invalid(field + ".value", policy.get("value"), "must be greater than zero");
      }
      int period = policy.path("periodSeconds").asInt();
      if (period <= 0) {
        faults.invalid(
            field + ".periodSeconds", policy.get("periodSeconds"), "must be greater than zero");
      } else if (period > MAX_PERIOD) {
        faults.invalid(
            field + ".periodSeconds",
            policy.get("periodSeconds"),
            "must be less than or equal to " + MAX_PERIOD);
      }
    }
  }
}
