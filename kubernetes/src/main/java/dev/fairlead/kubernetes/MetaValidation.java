package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks of `metadata`.
final class MetaValidation {

  private static final int MAX_ANNOTATIONS = 256 * 1024;

  private MetaValidation() {}

  static void check(ResourceType type, JsonNode object, @Nullable JsonNode old, Faults faults) {
    JsonNode metadata = object.path("metadata");
    if (old == null) {
      name(type, metadata, faults);
    } else {
      // The server looks twice, and says so twice in the causes of its answer.
      immutable(metadata, old.path("metadata"), faults);
      immutable(metadata, old.path("metadata"), faults);
    }
    faults.labels(metadata.path("labels"), "metadata.labels");
    annotations(metadata.path("annotations"), faults, "metadata.annotations");
    finalizers(metadata.path("finalizers"), faults);
    owners(metadata.path("ownerReferences"), faults);
  }

  private static void name(ResourceType type, JsonNode metadata, Faults faults) {
    String name = metadata.path("name").asText();
    if (name.isEmpty()) {
      faults.required("metadata.name", "name or generateName is required");
      return;
    }
    faults.invalidIf("metadata.name", name, nameFault(type, name));
  }

  private static @Nullable String nameFault(ResourceType type, String name) {
    return switch (type.kind().qualifiedKind()) {
      case "Namespace" -> Names.dnsLabel(name);
      case "Service" -> name.contains(".") ? "must not contain dots" : Names.dnsLabel(name);
      case "Role.rbac.authorization.k8s.io",
          "RoleBinding.rbac.authorization.k8s.io",
          "ClusterRole.rbac.authorization.k8s.io",
          "ClusterRoleBinding.rbac.authorization.k8s.io" ->
          Names.pathSegment(name);
      case "CronJob.batch" -> {
        String wrong = Names.dnsSubdomain(name);
        yield wrong != null ? wrong : name.length() > 52 ? Names.tooLong(52, "characters") : null;
      }
      case "StatefulSet.apps" -> Names.dnsLabel(name);
      // The rules of the others say more than the name alone can be checked for.
      case "APIService.apiregistration.k8s.io" -> null;
      default -> Names.dnsSubdomain(name);
    };
  }

  static void annotations(JsonNode annotations, Faults faults, String field) {
    long size = 0;
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      String key = annotation.getKey();
      String wrong = Names.qualifiedName(key.toLowerCase(java.util.Locale.ROOT));
      faults.invalidIf(field, key, wrong);
      size +=
          key.getBytes(StandardCharsets.UTF_8).length
              + annotation.getValue().asText().getBytes(StandardCharsets.UTF_8).length;
    }
    if (size > MAX_ANNOTATIONS) {
      faults.tooLong(field, MAX_ANNOTATIONS);
    }
  }

  private static void finalizers(JsonNode finalizers, Faults faults) {
    int i = 0;
    boolean orphan = false;
    boolean foreground = false;
    for (JsonNode finalizer : finalizers) {
      String text = finalizer.asText();
      faults.invalidIf("metadata.finalizers[" + i++ + "]", text, Names.qualifiedName(text));
      orphan |= text.equals("orphan");
      foreground |= text.equals("foregroundDeletion");
    }
    if (orphan && foreground) {
      faults.invalid(
          "metadata.finalizers",
          finalizers,
          "finalizer orphan and foregroundDeletion cannot be both set");
    }
  }

  private static void owners(JsonNode owners, Faults faults) {
    int i = 0;
    String controller = "";
    for (JsonNode owner : owners) {
      String at = "metadata.ownerReferences";
      for (String name : List.of("apiVersion", "kind", "name", "uid")) {
        if (owner.path(name).asText().isEmpty()) {
          faults.invalid(at + "[" + i + "]." + name, owner.get(name), "must not be empty");
        }
      }
      if (owner.path("controller").asBoolean()) {
        if (!controller.isEmpty()) {
          faults.invalid(
              at,
              owners,
              "Only one reference can have Controller set to true. Found \"true\" in references for"
                  + " %s and %s/%s"
                      .formatted(
                          controller, owner.path("kind").asText(), owner.path("name").asText()));
        }
        controller = owner.path("kind").asText() + "/" + owner.path("name").asText();
      }
      i++;
    }
  }

  private static void immutable(JsonNode metadata, JsonNode old, Faults faults) {
    if (old.has("deletionTimestamp")) {
      List<String> added = new ArrayList<>();
      for (JsonNode finalizer : metadata.path("finalizers")) {
        boolean known = false;
        for (JsonNode before : old.path("finalizers")) {
          known |= before.equals(finalizer);
        }
        if (!known) {
          added.add("\"" + finalizer.asText() + "\"");
        }
      }
      if (!added.isEmpty()) {
        faults.forbidden(
            "metadata.finalizers",
            "no new finalizers can be added if the object is being deleted, found new finalizers"
                + " []string{"
                + String.join(", ", added)
                + "}");
      }
    }
    for (String name :
        List.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds")) {
      JsonNode value = metadata.get(name);
      if (value != null && !Values.same(value, old.get(name))) {
        faults.invalid("metadata." + name, value, "field is immutable");
      }
    }
  }
}
