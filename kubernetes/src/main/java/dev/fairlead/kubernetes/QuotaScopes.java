package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Checks of the scopes of a ResourceQuota.
final class QuotaScopes {

  private static final Set<String> KNOWN =
      Set.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity",
          "VolumeAttributesClass");
  private static final Set<String> OF_PODS =
      Set.of(
          "pods",
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage");

  private QuotaScopes() {}

  static void check(JsonNode spec, Faults faults) {
    JsonNode scopes = spec.path("scopes");
    Set<String> seen = new HashSet<>();
    for (JsonNode scope : scopes) {
      if (!KNOWN.contains(scope.asText())) {
        faults.invalid("spec.scopes", scopes, "unsupported scope");
      }
      resources(spec, scope.asText(), "spec.scopes", scopes, faults);
      seen.add(scope.asText());
    }
    conflicts(seen, "spec.scopes", scopes, faults);
    selector(spec, faults);
  }

  private static void resources(
      JsonNode spec, String scope, String at, JsonNode shown, Faults faults) {
    for (Map.Entry<String, JsonNode> entry : spec.path("hard").properties()) {
      String resource = entry.getKey();
      if (ResourceNames.isQuotaStandard(resource) && !fits(scope, resource)) {
        faults.invalid(at, shown, "unsupported scope applied to resource");
      }
    }
  }

  private static boolean fits(String scope, String resource) {
    boolean huge = resource.startsWith("hugepages-") || resource.startsWith("requests.hugepages-");
    return switch (scope) {
      case "Terminating",
          "NotTerminating",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity" ->
          OF_PODS.contains(resource) || huge;
      case "BestEffort" -> resource.equals("pods");
      case "VolumeAttributesClass" ->
          List.of("persistentvolumeclaims", "requests.storage").contains(resource);
      default -> true;
    };
  }

  private static void conflicts(Set<String> scopes, String at, JsonNode shown, Faults faults) {
    if (scopes.containsAll(List.of("BestEffort", "NotBestEffort"))
        || scopes.containsAll(List.of("Terminating", "NotTerminating"))) {
      faults.invalid(at, shown, "conflicting scopes");
    }
  }

  private static void selector(JsonNode spec, Faults faults) {
    String at = "spec.scopeSelector.matchExpressions";
    JsonNode selector = spec.path("scopeSelector");
    Set<String> seen = new HashSet<>();
    for (JsonNode expression : selector.path("matchExpressions")) {
      String scope = expression.path("scopeName").asText();
      String operator = expression.path("operator").asText();
      if (!KNOWN.contains(scope)) {
        faults.invalid(at + ".scopeName", expression.get("scopeName"), "unsupported scope");
      }
      resources(spec, scope, at, selector, faults);
      boolean exists = operator.equals("Exists");
      if (!List.of("PriorityClass", "VolumeAttributesClass").contains(scope)
          && KNOWN.contains(scope)
          && !exists) {
        faults.invalid(
            at + ".operator",
            expression.get("operator"),
            "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                + " ResourceQuotaScopeNotBestEffort or"
                + " ResourceQuotaScopeCrossNamespacePodAffinity");
      }
      values(expression, operator, at, faults);
      seen.add(scope);
    }
    conflicts(seen, at, spec.path("scopes"), faults);
  }

  private static void values(JsonNode expression, String operator, String at, Faults faults) {
    switch (operator) {
      case "In", "NotIn" -> {
        if (expression.path("values").isEmpty()) {
          faults.required(
              at + ".values",
              "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!expression.path("values").isEmpty()) {
          faults.invalid(
              at + ".values",
              expression.get("values"),
              "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
        }
      }
      default ->
          faults.invalid(
              at + ".operator", expression.get("operator"), "not a valid selector operator");
    }
  }
}
