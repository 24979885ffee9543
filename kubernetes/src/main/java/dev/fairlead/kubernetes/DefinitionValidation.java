package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of CustomResourceDefinitions.
final class DefinitionValidation {

  private static final List<String> COLUMN_TYPES =
      List.of("boolean", "date", "integer", "number", "string");

  private static final List<String> COLUMN_FORMATS =
      List.of("byte", "date", "date-time", "double", "float", "int32", "int64", "password");
  private static final int MAX_WARNING = 256;
  private static final String SIMPLE_PATH = "must be a simple json path starting with .";

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
    } else if (Names.dnsSubdomain(group) != null) {
      faults.invalidIf("spec.group", group, Names.dnsSubdomain(group));
    } else if (!group.contains(".")) {
      faults.invalid("spec.group", group, "should be a domain with at least one dot");
    }
    faults.oneOf(spec, "spec", "scope", false, "Cluster", "Namespaced");
    storage(object);
    for (String part : List.of("plural", "singular", "kind", "listKind")) {
      if (names.path(part).asText().isEmpty()) {
        faults.required("spec.names." + part);
      }
    }
    nameForms(names);
    conversion(spec.path("conversion"));
    versions(spec.path("versions"));
    if (old != null) {
      unchanged(spec, old);
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
    if (!uniqueNames(versions)) {
      faults.invalidShown("spec.versions", internal(versions), "must contain unique version names");
    }
    if (count != 1) {
      faults.invalidShown(
          "spec.versions",
          versions.isEmpty() ? "null" : internal(versions),
          "must have exactly one version marked as storage version");
    }
    int i = 0;
    for (JsonNode version : stored) {
      boolean there = false;
      for (JsonNode each : versions) {
        there |= each.path("name").equals(version);
      }
      if (!there) {
        faults.invalid(
            "status.storedVersions[" + i + "]",
            version,
            ("missing from spec.versions; %1$s was previously a storage version, and must remain in"
                    + " spec.versions until a storage migration ensures no data remains persisted"
                    + " in %1$s and removes %1$s from status.storedVersions")
                .formatted(version.asText()));
      }
      i++;
    }
    if (stored.isEmpty()) {
      faults.invalid(
          "status.storedVersions", (JsonNode) null, "must have at least one stored version");
    }
  }

  private static boolean uniqueNames(JsonNode versions) {
    Set<String> names = new HashSet<>();
    boolean unique = true;
    for (JsonNode version : versions) {
      unique &= names.add(version.path("name").asText());
    }
    return unique;
  }

  /// The versions as the server's internal form prints them.
  private static String internal(JsonNode versions) {
    List<String> shared = new ArrayList<>();
    for (String member : List.of("schema", "subresources", "additionalPrinterColumns")) {
      if (allSame(versions, member)) {
        shared.add(member);
      }
    }
    return InternalDefinition.versions(versions, shared);
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
      } else {
        WebhookValidation.client(webhook.path("clientConfig"), at + ".webhookClientConfig", faults);
      }
      reviewVersions(webhook.path("conversionReviewVersions"), at + ".conversionReviewVersions");
    } else {
      String rule = "should not be set when strategy is not set to Webhook";
      JsonNode webhook = conversion.path("webhook");
      if (webhook.hasNonNull("clientConfig")) {
        faults.forbidden(at + ".webhookClientConfig", rule);
      }
      if (!webhook.path("conversionReviewVersions").isEmpty()) {
        faults.forbidden(at + ".conversionReviewVersions", rule);
      }
    }
  }

  private void reviewVersions(JsonNode versions, String at) {
    if (versions.isEmpty()) {
      faults.required(at);
      return;
    }
    Set<String> seen = new HashSet<>();
    boolean known = false;
    int i = 0;
    for (JsonNode version : versions) {
      String text = version.asText();
      if (!seen.add(text)) {
        faults.invalid(at + "[" + i + "]", version, "duplicate version");
      } else {
        faults.invalidIf(at + "[" + i + "]", text, Names.dns1035Label(text));
        known |= text.equals("v1") || text.equals("v1beta1");
      }
      i++;
    }
    if (!known) {
      faults.invalid(at, versions, "must include at least one of v1, v1beta1");
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
        } else {
          StructuralValidation.check(schema, path, faults);
        }
      }
      version(version, at);
      boolean sameSubresources = allSame(versions, "subresources");
      if (!sameSubresources || i == 0) {
        scale(
            version.path("subresources").path("scale"),
            (sameSubresources ? "spec" : at) + ".subresources");
      }
      if (!sameColumns || i == 0) {
        columns(version.path("additionalPrinterColumns"), sameColumns ? "spec" : at);
      }
      i++;
    }
  }

  private void version(JsonNode version, String at) {
    String name = version.path("name").asText();
    faults.invalidIf(at + ".name", name, Names.dns1035Label(name));
    JsonNode warning = version.path("deprecationWarning");
    if (warning.isTextual()) {
      if (!version.path("deprecated").asBoolean()) {
        faults.invalid(
            at + ".deprecationWarning", warning, "can only be set for deprecated versions");
      } else if (warning.asText().isEmpty()) {
        faults.invalid(at + ".deprecationWarning", warning, "must not be an empty string");
      } else if (warning.asText().length() > MAX_WARNING) {
        faults.invalid(at + ".deprecationWarning", warning, "must be <= 256 characters long");
      }
    }
  }

  private void scale(JsonNode scale, String at) {
    if (!scale.isObject()) {
      return;
    }
    scalePath(scale, "specReplicasPath", at, ".spec.", "should be a json path under .spec");
    scalePath(scale, "statusReplicasPath", at, ".status.", "should be a json path under .status");
    String selector = scale.path("labelSelectorPath").asText();
    String field = at + ".scale.labelSelectorPath";
    if (!selector.isEmpty()) {
      if (!selector.startsWith(".")) {
        faults.invalid(field, selector, SIMPLE_PATH);
      } else if (!selector.startsWith(".spec.") && !selector.startsWith(".status.")) {
        faults.invalid(field, selector, "should be a json path under either .spec or .status");
      }
    }
  }

  private void scalePath(JsonNode scale, String member, String at, String start, String rule) {
    String path = scale.path(member).asText();
    String field = at + ".scale." + member;
    if (path.isEmpty()) {
      faults.required(field);
    } else if (!path.startsWith(".")) {
      faults.invalid(field, path, SIMPLE_PATH);
    } else if (!path.startsWith(start)) {
      faults.invalid(field, path, rule);
    }
  }

  /// Names that the definition asks for; all are DNS labels but for their case.
  private void nameForms(JsonNode names) {
    for (String part : List.of("plural", "singular")) {
      String name = names.path(part).asText();
      if (!name.isEmpty()) {
        faults.invalidIf("spec.names." + part, name, Names.dns1035Label(name));
      }
    }
    for (String part : List.of("kind", "listKind")) {
      String name = names.path(part).asText();
      String wrong =
          name.isEmpty() ? null : Names.dns1035Label(name.toLowerCase(java.util.Locale.ROOT));
      if (wrong != null) {
        faults.invalid(
            "spec.names." + part,
            name,
            "may have mixed case, but should otherwise match: " + wrong);
      }
    }
    for (String list : List.of("shortNames", "categories")) {
      int i = 0;
      for (JsonNode each : names.path(list)) {
        faults.invalidIf(
            "spec.names." + list + "[" + i++ + "]",
            each.asText(),
            Names.dns1035Label(each.asText()));
      }
    }
    if (names.hasNonNull("kind") && names.path("kind").equals(names.path("listKind"))) {
      faults.invalid(
          "spec.names.listKind", names.get("listKind"), "kind and listKind may not be the same");
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
      String format = column.path("format").asText();
      if (!format.isEmpty() && !COLUMN_FORMATS.contains(format)) {
        faults.invalid(
            at + ".format", format, "must be one of " + String.join(",", COLUMN_FORMATS));
      }
      String jsonPath = column.path("jsonPath").asText();
      if (jsonPath.isEmpty()) {
        faults.required(at + ".JSONPath");
      } else if (!jsonPath.startsWith(".")) {
        faults.invalid(at + ".JSONPath", jsonPath, SIMPLE_PATH);
      }
    }
  }

  private void unchanged(JsonNode spec, JsonNode definition) {
    JsonNode old = definition.path("spec");
    JsonNode names = spec.path("names");
    JsonNode oldNames = old.path("names");
    boolean established = false;
    for (JsonNode condition : definition.path("status").path("conditions")) {
      established |=
          condition.path("type").asText().equals("Established")
              && condition.path("status").asText().equals("True");
    }
    if (established) {
      immutable(spec, old, "scope", "spec.scope");
      immutable(names, oldNames, "kind", "spec.names.kind");
    }
    immutable(spec, old, "group", "spec.group");
    immutable(names, oldNames, "plural", "spec.names.plural");
  }

  private void immutable(JsonNode now, JsonNode old, String member, String at) {
    if (!Values.same(now.path(member), old.path(member))) {
      faults.invalid(at, now.get(member), "field is immutable");
    }
  }
}
