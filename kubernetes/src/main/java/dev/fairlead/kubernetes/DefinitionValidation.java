package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks of CustomResourceDefinitions.
final class DefinitionValidation {

  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");

  private final Faults faults;

  private DefinitionValidation(Faults faults) {
    this.faults = faults;
  }

  static void check(JsonNode object, @Nullable JsonNode old, Faults faults) {
    new DefinitionValidation(faults).definition(object, old);
  }

  private void definition(JsonNode object, @Nullable JsonNode old) {
    JsonNode spec = object.path("spec");
    JsonNode names = spec.path("names");
    String name = object.path("metadata").path("name").asText();
    String group = spec.path("group").asText();
    if (!name.equals(names.path("plural").asText() + "." + group)) {
      faults.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group");
    }
    protectedGroup(object, group);
    if (group.isEmpty()) {
      faults.required("spec.group");
    }
    faults.oneOf(spec, "spec", "scope", false, "Cluster", "Namespaced");
    storage(object);
    for (String part : List.of("plural", "singular", "kind", "listKind")) {
      if (names.path(part).asText().isEmpty()) {
        faults.required("spec.names." + part);
      }
    }
    conversion(spec.path("conversion"));
    versions(spec.path("versions"));
    if (old != null) {
      unchanged(spec, old.path("spec"));
    }
  }

  private void storage(JsonNode object) {
    JsonNode versions = object.path("spec").path("versions");
    JsonNode stored = object.path("status").path("storedVersions");
    int count = 0;
    for (JsonNode version : versions) {
      if (version.path("storage").asBoolean()) {
        count++;
        if (!stored.isEmpty() && !mentions(stored, version.path("name"))) {
          faults.invalid(
              "status.storedVersions",
              stored,
              "must have the storage version " + version.path("name").asText());
        }
      }
    }
    if (count != 1) {
      faults.invalid(
          "spec.versions",
          versions.isEmpty() ? null : versions,
          "must have exactly one version marked as storage version");
    }
    if (stored.isEmpty()) {
      faults.invalid(
          "status.storedVersions", (JsonNode) null, "must have at least one stored version");
    }
  }

  private static boolean mentions(JsonNode list, JsonNode value) {
    for (JsonNode item : list) {
      if (item.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private void protectedGroup(JsonNode object, String group) {
    String approved = "api-approved.kubernetes.io";
    boolean isProtected =
        List.of("k8s.io", "kubernetes.io").contains(group)
            || group.endsWith(".k8s.io")
            || group.endsWith(".kubernetes.io");
    if (isProtected && !object.path("metadata").path("annotations").has(approved)) {
      faults.required(
          "metadata.annotations[" + approved + "]",
          ("protected groups must have approval annotation \"%s\", see"
                  + " https://github.com/kubernetes/enhancements/pull/1111")
              .formatted(approved));
    }
  }

  private void conversion(JsonNode conversion) {
    String at = "spec.conversion";
    faults.oneOf(conversion, at, "strategy", true, "None", "Webhook");
    if (conversion.path("strategy").asText().equals("Webhook")) {
      JsonNode webhook = conversion.path("webhook");
      if (!webhook.hasNonNull("clientConfig")) {
        faults.required(at + ".webhookClientConfig", "required when strategy is set to Webhook");
      }
      if (webhook.path("conversionReviewVersions").isEmpty()) {
        faults.required(at + ".conversionReviewVersions");
      }
    }
  }

  /// What all versions share is named as if it stood above them, as in the server's internal form.
  private void versions(JsonNode versions) {
    boolean sameSchema = allSame(versions, "schema");
    boolean sameColumns = allSame(versions, "additionalPrinterColumns");
    int i = 0;
    for (JsonNode version : versions) {
      String at = "spec.versions[" + i + "]";
      JsonNode schema = version.path("schema").path("openAPIV3Schema");
      if (!sameSchema || i == 0) {
        String path = (sameSchema ? "spec.validation" : at + ".schema") + ".openAPIV3Schema";
        if (schema.isMissingNode()) {
          faults.required(at + ".schema.openAPIV3Schema", "schemas are required");
        } else if (!schema.path("type").asText().equals("object")) {
          faults.required(path + ".type", "must be object at the root");
        }
        schema(schema, path);
      }
      if (!sameColumns || i == 0) {
        columns(version.path("additionalPrinterColumns"), sameColumns ? "spec" : at);
      }
      i++;
    }
  }

  private static boolean allSame(JsonNode versions, String member) {
    for (JsonNode version : versions) {
      if (!Values.same(version.path(member), versions.get(0).path(member))) {
        return false;
      }
    }
    return true;
  }

  private void columns(JsonNode columns, String path) {
    int i = 0;
    for (JsonNode column : columns) {
      String at = path + ".additionalPrinterColumns[" + i++ + "]";
      if (column.path("name").asText().isEmpty()) {
        faults.required(at + ".name");
      }
      String type = column.path("type").asText();
      if (type.isEmpty()) {
        faults.required(at + ".type", "must be one of " + String.join(",", COLUMN_TYPES));
      } else if (!COLUMN_TYPES.contains(type)) {
        faults.invalid(at + ".type", type, "must be one of " + String.join(",", COLUMN_TYPES));
      }
      String jsonPath = column.path("jsonPath").asText();
      if (jsonPath.isEmpty()) {
        faults.required(at + ".JSONPath");
      } else if (!jsonPath.startsWith(".")) {
        faults.invalid(at + ".JSONPath", jsonPath, "must be a simple json path starting with .");
      }
    }
  }

  private void schema(JsonNode schema, String path) {
    if (!schema.isObject()) {
      return;
    }
    JsonNode standard = schema.path("default");
    if (!standard.isMissingNode() && !standard.isNull()) {
      for (FieldError fault : CustomValidation.faultsOf(schema, standard, "")) {
        faults.found().add(new FieldError(fault.reason(), path + ".default", fault.detail()));
      }
    }
    list(schema, path);
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      schema(property.getValue(), path + ".properties[" + property.getKey() + "]");
    }
    schema(schema.path("additionalProperties"), path + ".additionalProperties");
    schema(schema.path("items"), path + ".items");
  }

  private void list(JsonNode schema, String path) {
    JsonNode items = schema.path("items");
    if (schema.path("type").asText().equals("array") && !items.isObject()) {
      faults.required(path + ".items", "must be specified");
    }
    switch (schema.path("x-kubernetes-list-type").asText()) {
      case "map" -> {
        JsonNode keys = schema.path("x-kubernetes-list-map-keys");
        if (keys.isEmpty()) {
          faults.required(
              path + ".x-kubernetes-list-map-keys",
              "must not be empty if x-kubernetes-list-type is map");
        }
        for (JsonNode key : keys) {
          boolean given =
              mentions(items.path("required"), key)
                  || items.path("properties").path(key.asText()).has("default");
          if (!given) {
            faults.required(
                path + ".items.properties[" + key.asText() + "].default",
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a"
                    + " required property");
          }
        }
      }
      case "set" -> {
        if (items.path("type").asText().equals("object")
            && !items.path("x-kubernetes-map-type").asText().equals("atomic")) {
          faults.invalid(
              path + ".items.x-kubernetes-map-type",
              items.get("x-kubernetes-map-type"),
              "must be atomic as item of a list with x-kubernetes-list-type=set");
        }
      }
      default -> {}
    }
  }

  private void unchanged(JsonNode spec, JsonNode old) {
    for (String member : List.of("group", "scope")) {
      if (!Values.same(spec.path(member), old.path(member))) {
        faults.invalid("spec." + member, spec.get(member), "field is immutable");
      }
    }
    JsonNode names = spec.path("names");
    for (String member : List.of("plural", "kind")) {
      if (!Values.same(names.path(member), old.path("names").path(member))) {
        faults.invalid("spec.names." + member, names.get(member), "field is immutable");
      }
    }
  }
}
