package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of the kinds that run Pods.
final class WorkloadValidation {

  private static final String TEMPLATE = "spec.template";

  private WorkloadValidation() {}

  private static void selectorAndTemplate(JsonNode spec, String kind, Faults faults) {
    JsonNode selector = spec.get("selector");
    if (selector == null || selector.isNull()) {
      faults.required("spec.selector");
    } else {
      faults.selector(selector, "spec.selector");
      if (selector.path("matchLabels").isEmpty() && selector.path("matchExpressions").isEmpty()) {
        faults.invalid("spec.selector", selector, "empty selector is invalid for " + kind);
      }
    }
    JsonNode template = spec.path("template");
    JsonNode labels = template.path("metadata").path("labels");
    boolean everything =
        selector != null
            && selector.path("matchLabels").isEmpty()
            && selector.path("matchExpressions").isEmpty();
    if (!everything && !LabelSelector.of(selector).matchesLabels(labels)) {
      faults.invalid(
          TEMPLATE + ".metadata.labels", labels, "`selector` does not match template `labels`");
    }
    Set<String> claimed = new HashSet<>();
    spec.path("volumeClaimTemplates")
        .forEach(claim -> claimed.add(claim.path("metadata").path("name").asText()));
    PodValidation.template(template, TEMPLATE, claimed, faults);
  }

  private static void alwaysRestarts(JsonNode spec, String owner, Faults faults) {
    JsonNode pod = spec.path("template").path("spec");
    JsonNode policy = pod.path("restartPolicy");
    boolean known = List.of("OnFailure", "Never").contains(policy.asText());
    if (known) {
      faults.notSupported(TEMPLATE + ".spec.restartPolicy", policy, List.of("Always"));
    }
    if (pod.hasNonNull("activeDeadlineSeconds")) {
      faults.forbidden(
          TEMPLATE + ".spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in " + owner + " is not Supported");
    }
  }

  static void deployment(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    faults.notNegative(spec, "spec", "replicas");
    selectorAndTemplate(spec, "deployment", faults);
    alwaysRestarts(spec, "ReplicaSet", faults);
    strategy(spec.path("strategy"), faults);
    faults.notNegative(spec, "spec", "minReadySeconds");
    faults.notNegative(spec, "spec", "revisionHistoryLimit");
    JsonNode deadline = spec.path("progressDeadlineSeconds");
    if (deadline.isNumber()) {
      faults.notNegative(spec, "spec", "progressDeadlineSeconds");
      if (deadline.asLong() <= spec.path("minReadySeconds").asLong()) {
        faults.invalid(
            "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
      }
    }
    if (old != null) {
      immutable(spec, old.path("spec"), "selector", faults);
    }
  }

  static void immutable(JsonNode spec, JsonNode old, String name, Faults faults) {
    if (!Values.same(spec.path(name), old.path(name))) {
      faults.invalid("spec." + name, spec.get(name), "field is immutable");
    }
  }

  private static void strategy(JsonNode strategy, Faults faults) {
    String at = "spec.strategy";
    JsonNode rolling = strategy.get("rollingUpdate");
    switch (strategy.path("type").asText()) {
      case "Recreate" -> {
        if (rolling != null) {
          faults.forbidden(
              at + ".rollingUpdate", "may not be specified when strategy `type` is 'Recreate'");
        }
      }
      case "RollingUpdate" -> {
        if (rolling == null) {
          faults.required(at + ".rollingUpdate", "this should be defaulted and never be nil");
        } else {
          share(rolling, at + ".rollingUpdate", "maxUnavailable", faults);
          share(rolling, at + ".rollingUpdate", "maxSurge", faults);
          if (isZero(rolling.path("maxUnavailable")) && isZero(rolling.path("maxSurge"))) {
            faults.invalid(
                at + ".rollingUpdate.maxUnavailable",
                rolling.get("maxUnavailable"),
                "may not be 0 when `maxSurge` is 0");
          }
        }
      }
      default ->
          faults.notSupported(at, strategy.get("type"), List.of("Recreate", "RollingUpdate"));
    }
  }

  private static boolean isZero(JsonNode share) {
    String text = share.asText("0");
    return text.equals("0") || text.equals("0%");
  }

  /// A number or a percentage of 0 to 100.
  static void share(JsonNode holder, String path, String name, Faults faults) {
    JsonNode value = holder.path(name);
    String at = path + "." + name;
    if (value.isNumber()) {
      faults.notNegative(holder, path, name);
    } else if (value.isTextual()) {
      String text = value.textValue();
      if (!text.matches("[0-9]+%")) {
        faults.invalid(
            at,
            value,
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%', "
                + " or '93%', regex used for validation is '[0-9]+%')");
      } else if (Long.parseLong(text.substring(0, text.length() - 1)) > 100) {
        faults.invalid(at, value, "must not be greater than 100%");
      }
    }
  }

  static void replicaSet(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    faults.notNegative(spec, "spec", "replicas");
    faults.notNegative(spec, "spec", "minReadySeconds");
    selectorAndTemplate(spec, "deployment", faults);
    alwaysRestarts(spec, "ReplicaSet", faults);
    if (old != null) {
      immutable(spec, old.path("spec"), "selector", faults);
    }
  }

  static void replicationController(JsonNode spec, Faults faults) {
    faults.notNegative(spec, "spec", "replicas");
    faults.notNegative(spec, "spec", "minReadySeconds");
    if (spec.path("selector").isEmpty()) {
      faults.required("spec.selector");
    }
    if (!spec.hasNonNull("template")) {
      faults.required(TEMPLATE);
      return;
    }
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    if (!spec.path("selector").isEmpty()
        && !LabelSelector.ofMap(spec.path("selector")).matchesLabels(labels)) {
      faults.invalid(
          TEMPLATE + ".metadata.labels", labels, "`selector` does not match template `labels`");
    }
    PodValidation.template(spec.path("template"), TEMPLATE, faults);
    alwaysRestarts(spec, "ReplicationController", faults);
  }

  static void statefulSet(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    String policy = spec.path("podManagementPolicy").asText();
    if (policy.isEmpty()) {
      faults.required("spec.podManagementPolicy");
    } else if (!policy.equals("OrderedReady") && !policy.equals("Parallel")) {
      faults.invalid(
          "spec.podManagementPolicy",
          spec.get("podManagementPolicy"),
          "must be 'OrderedReady' or 'Parallel'");
    }
    JsonNode update = spec.path("updateStrategy");
    switch (update.path("type").asText()) {
      case "" -> faults.required("spec.updateStrategy");
      case "OnDelete" -> {
        if (update.has("rollingUpdate")) {
          faults.invalid(
              "spec.updateStrategy.rollingUpdate",
              update.get("rollingUpdate"),
              "only allowed for updateStrategy 'RollingUpdate'");
        }
      }
      case "RollingUpdate" -> rollingStateful(update.path("rollingUpdate"), faults);
      default ->
          faults.invalid("spec.updateStrategy", update, "must be 'RollingUpdate' or 'OnDelete'");
    }
    JsonNode retention = spec.path("persistentVolumeClaimRetentionPolicy");
    for (String when : List.of("whenDeleted", "whenScaled")) {
      faults.oneOf(
          retention, "spec.persistentVolumeClaimRetentionPolicy", when, true, "Delete", "Retain");
    }
    faults.notNegative(spec, "spec", "replicas");
    faults.notNegative(spec, "spec", "minReadySeconds");
    faults.notNegative(spec.path("ordinals"), "spec.ordinals", "start");
    if (old == null || !mayNotChange(spec, old.path("spec"), faults)) {
      selectorAndTemplate(spec, "statefulset", faults);
      alwaysRestarts(spec, "StatefulSet", faults);
    }
  }

  private static void rollingStateful(JsonNode rolling, Faults faults) {
    String at = "spec.updateStrategy.rollingUpdate";
    faults.notNegative(rolling, at, "partition");
    share(rolling, at, "maxUnavailable", faults);
    if (rolling.has("maxUnavailable") && isZero(rolling.path("maxUnavailable"))) {
      faults.invalid(at + ".maxUnavailable", rolling.get("maxUnavailable"), "cannot be 0");
    }
  }

  private static boolean mayNotChange(JsonNode spec, JsonNode old, Faults faults) {
    for (String name :
        List.of("selector", "serviceName", "volumeClaimTemplates", "podManagementPolicy")) {
      if (!Values.same(spec.path(name), old.path(name))) {
        faults.forbidden(
            "spec",
            "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template',"
                + " 'updateStrategy', 'revisionHistoryLimit',"
                + " 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        return true;
      }
    }
    return false;
  }

  static void daemonSet(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    selectorAndTemplate(spec, "daemonset", faults);
    alwaysRestarts(spec, "DaemonSet", faults);
    faults.notNegative(spec, "spec", "minReadySeconds");
    faults.notNegative(spec, "spec", "revisionHistoryLimit");
    JsonNode update = spec.path("updateStrategy");
    switch (update.path("type").asText()) {
      case "OnDelete" -> {}
      case "RollingUpdate" -> {
        JsonNode rolling = update.path("rollingUpdate");
        String at = "spec.updateStrategy.rollingUpdate";
        share(rolling, at, "maxUnavailable", faults);
        share(rolling, at, "maxSurge", faults);
        boolean noneDown = isZero(rolling.path("maxUnavailable"));
        boolean noneMore = isZero(rolling.path("maxSurge"));
        if (noneDown && noneMore) {
          faults.required(at + ".maxUnavailable", "cannot be 0 when maxSurge is 0");
        } else if (!noneDown && !noneMore) {
          faults.invalid(
              at + ".maxSurge",
              rolling.get("maxSurge"),
              "may not be set when maxUnavailable is non-zero");
        }
      }
      default ->
          faults.notSupported(
              "spec.updateStrategy.type", update.get("type"), List.of("OnDelete", "RollingUpdate"));
    }
    if (old != null) {
      immutable(spec, old.path("spec"), "selector", faults);
    }
  }
}
