package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// The values that an API server fills in.
public final class Defaults {

  private Defaults() {}

  /// A decoded object with its defaults; the input is not changed. Defaults that need an allocator
  /// (cluster IPs, node ports) or another object (service accounts) are left to the server.
  public static ObjectNode apply(ResourceType type, ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    fill(type, copy);
    return copy;
  }

  /// Fills the defaults into `object` itself, which the caller made.
  static void fill(ResourceType type, ObjectNode object) {
    if (type.custom()) {
      OtherDefaults.custom(type.schema(), object);
      return;
    }
    ObjectNode spec = Fill.find(object, "spec");
    switch (type.kindName() + "." + type.group()) {
      case "Pod." -> PodDefaults.pod(object);
      case "PodTemplate." -> PodDefaults.template(Fill.find(object, "template"));
      case "Secret." -> OtherDefaults.secret(object);
      case "Endpoints." -> OtherDefaults.endpoints(object);
      case "EndpointSlice.discovery.k8s.io" -> OtherDefaults.endpointSlice(object);
      case "LimitRange." -> OtherDefaults.limitRange(spec);
      case "Namespace." -> OtherDefaults.namespace(object);
      case "Node." -> OtherDefaults.node(object);
      case "PersistentVolumeClaim." -> OtherDefaults.volumeClaim(object);
      case "PersistentVolume." -> OtherDefaults.volume(object);
      case "RoleBinding.rbac.authorization.k8s.io",
          "ClusterRoleBinding.rbac.authorization.k8s.io" ->
          OtherDefaults.roleBinding(object);
      case "StorageClass.storage.k8s.io" -> OtherDefaults.storageClass(object);
      case "PriorityClass.scheduling.k8s.io" ->
          Fill.text(object, "preemptionPolicy", "PreemptLowerPriority");
      case "IngressClass.networking.k8s.io" -> OtherDefaults.ingressClass(spec);
      case "MutatingWebhookConfiguration.admissionregistration.k8s.io" ->
          OtherDefaults.webhooks(object, true);
      case "ValidatingWebhookConfiguration.admissionregistration.k8s.io" ->
          OtherDefaults.webhooks(object, false);
      default -> {
        if (spec != null) {
          spec(type, object, spec);
        }
      }
    }
  }

  private static void spec(ResourceType type, ObjectNode object, ObjectNode spec) {
    switch (type.kindName() + "." + type.group()) {
      case "Service." -> OtherDefaults.service(spec);
      case "ReplicationController." -> WorkloadDefaults.replicationController(object, spec);
      case "Deployment.apps" -> WorkloadDefaults.deployment(spec);
      case "ReplicaSet.apps" -> WorkloadDefaults.replicaSet(spec);
      case "StatefulSet.apps" -> WorkloadDefaults.statefulSet(spec);
      case "DaemonSet.apps" -> WorkloadDefaults.daemonSet(spec);
      case "Job.batch" -> WorkloadDefaults.job(object, spec);
      case "CronJob.batch" -> WorkloadDefaults.cronJob(spec);
      case "HorizontalPodAutoscaler.autoscaling" -> {
        if (type.version().equals("v1")) {
          Fill.number(spec, "minReplicas", 1);
          Fill.number(spec, "targetCPUUtilizationPercentage", 80);
        } else {
          WorkloadDefaults.horizontalPodAutoscaler(spec);
        }
      }
      case "NetworkPolicy.networking.k8s.io" -> OtherDefaults.networkPolicy(spec);
      case "CSIDriver.storage.k8s.io" -> OtherDefaults.csiDriver(spec);
      case "CustomResourceDefinition.apiextensions.k8s.io" -> OtherDefaults.definition(spec);
      case "APIService.apiregistration.k8s.io" ->
          OtherDefaults.servicePort(Fill.find(spec, "service"));
      default -> {}
    }
  }
}
