package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Defaults of the kinds that run Pods.
final class WorkloadDefaults {

  private WorkloadDefaults() {}

  static void deployment(ObjectNode spec) {
    PodDefaults.template(Fill.find(spec, "template"));
    Fill.number(spec, "replicas", 1);
    Fill.number(spec, "revisionHistoryLimit", 10);
    Fill.number(spec, "progressDeadlineSeconds", 600);
    ObjectNode strategy = Fill.struct(spec, "strategy");
    Fill.text(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rolling = Fill.struct(strategy, "rollingUpdate");
      Fill.text(rolling, "maxUnavailable", "25%");
      Fill.text(rolling, "maxSurge", "25%");
    }
  }

  static void replicaSet(ObjectNode spec) {
    PodDefaults.template(Fill.find(spec, "template"));
    Fill.number(spec, "replicas", 1);
  }

  static void replicationController(ObjectNode object, ObjectNode spec) {
    ObjectNode template = Fill.find(spec, "template");
    PodDefaults.template(template);
    JsonNode labels = labels(template);
    if (labels != null) {
      if (spec.path("selector").isEmpty()) {
        spec.set("selector", labels.deepCopy());
      }
      inherit(object, labels);
    }
    Fill.number(spec, "replicas", 1);
  }

  private static @Nullable JsonNode labels(@Nullable ObjectNode template) {
    JsonNode labels = template == null ? null : template.path("metadata").get("labels");
    return labels == null || labels.isEmpty() ? null : labels;
  }

  private static void inherit(ObjectNode object, JsonNode labels) {
    ObjectNode metadata = Fill.struct(object, "metadata");
    if (metadata.path("labels").isEmpty()) {
      metadata.set("labels", labels.deepCopy());
    }
  }

  static void statefulSet(ObjectNode spec) {
    PodDefaults.template(Fill.find(spec, "template"));
    Fill.text(spec, "podManagementPolicy", "OrderedReady");
    ObjectNode strategy = Fill.struct(spec, "updateStrategy");
    if (Fill.lacks(strategy, "type") || strategy.path("type").asText().isEmpty()) {
      strategy.put("type", "RollingUpdate");
    }
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      Fill.number(Fill.struct(strategy, "rollingUpdate"), "partition", 0);
    }
    ObjectNode retention = Fill.struct(spec, "persistentVolumeClaimRetentionPolicy");
    Fill.text(retention, "whenDeleted", "Retain");
    Fill.text(retention, "whenScaled", "Retain");
    Fill.number(spec, "replicas", 1);
    Fill.number(spec, "revisionHistoryLimit", 10);
    for (ObjectNode claim : Fill.items(spec, "volumeClaimTemplates")) {
      claim.put("apiVersion", "v1");
      claim.put("kind", "PersistentVolumeClaim");
      Fill.text(Fill.struct(claim, "spec"), "volumeMode", "Filesystem");
      Fill.text(Fill.struct(claim, "status"), "phase", "Pending");
    }
  }

  static void daemonSet(ObjectNode spec) {
    PodDefaults.template(Fill.find(spec, "template"));
    ObjectNode strategy = Fill.struct(spec, "updateStrategy");
    Fill.text(strategy, "type", "RollingUpdate");
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rolling = Fill.struct(strategy, "rollingUpdate");
      Fill.number(rolling, "maxUnavailable", 1);
      Fill.number(rolling, "maxSurge", 0);
    }
    Fill.number(spec, "revisionHistoryLimit", 10);
  }

  static void job(ObjectNode object, ObjectNode spec) {
    ObjectNode template = Fill.find(spec, "template");
    PodDefaults.template(template);
    if (Fill.lacks(spec, "completions") && Fill.lacks(spec, "parallelism")) {
      spec.set("completions", IntNode.valueOf(1));
      spec.set("parallelism", IntNode.valueOf(1));
    }
    Fill.number(spec, "parallelism", 1);
    Fill.number(spec, "backoffLimit", spec.has("backoffLimitPerIndex") ? Integer.MAX_VALUE : 6);
    JsonNode labels = labels(template);
    if (labels != null) {
      inherit(object, labels);
    }
    Fill.text(spec, "completionMode", "NonIndexed");
    Fill.flag(spec, "suspend", false);
    Fill.flag(spec, "manualSelector", false);
    ObjectNode failures = Fill.find(spec, "podFailurePolicy");
    for (ObjectNode rule : Fill.items(failures, "rules")) {
      for (ObjectNode condition : Fill.items(rule, "onPodConditions")) {
        Fill.text(condition, "status", "True");
      }
    }
    Fill.text(spec, "podReplacementPolicy", failures == null ? "TerminatingOrFailed" : "Failed");
  }

  static void cronJob(ObjectNode spec) {
    Fill.text(spec, "concurrencyPolicy", "Allow");
    Fill.flag(spec, "suspend", false);
    Fill.number(spec, "successfulJobsHistoryLimit", 3);
    Fill.number(spec, "failedJobsHistoryLimit", 1);
    ObjectNode job = Fill.find(Fill.find(spec, "jobTemplate"), "spec");
    PodDefaults.template(Fill.find(job, "template"));
    for (ObjectNode rule : Fill.items(Fill.find(job, "podFailurePolicy"), "rules")) {
      for (ObjectNode condition : Fill.items(rule, "onPodConditions")) {
        Fill.text(condition, "status", "True");
      }
    }
  }

  static void horizontalPodAutoscaler(ObjectNode spec) {
    Fill.number(spec, "minReplicas", 1);
    if (spec.path("metrics").isEmpty()) {
      ObjectNode metric = spec.putArray("metrics").addObject();
      metric.put("type", "Resource");
      ObjectNode resource = metric.putObject("resource");
      resource.put("name", "cpu");
      resource.putObject("target").put("type", "Utilization").put("averageUtilization", 80);
    }
    ObjectNode behavior = Fill.find(spec, "behavior");
    if (behavior != null) {
      scaleUp(Fill.struct(behavior, "scaleUp"));
      scaleDown(Fill.struct(behavior, "scaleDown"));
    }
  }

  private static void scaleUp(ObjectNode rules) {
    Fill.text(rules, "selectPolicy", "Max");
    Fill.number(rules, "stabilizationWindowSeconds", 0);
    if (rules.path("policies").isEmpty()) {
      var policies = rules.putArray("policies");
      for (String type : List.of("Pods", "Percent")) {
        policies
            .addObject()
            .put("type", type)
            .put("value", type.equals("Pods") ? 4 : 100)
            .put("periodSeconds", 15);
      }
    }
  }

  private static void scaleDown(ObjectNode rules) {
    Fill.text(rules, "selectPolicy", "Max");
    if (rules.path("policies").isEmpty()) {
      rules
          .putArray("policies")
          .addObject()
          .put("type", "Percent")
          .put("value", 100)
          .put("periodSeconds", 15);
    }
  }
}
