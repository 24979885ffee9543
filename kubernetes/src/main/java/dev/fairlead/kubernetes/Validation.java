package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks decoded and defaulted objects in the API server's words.
public final class Validation {

  private Validation() {}

  /// All faults of `object`; with `old` also the changes that are not allowed.
  ///
  /// @param old the stored object for an update; null for a create
  public static List<FieldError> validate(
      ResourceType type, ObjectNode object, @Nullable ObjectNode old) {
    Faults faults = new Faults();
    MetaValidation.check(type, object, old, faults);
    if (type.custom()) {
      CustomValidation.check(type.schema(), object, faults);
    } else {
      builtIn(type, object, old, faults);
    }
    return List.copyOf(faults.found());
  }

  /// All faults of `object` after a write to `/status`.
  public static List<FieldError> validateStatus(
      ResourceType type, ObjectNode object, @Nullable ObjectNode old) {
    Faults faults = new Faults();
    MetaValidation.check(type, object, old, faults);
    if (type.custom()) {
      CustomValidation.check(type.schema(), object, faults);
    } else {
      StatusValidation.check(type, object.path("status"), faults);
    }
    return List.copyOf(faults.found());
  }

  /// All faults of a Pod after a write to `/ephemeralcontainers`: containers may be added, none
  /// changed or removed.
  public static List<FieldError> validateEphemeralContainers(
      ResourceType type, ObjectNode pod, ObjectNode old) {
    Faults faults = new Faults();
    MetaValidation.check(type, pod, old, faults);
    PodValidation.pod(pod, false, faults);
    for (JsonNode before : old.path("spec").path("ephemeralContainers")) {
      String name = before.path("name").asText();
      JsonNode now = null;
      for (JsonNode container : pod.path("spec").path("ephemeralContainers")) {
        if (container.path("name").asText().equals(name)) {
          now = container;
        }
      }
      if (now == null) {
        faults.forbidden(
            "spec.ephemeralContainers",
            "existing ephemeral containers \"" + name + "\" may not be removed\n");
      } else if (!Values.same(now, before)) {
        faults.forbidden(
            "spec.ephemeralContainers",
            "existing ephemeral containers \"%s\" may not be changed\n- %s\n+ %s"
                .formatted(name, GoJson.write(before), GoJson.write(now)));
      }
    }
    return List.copyOf(faults.found());
  }

  private static void builtIn(
      ResourceType type, ObjectNode object, @Nullable ObjectNode old, Faults faults) {
    JsonNode spec = object.path("spec");
    switch (type.kind().qualifiedKind()) {
      case "Pod" -> {
        PodValidation.pod(object, old == null, faults);
        if (old != null) {
          PodUpdateValidation.check(spec, old.path("spec"), faults);
        }
      }
      case "PodTemplate" -> PodValidation.template(object.path("template"), "template", faults);
      case "ReplicationController" -> WorkloadValidation.replicationController(spec, faults);
      case "Deployment.apps" -> WorkloadValidation.deployment(spec, old, faults);
      case "ReplicaSet.apps" -> WorkloadValidation.replicaSet(spec, old, faults);
      case "StatefulSet.apps" -> WorkloadValidation.statefulSet(spec, old, faults);
      case "DaemonSet.apps" -> WorkloadValidation.daemonSet(spec, old, faults);
      case "Job.batch" -> {
        if (old != null) {
          // As with metadata, the server looks twice.
          JobValidation.job(spec, null, faults);
        }
        JobValidation.job(spec, old, faults);
      }
      case "CronJob.batch" -> JobValidation.cronJob(spec, faults);
      case "ControllerRevision.apps" -> {
        if (!object.hasNonNull("data")) {
          faults.required("data", "data is mandatory");
        }
        faults.notNegative(object, "", "revision");
        if (old != null && !Values.same(object.path("data"), old.path("data"))) {
          faults.invalid("data", object.get("data"), "field is immutable");
        }
      }
      case "Service" -> ServiceValidation.service(object, old, faults);
      case "Ingress.networking.k8s.io" -> NetworkValidation.ingress(object, old == null, faults);
      case "NetworkPolicy.networking.k8s.io" -> NetworkValidation.networkPolicy(spec, faults);
      case "ConfigMap" -> StoredValidation.configMap(object, old, faults);
      case "Secret" -> StoredValidation.secret(object, old, faults);
      case "PersistentVolumeClaim" -> {
        ClaimValidation.spec(spec, "spec", faults);
        if (old != null) {
          ClaimValidation.claimUpdate(spec, old, faults);
        }
      }
      case "PersistentVolume" -> ClaimValidation.volume(object, old, faults);
      case "StorageClass.storage.k8s.io" -> StoredValidation.storageClass(object, old, faults);
      case "Event" -> PolicyValidation.event(object, faults);
      case "Node" -> node(object, old, faults);
      default -> policies(type, object, old, faults);
    }
  }

  private static void policies(
      ResourceType type, ObjectNode object, @Nullable ObjectNode old, Faults faults) {
    JsonNode spec = object.path("spec");
    switch (type.kind().qualifiedKind()) {
      case "HorizontalPodAutoscaler.autoscaling" -> AutoscalerValidation.check(type, spec, faults);
      case "PodDisruptionBudget.policy" -> PolicyValidation.disruptionBudget(spec, faults);
      case "Role.rbac.authorization.k8s.io" -> PolicyValidation.role(object, true, faults);
      case "ClusterRole.rbac.authorization.k8s.io" -> PolicyValidation.role(object, false, faults);
      case "RoleBinding.rbac.authorization.k8s.io" ->
          PolicyValidation.roleBinding(object, old, true, faults);
      case "ClusterRoleBinding.rbac.authorization.k8s.io" ->
          PolicyValidation.roleBinding(object, old, false, faults);
      case "ResourceQuota" -> PolicyValidation.quota(spec, old, faults);
      case "LimitRange" -> LimitRangeValidation.check(spec, faults);
      case "PriorityClass.scheduling.k8s.io" -> PolicyValidation.priorityClass(object, old, faults);
      case "CustomResourceDefinition.apiextensions.k8s.io" ->
          DefinitionValidation.check(object, old, faults);
      case "Lease.coordination.k8s.io" -> lease(spec, faults);
      case "EndpointSlice.discovery.k8s.io" -> NetworkValidation.endpointSlice(object, old, faults);
      case "Endpoints" -> NetworkValidation.endpoints(object, faults);
      case "IngressClass.networking.k8s.io" -> NetworkValidation.ingressClass(spec, old, faults);
      case "MutatingWebhookConfiguration.admissionregistration.k8s.io",
          "ValidatingWebhookConfiguration.admissionregistration.k8s.io" ->
          WebhookValidation.check(object, faults);
      case "RuntimeClass.node.k8s.io" -> PolicyValidation.runtimeClass(object, old, faults);
      default -> {}
    }
  }

  private static void node(ObjectNode object, @Nullable ObjectNode old, Faults faults) {
    JsonNode spec = object.path("spec");
    SchedulingValidation.taints(spec.path("taints"), "metadata.taints", faults);
    if (old == null) {
      int i = 0;
      for (JsonNode range : spec.path("podCIDRs")) {
        if (!PodValidation.isCidr(range.asText())) {
          faults.invalid("spec.podCIDRs[" + i + "]", range.asText(), PodValidation.NO_CIDR);
        }
        i++;
      }
      return;
    }
    JsonNode before = old.path("spec").get("podCIDRs");
    if (before != null && !Values.same(before, spec.path("podCIDRs"))) {
      faults.forbidden(
          "spec.podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
    }
    String provider = old.path("spec").path("providerID").asText();
    if (!provider.isEmpty() && !provider.equals(spec.path("providerID").asText())) {
      faults.forbidden(
          "spec.providerID", "node updates may not change providerID except from \"\" to valid");
    }
  }

  private static void lease(JsonNode spec, Faults faults) {
    JsonNode duration = spec.path("leaseDurationSeconds");
    if (duration.isNumber() && duration.asInt() <= 0) {
      faults.invalid("spec.leaseDurationSeconds", duration, "must be greater than 0");
    }
    faults.notNegative(spec, "spec", "leaseTransitions");
    JsonNode holder = spec.path("holderIdentity");
    if (holder.isTextual() && holder.textValue().isEmpty()) {
      faults.invalid("spec.holderIdentity", holder, "must not be empty");
    }
  }

  /// Texts for `Warning` headers of an accepted object.
  public static List<String> warnings(ResourceType type, ObjectNode object) {
    List<String> texts = new ArrayList<>();
    switch (type.kind().qualifiedKind()) {
      case "Endpoints" ->
          texts.add("v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
      case "Secret" -> tls(object, texts);
      case "Pod" -> pods(object.path("spec"), "spec", texts);
      case "CronJob.batch" ->
          pods(
              object.path("spec").path("jobTemplate").path("spec").path("template").path("spec"),
              "spec.jobTemplate.spec.template.spec",
              texts);
      default -> {
        JsonNode template = object.path("spec").path("template").path("spec");
        if (template.isObject() && !type.custom()) {
          pods(template, "spec.template.spec", texts);
        }
      }
    }
    return List.copyOf(texts);
  }

  private static void pods(JsonNode spec, String path, List<String> texts) {
    PodValidation.warnings(spec, path, (field, text) -> texts.add(field + ": " + text));
  }

  private static void tls(ObjectNode secret, List<String> texts) {
    if (!secret.path("type").asText().equals("kubernetes.io/tls")) {
      return;
    }
    String certificate = secret.path("data").path("tls.crt").asText();
    String pem = new String(Base64.getDecoder().decode(certificate), StandardCharsets.UTF_8);
    if (!pem.contains("-----BEGIN ")) {
      texts.add("tls: failed to find any PEM data in certificate input");
    }
  }
}
