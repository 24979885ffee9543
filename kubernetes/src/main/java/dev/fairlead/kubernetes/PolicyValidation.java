package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of the kinds that govern others: scaling, budgets, roles, quotas, priorities,
/// definitions.
final class PolicyValidation {

  private static final long MAX_PRIORITY = 1_000_000_000;

  private PolicyValidation() {}

  static void disruptionBudget(JsonNode spec, Faults faults) {
    if (spec.has("minAvailable") && spec.has("maxUnavailable")) {
      faults.invalid("spec", spec, "minAvailable and maxUnavailable cannot be both set");
    }
    WorkloadValidation.share(spec, "spec", "minAvailable", faults);
    WorkloadValidation.share(spec, "spec", "maxUnavailable", faults);
    faults.selector(spec.path("selector"), "spec.selector");
    faults.oneOf(
        spec, "spec", "unhealthyPodEvictionPolicy", true, "AlwaysAllow", "IfHealthyBudget");
  }

  static void role(JsonNode object, boolean namespaced, Faults faults) {
    int i = 0;
    for (JsonNode rule : object.path("rules")) {
      String at = "rules[" + i++ + "]";
      if (rule.path("verbs").isEmpty()) {
        faults.required(at + ".verbs", "verbs must contain at least one value");
      }
      if (!rule.path("nonResourceURLs").isEmpty()) {
        if (namespaced) {
          faults.invalid(
              at + ".nonResourceURLs",
              rule.get("nonResourceURLs"),
              "namespaced rules cannot apply to non-resource URLs");
        }
        if (!rule.path("resources").isEmpty() || !rule.path("apiGroups").isEmpty()) {
          faults.invalid(
              at + ".nonResourceURLs",
              rule.get("nonResourceURLs"),
              "rules cannot apply to both regular resources and non-resource URLs");
        }
        continue;
      }
      if (rule.path("apiGroups").isEmpty()) {
        faults.required(at + ".apiGroups", "resource rules must supply at least one api group");
      }
      if (rule.path("resources").isEmpty()) {
        faults.required(at + ".resources", "resource rules must supply at least one resource");
      }
    }
  }

  static void roleBinding(
      JsonNode object, @Nullable JsonNode old, boolean namespaced, Faults faults) {
    JsonNode reference = object.path("roleRef");
    String rbac = "rbac.authorization.k8s.io";
    if (!reference.path("apiGroup").asText().equals(rbac)) {
      faults.notSupported("roleRef.apiGroup", reference.get("apiGroup"), List.of(rbac));
    }
    List<String> kinds = namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole");
    if (!kinds.contains(reference.path("kind").asText())) {
      faults.notSupported("roleRef.kind", reference.get("kind"), kinds);
    }
    if (reference.path("name").asText().isEmpty()) {
      faults.required("roleRef.name");
    } else {
      String name = reference.path("name").asText();
      faults.invalidIf("roleRef.name", name, Names.pathSegment(name));
    }
    int i = 0;
    for (JsonNode subject : object.path("subjects")) {
      subject(subject, "subjects[" + i++ + "]", namespaced, faults);
    }
    if (old != null && !Values.same(reference, old.path("roleRef"))) {
      faults.invalid("roleRef", reference, "cannot change roleRef");
    }
  }

  private static void subject(JsonNode subject, String at, boolean namespaced, Faults faults) {
    String name = subject.path("name").asText();
    if (name.isEmpty()) {
      faults.required(at + ".name");
    }
    switch (subject.path("kind").asText()) {
      case "ServiceAccount" -> {
        if (!name.isEmpty()) {
          faults.invalidIf(at + ".name", name, Names.dnsSubdomain(name));
        }
        if (!namespaced && subject.path("namespace").asText().isEmpty()) {
          faults.required(at + ".namespace");
        }
      }
      case "User", "Group" -> {}
      default ->
          faults.notSupported(
              at + ".kind", subject.get("kind"), List.of("ServiceAccount", "User", "Group"));
    }
  }

  static void quota(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    for (Map.Entry<String, JsonNode> entry : spec.path("hard").properties()) {
      String at = "spec.hard[" + entry.getKey() + "]";
      ResourceNames.checkForQuota(entry.getKey(), at, faults);
      ResourceNames.amount(entry.getKey(), entry.getValue(), at, faults);
    }
    QuotaScopes.check(spec, faults);
    if (old != null && !scopes(spec).equals(scopes(old.path("spec")))) {
      faults.invalid("spec.scopes", spec.get("scopes"), "field is immutable");
    }
  }

  private static Set<String> scopes(JsonNode spec) {
    Set<String> scopes = new HashSet<>();
    spec.path("scopes").forEach(scope -> scopes.add(scope.asText()));
    return scopes;
  }

  static void runtimeClass(JsonNode object, @Nullable JsonNode old, Faults faults) {
    String handler = object.path("handler").asText();
    faults.invalidIf("handler", handler, Names.dnsLabel(handler));
    if (old != null && !handler.equals(old.path("handler").asText())) {
      faults.invalid("handler", object.get("handler"), "field is immutable");
    }
    JsonNode overhead = object.path("overhead").path("podFixed");
    ResourceNames.requirements(
        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance
            .objectNode()
            .set("limits", overhead),
        "overhead.podFixed",
        faults);
    faults.labels(object.path("scheduling").path("nodeSelector"), "scheduling.nodeSelector");
    SchedulingValidation.tolerations(
        object.path("scheduling").path("tolerations"), "scheduling.tolerations", faults);
  }

  static void priorityClass(JsonNode object, @Nullable JsonNode old, Faults faults) {
    boolean system = object.path("metadata").path("name").asText().startsWith("system-");
    if (!system && object.path("value").asLong() > MAX_PRIORITY) {
      faults.forbidden(
          "value", "maximum allowed value of a user defined priority is " + MAX_PRIORITY);
    }
    faults.oneOf(object, "", "preemptionPolicy", true, "Never", "PreemptLowerPriority");
    if (old != null) {
      if (object.path("value").asLong() != old.path("value").asLong()) {
        faults.forbidden("value", "may not be changed in an update.");
      }
      if (!Values.same(object.path("preemptionPolicy"), old.path("preemptionPolicy"))) {
        faults.invalid("preemptionPolicy", object.get("preemptionPolicy"), "field is immutable");
      }
    }
  }

  static void event(JsonNode object, Faults faults) {
    String involved = object.path("involvedObject").path("namespace").asText();
    String namespace = object.path("metadata").path("namespace").asText();
    if (!involved.isEmpty() && !involved.equals(namespace)) {
      faults.invalid("involvedObject.namespace", involved, "does not match event.namespace");
    } else if (involved.isEmpty() && !List.of("", "default").contains(namespace)) {
      faults.invalid("involvedObject.namespace", involved, "does not match event.namespace");
    }
  }
}
