package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of the kinds that govern others: scaling, budgets, roles, quotas, priorities,
/// definitions.
final class PolicyValidation {

  private static final Set<String> QUOTA_RESOURCES =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "storage",
          "pods",
          "services",
          "secrets",
          "configmaps",
          "replicationcontrollers",
          "resourcequotas",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final Set<String> WHOLE =
      Set.of(
          "pods",
          "services",
          "secrets",
          "configmaps",
          "replicationcontrollers",
          "resourcequotas",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");
  private static final long MAX_PRIORITY = 1_000_000_000;

  private PolicyValidation() {}

  static void autoscaler(JsonNode spec, Faults faults) {
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
    JsonNode target = spec.path("scaleTargetRef");
    String at = "spec.scaleTargetRef";
    if (target.path("kind").asText().isEmpty()) {
      faults.required(at + ".kind");
    }
    if (target.path("name").asText().isEmpty()) {
      faults.required(at + ".name");
    }
    String version = target.path("apiVersion").asText();
    if (!version.contains("/") && !target.path("kind").asText().equals("ReplicationController")) {
      faults.invalid(at + ".apiVersion", version, "apiVersion must specify API group");
    }
  }

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

  static void quota(JsonNode spec, Faults faults) {
    for (Map.Entry<String, JsonNode> entry : spec.path("hard").properties()) {
      String name = entry.getKey();
      String at = "spec.hard[" + name + "]";
      boolean qualified =
          name.contains("/")
              || name.startsWith("requests.")
              || name.startsWith("limits.")
              || name.startsWith("count/")
              || name.startsWith("hugepages-");
      if (!qualified && !QUOTA_RESOURCES.contains(name)) {
        faults.invalid(at, name, "must be a standard resource type or fully qualified");
        faults.invalid(at, name, "must be a standard resource for quota");
      }
      Quantity.of(entry.getValue())
          .ifPresent(amount -> {
            if (amount.amount().signum() < 0) {
              faults.invalid(at, entry.getValue(), "must be greater than or equal to 0");
            } else if ((WHOLE.contains(name) || name.startsWith("count/"))
                && amount.amount().stripTrailingZeros().scale() > 0) {
              faults.invalid(at, entry.getValue(), "must be an integer");
            }
          });
    }
  }

  static void limitRange(JsonNode spec, Faults faults) {
    int i = 0;
    for (JsonNode item : spec.path("limits")) {
      String at = "spec.limits[" + i++ + "]";
      if (item.path("type").asText().equals("Pod")) {
        for (String name : List.of("default", "defaultRequest")) {
          if (!item.path(name).isEmpty()) {
            faults.forbidden(at + "." + name, "may not be specified when `type` is 'Pod'");
          }
        }
      }
      for (Map.Entry<String, JsonNode> least : item.path("min").properties()) {
        String resource = least.getKey();
        bounds(item, at, resource, least.getValue(), faults);
      }
    }
  }

  private static void bounds(
      JsonNode item, String at, String resource, JsonNode least, Faults faults) {
    JsonNode most = item.path("max").path(resource);
    if (exceeds(least, most)) {
      faults.invalid(
          at + ".min[" + resource + "]",
          least,
          "min value %s is greater than max value %s".formatted(least.asText(), most.asText()));
    }
    JsonNode request = item.path("defaultRequest").path(resource);
    if (exceeds(least, request)) {
      faults.invalid(
          at + ".defaultRequest[" + resource + "]",
          request,
          "min value %s is greater than default request value %s"
              .formatted(least.asText(), request.asText()));
    }
    JsonNode standard = item.path("default").path(resource);
    if (exceeds(least, standard)) {
      faults.invalid(
          at + ".default[" + resource + "]",
          least,
          "min value %s is greater than default value %s"
              .formatted(least.asText(), standard.asText()));
    }
  }

  private static boolean exceeds(JsonNode left, JsonNode right) {
    return Quantity.of(left)
        .flatMap(l -> Quantity.of(right).map(r -> l.compareTo(r) > 0))
        .orElse(false);
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
