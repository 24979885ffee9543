package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of PersistentVolumeClaims and PersistentVolumes.
final class ClaimValidation {

  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  /// What says nothing about where a volume's data is.
  private static final Set<String> NO_SOURCE =
      Set.of(
          "accessModes",
          "capacity",
          "claimRef",
          "mountOptions",
          "nodeAffinity",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "volumeAttributesClassName",
          "volumeMode");

  private ClaimValidation() {}

  /// A claim's spec, or that of a template.
  static void spec(JsonNode spec, String path, Faults faults) {
    if (spec.path("accessModes").isEmpty()) {
      faults.required(path + ".accessModes", "at least 1 access mode is required");
    }
    faults.selector(spec.path("selector"), path + ".selector");
    accessModes(spec, path, faults);
    JsonNode storage = spec.path("resources").path("requests").path("storage");
    String at = path + ".resources[storage]";
    if (storage.isMissingNode()) {
      faults.required(at);
    } else if (positive(storage, at, faults)) {
      ResourceNames.amount("storage", storage, at, faults);
    }
    className(spec, "storageClassName", path, faults);
    faults.oneOf(spec, path, "volumeMode", true, "Block", "Filesystem");
    for (String source : List.of("dataSource", "dataSourceRef")) {
      if (spec.path(source).isObject()) {
        dataSource(spec.path(source), path + "." + source, faults);
      }
    }
    className(spec, "volumeAttributesClassName", path, faults);
  }

  private static void dataSource(JsonNode source, String at, Faults faults) {
    for (String member : List.of("name", "kind")) {
      if (source.path(member).asText().isEmpty()) {
        faults.required(at + "." + member);
      }
    }
    String group = source.path("apiGroup").asText();
    if (group.isEmpty()) {
      if (!source.path("kind").asText().equals("PersistentVolumeClaim")) {
        faults.invalid(
            at,
            source.path("kind").asText(),
            "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
      }
    } else {
      faults.invalidIf(at + ".apiGroup", group, Names.dnsSubdomain(group));
    }
  }

  private static void className(JsonNode spec, String member, String path, Faults faults) {
    String name = spec.path(member).asText();
    if (!name.isEmpty()) {
      faults.invalidIf(path + "." + member, name, Names.dnsSubdomain(name));
    }
  }

  private static void accessModes(JsonNode spec, String path, Faults faults) {
    boolean alone = false;
    boolean others = false;
    for (JsonNode mode : spec.path("accessModes")) {
      if (!ACCESS_MODES.contains(mode.asText())) {
        faults.notSupported(path + ".accessModes", mode, ACCESS_MODES);
      } else if (mode.asText().equals("ReadWriteOncePod")) {
        alone = true;
      } else {
        others = true;
      }
    }
    if (alone && others) {
      faults.forbidden(
          path + ".accessModes", "may not use ReadWriteOncePod with other access modes");
    }
  }

  private static boolean positive(JsonNode amount, String at, Faults faults) {
    Quantity quantity = Quantity.of(amount).orElse(null);
    if (quantity != null && quantity.amount().signum() <= 0) {
      faults.invalid(at, quantity.toString(), "must be greater than zero");
      return false;
    }
    return true;
  }

  /// What may not change in a claim.
  static void claimUpdate(JsonNode spec, JsonNode old, Faults faults) {
    JsonNode before = old.path("spec");
    boolean bound = old.path("status").path("phase").asText().equals("Bound");
    StringBuilder changed = new StringBuilder();
    for (String name :
        List.of(
            "accessModes",
            "selector",
            "resources",
            "volumeName",
            "storageClassName",
            "volumeMode",
            "dataSource",
            "dataSourceRef",
            "volumeAttributesClassName")) {
      boolean free =
          switch (name) {
            case "volumeName", "storageClassName" -> !before.has(name);
            case "resources" -> sameButStorage(spec.path(name), before.path(name), bound);
            case "volumeAttributesClassName" -> bound && spec.has(name);
            default -> false;
          };
      if (!free && !Values.same(spec.path(name), before.path(name))) {
        changed
            .append("\n- ")
            .append(name)
            .append(": ")
            .append(before.path(name))
            .append("\n+ ")
            .append(name)
            .append(": ")
            .append(spec.path(name));
      }
    }
    if (!changed.isEmpty()) {
      faults.forbidden(
          "spec",
          "spec is immutable after creation except resources.requests and volumeAttributesClassName"
              + " for bound claims"
              + changed);
    }
    size(spec, old, faults);
    if (!Values.same(spec.path("volumeMode"), before.path("volumeMode"))) {
      faults.invalid("volumeMode", spec.get("volumeMode"), "field is immutable");
    }
  }

  private static boolean sameButStorage(JsonNode now, JsonNode before, boolean bound) {
    if (!bound || !now.path("requests").isObject()) {
      return false;
    }
    ObjectNode left = now.deepCopy();
    ObjectNode right = before.deepCopy();
    ((ObjectNode) left.path("requests")).remove("storage");
    if (right.path("requests") instanceof ObjectNode requests) {
      requests.remove("storage");
    }
    return Values.same(left, right);
  }

  private static void size(JsonNode spec, JsonNode old, Faults faults) {
    JsonNode now = spec.path("resources").path("requests").path("storage");
    JsonNode before = old.path("spec").path("resources").path("requests").path("storage");
    Quantity wanted = Quantity.of(now).orElse(null);
    Quantity had = Quantity.of(before).orElse(null);
    if (wanted == null || had == null || wanted.compareTo(had) >= 0) {
      return;
    }
    Quantity capacity =
        Quantity.of(old.path("status").path("capacity").path("storage")).orElse(null);
    boolean tooSmall =
        capacity == null ? wanted.amount().signum() <= 0 : wanted.compareTo(capacity) <= 0;
    if (tooSmall) {
      faults.forbidden(
          "spec.resources.requests.storage", "field can not be less than status.capacity");
    }
  }

  /// A PersistentVolume.
  static void volume(JsonNode object, @Nullable JsonNode old, Faults faults) {
    JsonNode spec = object.path("spec");
    if (spec.path("accessModes").isEmpty()) {
      faults.required("spec.accessModes");
    }
    accessModes(spec, "spec", faults);
    JsonNode capacity = spec.path("capacity");
    if (capacity.isEmpty()) {
      faults.required("spec.capacity");
    }
    if (!capacity.has("storage") || capacity.size() > 1) {
      faults.notSupported("spec.capacity", spec.get("capacity"), List.of("storage"));
    }
    for (Map.Entry<String, JsonNode> entry : capacity.properties()) {
      String at = "spec.capacity[" + entry.getKey() + "]";
      Quantity.of(entry.getValue())
          .filter(amount -> amount.amount().signum() < 0)
          .ifPresent(amount ->
              faults.invalid(
                  at, LongNode.valueOf(amount.value()), "must be a valid resource quantity"));
      positive(entry.getValue(), at, faults);
    }
    faults.oneOf(
        spec, "spec", "persistentVolumeReclaimPolicy", true, "Delete", "Recycle", "Retain");
    JsonNode affinity = spec.path("nodeAffinity");
    if (affinity.isObject()) {
      if (affinity.path("required").isObject()) {
        SchedulingValidation.nodeSelector(
            affinity.path("required"), "spec.nodeAffinity.required", faults);
      } else {
        faults.required("spec.nodeAffinity.required", "must specify required node constraints");
      }
    }
    sources(spec, faults);
    className(spec, "storageClassName", "spec", faults);
    faults.oneOf(spec, "spec", "volumeMode", true, "Block", "Filesystem");
    if (spec.has("volumeAttributesClassName")) {
      if (spec.path("volumeAttributesClassName").asText().isEmpty()) {
        faults.required("spec.volumeAttributesClassName", "an empty string is disallowed");
      }
      className(spec, "volumeAttributesClassName", "spec", faults);
      if (!spec.has("csi")) {
        faults.required("spec.csi", "has to be specified when using volumeAttributesClassName");
      }
    }
    if (old != null) {
      volumeUpdate(spec, old.path("spec"), faults);
    }
  }

  private static void sources(JsonNode spec, Faults faults) {
    int count = 0;
    for (Map.Entry<String, JsonNode> member : spec.properties()) {
      String source = member.getKey();
      if (NO_SOURCE.contains(source) || member.getValue().isNull()) {
        continue;
      }
      if (count++ > 0) {
        faults.forbidden("spec." + source, "may not specify more than 1 volume type");
      } else if (source.equals("csi")) {
        csi(member.getValue(), faults);
      } else {
        VolumeValidation.shared(member.getValue(), source, "spec", faults);
        if (source.equals("local") && !spec.path("nodeAffinity").isObject()) {
          faults.required("spec.nodeAffinity", "Local volume requires node affinity");
        }
      }
    }
    if (count == 0) {
      faults.required("spec", "must specify a volume type");
    }
    if (spec.path("hostPath").path("path").asText().equals("/")
        && spec.path("persistentVolumeReclaimPolicy").asText().equals("Recycle")) {
      faults.forbidden(
          "spec.persistentVolumeReclaimPolicy", "may not be 'recycle' for a hostPath mount of '/'");
    }
  }

  private static void csi(JsonNode csi, Faults faults) {
    String driver = csi.path("driver").asText();
    if (driver.isEmpty()) {
      faults.required("spec.csi.driver");
    }
    faults.invalidIf(
        "spec.csi.driver", driver, Names.dnsSubdomain(driver.toLowerCase(java.util.Locale.ROOT)));
    if (csi.path("volumeHandle").asText().isEmpty()) {
      faults.required("spec.csi.volumeHandle");
    }
    for (String secret :
        List.of(
            "controllerPublishSecretRef",
            "controllerExpandSecretRef",
            "nodePublishSecretRef",
            "nodeExpandSecretRef")) {
      JsonNode reference = csi.path(secret);
      if (!reference.isObject()) {
        continue;
      }
      String at = "spec.csi." + secret;
      String name = reference.path("name").asText();
      String namespace = reference.path("namespace").asText();
      if (name.isEmpty()) {
        faults.required(at + ".name");
      } else {
        faults.invalidIf(at + ".name", name, Names.dnsSubdomain(name));
      }
      if (namespace.isEmpty()) {
        faults.required(at + ".namespace");
      } else {
        faults.invalidIf(at + ".namespace", namespace, Names.dnsLabel(namespace));
      }
    }
  }

  private static void volumeUpdate(JsonNode spec, JsonNode before, Faults faults) {
    StringBuilder changed = new StringBuilder();
    Set<String> members = new java.util.TreeSet<>();
    spec.fieldNames().forEachRemaining(members::add);
    before.fieldNames().forEachRemaining(members::add);
    for (String member : members) {
      if (!NO_SOURCE.contains(member) && !Values.same(spec.path(member), before.path(member))) {
        changed.append("\n- ").append(member).append(": ").append(before.path(member));
      }
    }
    if (!changed.isEmpty()) {
      faults.forbidden(
          "spec.persistentvolumesource",
          "spec.persistentvolumesource is immutable after creation" + changed);
    }
    if (!Values.same(spec.path("volumeMode"), before.path("volumeMode"))) {
      faults.invalid("volumeMode", spec.get("volumeMode"), "field is immutable");
    }
    if (before.path("nodeAffinity").isObject()
        && !Values.same(spec.path("nodeAffinity"), before.path("nodeAffinity"))) {
      faults.invalid(
          "nodeAffinity",
          spec.get("nodeAffinity"),
          "field is immutable, except for updating from beta label to GA");
    }
  }
}
