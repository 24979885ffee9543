package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Checks of where Pods may run: affinity, tolerations, spreading; and of nodes' taints.
final class SchedulingValidation {

  private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
  private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";
  private static final String NO_OPERATOR = "not a valid selector operator";
  private static final int MAX_WEIGHT = 100;

  private final Faults faults;

  private SchedulingValidation(Faults faults) {
    this.faults = faults;
  }

  static void pod(JsonNode spec, String path, Faults faults) {
    SchedulingValidation validation = new SchedulingValidation(faults);
    validation.affinity(spec.path("affinity"), path + ".affinity");
    validation.tolerations(spec.path("tolerations"), path + ".tolerations");
    validation.spread(spec.path("topologySpreadConstraints"), path + ".topologySpreadConstraints");
    validation.gates(spec.path("schedulingGates"), path + ".schedulingGates");
  }

  static void tolerations(JsonNode tolerations, String path, Faults faults) {
    new SchedulingValidation(faults).tolerations(tolerations, path);
  }

  private void gates(JsonNode gates, String path) {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (JsonNode gate : gates) {
      String at = path + "[" + i++ + "]";
      String name = gate.path("name").asText();
      faults.invalidIf(at, name, Names.qualifiedName(name));
      if (!seen.add(name)) {
        faults.duplicate(at, name);
      }
    }
  }

  private void affinity(JsonNode affinity, String path) {
    JsonNode node = affinity.path("nodeAffinity");
    String at = path + ".nodeAffinity.";
    if (node.path(REQUIRED).isObject()) {
      nodeSelector(node.path(REQUIRED), at + REQUIRED);
    }
    int i = 0;
    for (JsonNode term : node.path(PREFERRED)) {
      String field = at + PREFERRED + "[" + i++ + "]";
      weight(term, field);
      nodeTerm(term.path("preference"), field + ".preference", true);
    }
    for (String kind : List.of("podAffinity", "podAntiAffinity")) {
      i = 0;
      for (JsonNode term : affinity.path(kind).path(REQUIRED)) {
        podTerm(term, "%s.%s.%s[%d]".formatted(path, kind, REQUIRED, i++));
      }
      i = 0;
      for (JsonNode term : affinity.path(kind).path(PREFERRED)) {
        String field = "%s.%s.%s[%d]".formatted(path, kind, PREFERRED, i++);
        weight(term, field);
        podTerm(term.path("podAffinityTerm"), field + ".podAffinityTerm");
      }
    }
  }

  private void weight(JsonNode term, String at) {
    int weight = term.path("weight").asInt();
    if (weight <= 0 || weight > MAX_WEIGHT) {
      faults.invalid(at + ".weight", term.get("weight"), "must be in the range 1-100");
    }
  }

  static void nodeSelector(JsonNode selector, String path, Faults faults) {
    new SchedulingValidation(faults).nodeSelector(selector, path);
  }

  private void nodeSelector(JsonNode selector, String path) {
    JsonNode terms = selector.path("nodeSelectorTerms");
    if (terms.isEmpty()) {
      faults.required(path + ".nodeSelectorTerms", "must have at least one node selector term");
    }
    int i = 0;
    for (JsonNode term : terms) {
      nodeTerm(term, path + ".nodeSelectorTerms[" + i++ + "]", false);
    }
  }

  private void nodeTerm(JsonNode term, String path, boolean anyValue) {
    int i = 0;
    for (JsonNode expression : term.path("matchExpressions")) {
      nodeExpression(expression, path + ".matchExpressions[" + i++ + "]", anyValue);
    }
    i = 0;
    for (JsonNode expression : term.path("matchFields")) {
      nodeField(expression, path + ".matchFields[" + i++ + "]");
    }
  }

  private void nodeExpression(JsonNode expression, String at, boolean anyValue) {
    JsonNode values = expression.path("values");
    switch (expression.path("operator").asText()) {
      case "In", "NotIn" -> {
        if (values.isEmpty()) {
          faults.required(at + ".values", "must be specified when `operator` is 'In' or 'NotIn'");
        }
      }
      case "Exists", "DoesNotExist" -> {
        if (!values.isEmpty()) {
          faults.forbidden(
              at + ".values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
        }
      }
      case "Gt", "Lt" -> {
        if (values.size() != 1) {
          faults.required(
              at + ".values", "must be specified single value when `operator` is 'Lt' or 'Gt'");
        }
      }
      default -> faults.invalid(at + ".operator", text(expression, "operator"), NO_OPERATOR);
    }
    String key = expression.path("key").asText();
    faults.invalidIf(at + ".key", key, Names.qualifiedName(key));
    if (!anyValue) {
      int i = 0;
      for (JsonNode value : values) {
        faults.invalidIf(
            at + ".values[" + i++ + "]", value.asText(), Names.labelValue(value.asText()));
      }
    }
  }

  private static JsonNode text(JsonNode holder, String name) {
    return TextNode.valueOf(holder.path(name).asText());
  }

  private void nodeField(JsonNode expression, String at) {
    JsonNode values = expression.path("values");
    if (List.of("In", "NotIn").contains(expression.path("operator").asText())) {
      if (values.size() != 1) {
        faults.required(
            at + ".values",
            "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
      }
    } else {
      faults.invalid(at + ".operator", text(expression, "operator"), NO_OPERATOR);
    }
    if (!expression.path("key").asText().equals("metadata.name")) {
      faults.invalid(at + ".key", text(expression, "key"), "not a valid field selector key");
    } else {
      int i = 0;
      for (JsonNode value : values) {
        faults.invalidIf(
            at + ".values[" + i++ + "]", value.asText(), Names.dnsSubdomain(value.asText()));
      }
    }
  }

  private void podTerm(JsonNode term, String at) {
    faults.selector(term.path("labelSelector"), at + ".labelSelector");
    faults.selector(term.path("namespaceSelector"), at + ".namespaceSelector");
    for (JsonNode namespace : term.path("namespaces")) {
      faults.invalidIf(at + ".namespace", namespace.asText(), Names.dnsLabel(namespace.asText()));
    }
    labelKeys(term, "matchLabelKeys", at);
    labelKeys(term, "mismatchLabelKeys", at);
    int i = 0;
    for (JsonNode key : term.path("matchLabelKeys")) {
      for (JsonNode other : term.path("mismatchLabelKeys")) {
        if (key.equals(other)) {
          faults.invalid(
              at + ".matchLabelKeys[" + i + "]",
              key,
              "exists in both matchLabelKeys and mismatchLabelKeys");
        }
      }
      i++;
    }
    String topology = term.path("topologyKey").asText();
    if (topology.isEmpty()) {
      faults.required(at + ".topologyKey", "can not be empty");
    }
    faults.invalidIf(at + ".topologyKey", topology, Names.qualifiedName(topology));
  }

  private void labelKeys(JsonNode term, String member, String at) {
    JsonNode keys = term.path(member);
    if (keys.isEmpty()) {
      return;
    }
    if (!term.path("labelSelector").isObject()) {
      faults.forbidden(at + "." + member, "must not be specified when labelSelector is not set");
      return;
    }
    int i = 0;
    for (JsonNode key : keys) {
      faults.invalidIf(
          at + "." + member + "[" + i++ + "]", key.asText(), Names.qualifiedName(key.asText()));
    }
  }

  private void tolerations(JsonNode tolerations, String path) {
    int i = 0;
    for (JsonNode toleration : tolerations) {
      String at = path + "[" + i++ + "]";
      String key = toleration.path("key").asText();
      String operator = toleration.path("operator").asText();
      String value = toleration.path("value").asText();
      if (!key.isEmpty()) {
        faults.invalidIf(at + ".key", key, Names.qualifiedName(key));
      }
      if (key.isEmpty() && !operator.equals("Exists")) {
        faults.invalid(
            at + ".operator",
            operator,
            "operator must be Exists when `key` is empty, which means \"match all values and all"
                + " keys\"");
      }
      if (toleration.has("tolerationSeconds")
          && !toleration.path("effect").asText().equals("NoExecute")) {
        faults.invalid(
            at + ".effect",
            toleration.path("effect").asText(),
            "effect must be 'NoExecute' when `tolerationSeconds` is set");
      }
      switch (operator) {
        case "", "Equal" -> faults.invalidIf(at + ".operator", value, Names.labelValue(value));
        case "Exists" -> {
          if (!value.isEmpty()) {
            faults.invalid(
                at + ".operator", value, "value must be empty when `operator` is 'Exists'");
          }
        }
        default ->
            faults.notSupported(
                at + ".operator", toleration.get("operator"), List.of("Equal", "Exists"));
      }
      faults.oneOf(toleration, at, "effect", true, "NoSchedule", "PreferNoSchedule", "NoExecute");
    }
  }

  private void spread(JsonNode constraints, String path) {
    Set<String> seen = new HashSet<>();
    for (int i = constraints.size() - 1; i >= 0; i--) {
      // the server compares each with those after it
      JsonNode constraint = constraints.get(i);
      String pair =
          "{%s, %s}"
              .formatted(
                  constraint.path("topologyKey").asText(),
                  constraint.path("whenUnsatisfiable").asText());
      if (!seen.add(pair)) {
        faults.duplicate(path + "[" + i + "].{topologyKey, whenUnsatisfiable}", pair);
      }
    }
    int i = 0;
    for (JsonNode constraint : constraints) {
      constraint(constraint, path + "[" + i++ + "]");
    }
  }

  private void constraint(JsonNode constraint, String at) {
    if (constraint.path("maxSkew").asInt() <= 0) {
      faults.invalid(at + ".maxSkew", constraint.get("maxSkew"), "must be greater than zero");
    }
    if (constraint.path("topologyKey").asText().isEmpty()) {
      faults.required(at + ".topologyKey", "can not be empty");
    }
    String action = constraint.path("whenUnsatisfiable").asText();
    if (!List.of("DoNotSchedule", "ScheduleAnyway").contains(action)) {
      faults.notSupported(
          at + ".whenUnsatisfiable",
          constraint.get("whenUnsatisfiable"),
          List.of("DoNotSchedule", "ScheduleAnyway"));
    }
    JsonNode domains = constraint.path("minDomains");
    if (domains.isNumber()) {
      if (domains.asInt() <= 0) {
        faults.invalid(at + ".minDomains", domains, "must be greater than zero");
      }
      if (!action.equals("DoNotSchedule")) {
        faults.invalid(
            at + ".minDomains",
            domains,
            "can only use minDomains if whenUnsatisfiable=DoNotSchedule, not " + action);
      }
    }
    faults.oneOf(constraint, at, "nodeAffinityPolicy", true, "Honor", "Ignore");
    faults.oneOf(constraint, at, "nodeTaintsPolicy", true, "Honor", "Ignore");
    JsonNode selector = constraint.path("labelSelector");
    JsonNode keys = constraint.path("matchLabelKeys");
    if (!keys.isEmpty() && !selector.isObject()) {
      faults.forbidden(
          at + ".matchLabelKeys", "must not be specified when labelSelector is not set");
    }
    int i = 0;
    for (JsonNode key : keys) {
      String field = at + ".matchLabelKeys[" + i++ + "]";
      faults.invalidIf(field, key.asText(), Names.qualifiedName(key.asText()));
      boolean selected = selector.path("matchLabels").has(key.asText());
      for (JsonNode expression : selector.path("matchExpressions")) {
        selected |= expression.path("key").equals(key);
      }
      if (selected) {
        faults.invalid(field, key, "exists in both matchLabelKeys and labelSelector");
      }
    }
    faults.selector(selector, at + ".labelSelector");
  }

  /// A node's taints.
  static void taints(JsonNode taints, String path, Faults faults) {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (JsonNode taint : taints) {
      String at = path + "[" + i++ + "]";
      String key = taint.path("key").asText();
      faults.invalidIf(at + ".key", key, Names.qualifiedName(key));
      String value = taint.path("value").asText();
      faults.invalidIf(at + ".value", value, Names.labelValue(value));
      faults.oneOf(taint, at, "effect", false, "NoSchedule", "PreferNoSchedule", "NoExecute");
      if (!seen.add(taint.path("effect").asText() + "/" + key)) {
        faults
            .found()
            .add(
                new FieldError(
                    FieldError.Reason.DUPLICATE,
                    at,
                    "Duplicate value: %s: taints must be unique by key and effect pair"
                        .formatted(GoJson.write(taint))));
      }
    }
  }
}
