package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Checks of Jobs and CronJobs.
final class JobValidation {

  private static final int MAX_PARALLELISM = 100_000;
  private static final int MAX_RULES = 20;
  private static final int MAX_EXIT_CODES = 255;
  private static final String NEEDS_INDEX = "requires indexed completion mode";
  private static final List<String> ACTIONS = List.of("Count", "FailIndex", "FailJob", "Ignore");

  private final JsonNode spec;
  private final String path;
  private final Faults faults;

  private JobValidation(JsonNode spec, String path, Faults faults) {
    this.spec = spec;
    this.path = path;
    this.faults = faults;
  }

  /// A Job's spec.
  static void job(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    if (!spec.hasNonNull("selector")) {
      faults.required("spec.selector");
    } else {
      faults.selector(spec.path("selector"), "spec.selector");
    }
    JsonNode labels = spec.path("template").path("metadata").path("labels");
    if (!LabelSelector.of(spec.get("selector")).matchesLabels(labels)) {
      faults.invalid(
          "spec.template.metadata.labels", labels, "`selector` does not match template `labels`");
    }
    new JobValidation(spec, "spec", faults).check();
    if (old != null) {
      unchanged(spec, old, faults);
    }
  }

  private static void unchanged(JsonNode spec, JsonNode old, Faults faults) {
    JsonNode before = old.path("spec");
    if (!spec.path("completionMode").asText().equals("Indexed")) {
      WorkloadValidation.immutable(spec, before, "completions", faults);
    } else if (!Values.same(spec.path("completions"), before.path("completions"))
        && !Values.same(spec.path("completions"), spec.path("parallelism"))) {
      faults.invalid(
          "spec.completions",
          spec.get("completions"),
          "can only be modified in tandem with spec.parallelism");
    }
    WorkloadValidation.immutable(spec, before, "selector", faults);
    boolean mayChange = before.path("suspend").asBoolean() && !old.path("status").has("startTime");
    if (!Values.same(spec.path("template"), before.path("template")) && !mayChange) {
      faults.invalid("spec.template", spec.get("template"), "field is immutable");
    }
    for (String member :
        List.of(
            "completionMode",
            "podFailurePolicy",
            "backoffLimitPerIndex",
            "managedBy",
            "successPolicy")) {
      WorkloadValidation.immutable(spec, before, member, faults);
    }
  }

  private void check() {
    for (String number :
        List.of(
            "parallelism",
            "completions",
            "activeDeadlineSeconds",
            "backoffLimit",
            "ttlSecondsAfterFinished",
            "backoffLimitPerIndex",
            "maxFailedIndexes")) {
      faults.notNegative(spec, path, number);
    }
    if (spec.has("maxFailedIndexes") && !spec.has("backoffLimitPerIndex")) {
      faults.required(path + ".backoffLimitPerIndex", "when maxFailedIndexes is specified");
    }
    String manager = spec.path("managedBy").asText();
    if (!manager.isEmpty()) {
      domainPath(manager, path + ".managedBy", faults);
    }
    completion();
    failurePolicy(spec.path("podFailurePolicy"), path + ".podFailurePolicy");
    if (spec.hasNonNull("podReplacementPolicy")) {
      List<String> known =
          spec.has("podFailurePolicy")
              ? List.of("Failed")
              : List.of("Failed", "TerminatingOrFailed");
      if (!known.contains(spec.path("podReplacementPolicy").asText())) {
        faults.notSupported(
            path + ".podReplacementPolicy", spec.get("podReplacementPolicy"), known);
      }
    }
    PodValidation.template(spec.path("template"), path + ".template", faults);
    restartPolicy();
  }

  /// A text such as `example.com/name`.
  static void domainPath(String text, String at, Faults faults) {
    int slash = text.indexOf('/');
    if (slash < 0 || slash == text.length() - 1 || slash == 0) {
      faults.invalid(at, text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
      return;
    }
    String domain = text.substring(0, slash);
    faults.invalidIf(at, domain, Names.dnsSubdomain(domain));
    String rest = text.substring(slash + 1);
    if (!rest.matches("[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+")) {
      faults.invalid(
          at,
          rest,
          "Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')");
    }
  }

  private void completion() {
    String mode = spec.path("completionMode").asText();
    if (!mode.isEmpty() && !List.of("NonIndexed", "Indexed").contains(mode)) {
      faults.notSupported(
          path + ".completionMode", spec.get("completionMode"), List.of("NonIndexed", "Indexed"));
    }
    if (mode.equals("Indexed")) {
      if (!spec.has("completions")) {
        faults.required(path + ".completions", "when completion mode is Indexed");
      }
      if (spec.path("parallelism").asInt() > MAX_PARALLELISM) {
        faults.invalid(
            path + ".parallelism",
            spec.get("parallelism"),
            "must be less than or equal to %d when completion mode is Indexed"
                .formatted(MAX_PARALLELISM));
      }
    } else {
      for (String member : List.of("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy")) {
        if (spec.has(member)) {
          faults.invalid(path + "." + member, spec.get(member), NEEDS_INDEX);
        }
      }
    }
  }

  private void restartPolicy() {
    JsonNode policy = spec.path("template").path("spec").path("restartPolicy");
    String at = path + ".template.spec.restartPolicy";
    switch (policy.asText()) {
      case "Always" -> faults.required(at, "valid values: \"OnFailure\", \"Never\"");
      case "OnFailure", "Never" -> {}
      default -> faults.notSupported(at, policy, List.of("OnFailure", "Never"));
    }
    if (spec.has("podFailurePolicy") && !policy.asText().equals("Never")) {
      faults.invalid(at, policy, "only \"Never\" is supported when podFailurePolicy is specified");
    }
  }

  private void failurePolicy(JsonNode policy, String at) {
    JsonNode rules = policy.path("rules");
    if (rules.size() > MAX_RULES) {
      faults.tooMany(at + ".rules", rules.size(), MAX_RULES);
      return;
    }
    Set<String> containers = new HashSet<>();
    JsonNode pod = spec.path("template").path("spec");
    pod.path("containers").forEach(each -> containers.add(each.path("name").asText()));
    pod.path("initContainers").forEach(each -> containers.add(each.path("name").asText()));
    int i = 0;
    for (JsonNode rule : rules) {
      rule(rule, at + ".rules[" + i++ + "]", containers);
    }
  }

  private static String quoted(List<String> texts) {
    return texts.stream()
        .map(text -> "\"" + text + "\"")
        .collect(Collectors.joining(" ", "[", "]"));
  }

  private void rule(JsonNode rule, String at, Set<String> containers) {
    String action = rule.path("action").asText();
    if (action.isEmpty()) {
      faults.required(at + ".action", "valid values: " + quoted(ACTIONS));
    } else if (action.equals("FailIndex") && !spec.has("backoffLimitPerIndex")) {
      faults.invalid(
          at + ".action", rule.get("action"), "requires the backoffLimitPerIndex to be set");
    } else if (!ACTIONS.contains(action)) {
      faults.notSupported(at + ".action", rule.get("action"), ACTIONS);
    }
    JsonNode codes = rule.path("onExitCodes");
    JsonNode conditions = rule.path("onPodConditions");
    if (codes.isObject()) {
      exitCodes(codes, at + ".onExitCodes", containers);
    }
    int i = 0;
    for (JsonNode condition : conditions) {
      String field = at + ".onPodConditions[" + i++ + "]";
      String type = condition.path("type").asText();
      faults.invalidIf(field + ".type", type, Names.qualifiedName(type));
      faults.oneOf(condition, field, "status", false, "False", "True", "Unknown");
    }
    if (codes.isObject() && !conditions.isEmpty()) {
      faults.invalidWithoutValue(
          at, "specifying both OnExitCodes and OnPodConditions is not supported");
    } else if (!codes.isObject() && conditions.isEmpty()) {
      faults.invalidWithoutValue(
          at, "specifying one of OnExitCodes and OnPodConditions is required");
    }
  }

  private void exitCodes(JsonNode codes, String at, Set<String> containers) {
    String operator = codes.path("operator").asText();
    if (operator.isEmpty()) {
      faults.required(at + ".operator", "valid values: " + quoted(List.of("In", "NotIn")));
    } else {
      faults.oneOf(codes, at, "operator", true, "In", "NotIn");
    }
    if (codes.hasNonNull("containerName")
        && !containers.contains(codes.path("containerName").asText())) {
      faults.invalid(
          at + ".containerName",
          codes.get("containerName"),
          "must be one of the container or initContainer names in the pod template");
    }
    JsonNode values = codes.path("values");
    if (values.isEmpty()) {
      faults.invalid(at + ".values", codes.get("values"), "at least one value is required");
    } else if (values.size() > MAX_EXIT_CODES) {
      faults.tooMany(at + ".values", values.size(), MAX_EXIT_CODES);
    }
    Set<Integer> seen = new HashSet<>();
    boolean ordered = true;
    int before = Integer.MIN_VALUE;
    int i = 0;
    for (JsonNode value : values) {
      String field = at + ".values[" + i++ + "]";
      if (operator.equals("In") && value.asInt() == 0) {
        faults.invalid(field, value, "must not be 0 for the In operator");
      }
      if (!seen.add(value.asInt())) {
        faults.duplicate(field, value);
      }
      ordered &= value.asInt() >= before;
      before = value.asInt();
    }
    if (!ordered) {
      faults.invalid(at + ".values", values, "must be ordered");
    }
  }

  static void cronJob(JsonNode spec, Faults faults) {
    String schedule = spec.path("schedule").asText();
    if (schedule.isEmpty()) {
      faults.required("spec.schedule");
    } else {
      faults.invalidIf("spec.schedule", schedule, CronSyntax.fault(schedule));
    }
    if (spec.has("timeZone")) {
      String zone = spec.path("timeZone").asText();
      if (zone.isEmpty()) {
        faults.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string");
      } else if (zone.equalsIgnoreCase("Local")) {
        faults.invalid(
            "spec.timeZone",
            zone,
            "timeZone must be an explicit time zone as defined in"
                + " https://www.iana.org/time-zones");
      } else if (!isZone(zone)) {
        faults.invalid("spec.timeZone", zone, "unknown time zone " + zone);
      }
    }
    faults.notNegative(spec, "spec", "startingDeadlineSeconds");
    faults.oneOf(spec, "spec", "concurrencyPolicy", false, "Allow", "Forbid", "Replace");
    faults.notNegative(spec, "spec", "successfulJobsHistoryLimit");
    faults.notNegative(spec, "spec", "failedJobsHistoryLimit");
    JsonNode job = spec.path("jobTemplate").path("spec");
    String at = "spec.jobTemplate.spec";
    new JobValidation(job, at, faults).check();
    if (job.hasNonNull("selector")) {
      faults.invalid(at + ".selector", job.get("selector"), "`selector` will be auto-generated");
    }
    if (job.path("manualSelector").asBoolean()) {
      faults.notSupported(
          at + ".manualSelector", job.get("manualSelector"), List.of("nil", "false"));
    }
  }

  private static boolean isZone(String zone) {
    return java.time.ZoneId.getAvailableZoneIds().contains(zone);
  }
}
