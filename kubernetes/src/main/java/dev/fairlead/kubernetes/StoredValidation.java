package dev.fairlead.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Checks of configuration and storage.
final class StoredValidation {

  private static final int MAX_BYTES = 1024 * 1024;
  private static final String SET = "field is immutable when `immutable` is set";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REDACTED = "<secret contents redacted>";

  private StoredValidation() {}

  static void configMap(JsonNode object, @Nullable JsonNode old, Faults faults) {
    long size = 0;
    for (Map.Entry<String, JsonNode> entry : object.path("data").properties()) {
      String key = entry.getKey();
      faults.invalidIf("data[" + key + "]", key, Names.configKey(key));
      if (object.path("binaryData").has(key)) {
        faults.invalid("data[" + key + "]", key, "duplicate of key present in binaryData");
      }
      size += entry.getValue().asText().getBytes(StandardCharsets.UTF_8).length;
    }
    for (Map.Entry<String, JsonNode> entry : object.path("binaryData").properties()) {
      String key = entry.getKey();
      faults.invalidIf("binaryData[" + key + "]", key, Names.configKey(key));
      size += decodedLength(entry.getValue().asText());
    }
    if (size > MAX_BYTES) {
      faults.tooLong("[]", MAX_BYTES);
    }
    if (old != null && old.path("immutable").asBoolean()) {
      frozen(object, old, faults, "data", "binaryData");
    }
  }

  private static void frozen(JsonNode object, JsonNode old, Faults faults, String... members) {
    if (!object.path("immutable").asBoolean()) {
      faults.forbidden("immutable", SET);
    }
    for (String member : members) {
      if (!Values.same(object.path(member), old.path(member))) {
        faults.forbidden(member, SET);
      }
    }
  }

  private static long decodedLength(String base64) {
    return base64.length() / 4L * 3;
  }

  static void secret(JsonNode object, @Nullable JsonNode old, Faults faults) {
    JsonNode data = object.path("data");
    long size = 0;
    for (Map.Entry<String, JsonNode> entry : data.properties()) {
      String key = entry.getKey();
      faults.invalidIf("data[" + key + "]", key, Names.configKey(key));
      size += decodedLength(entry.getValue().asText());
    }
    if (size > MAX_BYTES) {
      faults.tooLong("data", MAX_BYTES);
    }
    switch (object.path("type").asText()) {
      case "kubernetes.io/tls" -> needs(data, faults, "tls.crt", "tls.key");
      case "kubernetes.io/ssh-auth" -> needs(data, faults, "ssh-privatekey");
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          needs(data, faults, "username", "password");
        }
      }
      case "kubernetes.io/dockercfg" -> isJson(data, ".dockercfg", faults);
      case "kubernetes.io/dockerconfigjson" -> isJson(data, ".dockerconfigjson", faults);
      case "kubernetes.io/service-account-token" -> {
        String name = "kubernetes.io/service-account.name";
        if (object.path("metadata").path("annotations").path(name).asText().isEmpty()) {
          faults.required("metadata.annotations[" + name + "]");
        }
      }
      default -> {}
    }
    if (old != null) {
      if (!Values.same(object.path("type"), old.path("type"))) {
        faults.invalid("type", object.get("type"), "field is immutable");
      }
      if (old.path("immutable").asBoolean()) {
        frozen(object, old, faults, "data");
      }
    }
  }

  private static void needs(JsonNode data, Faults faults, String... keys) {
    for (String key : keys) {
      if (!data.has(key)) {
        faults.required("data[" + key + "]");
      }
    }
  }

  private static void isJson(JsonNode data, String key, Faults faults) {
    if (!data.has(key)) {
      faults.required("data[" + key + "]");
      return;
    }
    String text =
        new String(Base64.getDecoder().decode(data.path(key).asText()), StandardCharsets.UTF_8);
    try {
      if (text.isBlank()) {
        faults.invalid("data[" + key + "]", REDACTED, "unexpected end of JSON input");
      } else {
        JSON.readTree(text);
      }
    } catch (JsonProcessingException e) {
      int at = (int) Math.max(0, Math.min(text.length() - 1L, offset(e)));
      faults.invalid(
          "data[" + key + "]",
          REDACTED,
          "invalid character '" + text.charAt(at) + "' looking for beginning of value");
    }
  }

  private static long offset(JsonProcessingException e) {
    return e.getLocation() == null ? 0 : e.getLocation().getCharOffset();
  }

  private static final List<String> ACCESS_MODES =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  static void volumeClaim(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    if (spec.path("accessModes").isEmpty()) {
      faults.required("spec.accessModes", "at least 1 access mode is required");
    }
    accessModes(spec, faults);
    faults.selector(spec.path("selector"), "spec.selector");
    JsonNode storage = spec.path("resources").path("requests").path("storage");
    if (storage.isMissingNode()) {
      faults.required("spec.resources[storage]");
    } else {
      positive(storage, "spec.resources[storage]", faults);
    }
    faults.oneOf(spec, "spec", "volumeMode", true, "Block", "Filesystem");
    if (old != null) {
      claimUnchanged(spec, old, faults);
    }
  }

  private static void accessModes(JsonNode spec, Faults faults) {
    for (JsonNode mode : spec.path("accessModes")) {
      if (!ACCESS_MODES.contains(mode.asText())) {
        faults.notSupported("spec.accessModes", mode, ACCESS_MODES);
      }
    }
  }

  private static void positive(JsonNode amount, String at, Faults faults) {
    if (Quantity.of(amount).map(quantity -> quantity.amount().signum() <= 0).orElse(false)) {
      faults.invalid(at, amount, "must be greater than zero");
    }
  }

  private static void claimUnchanged(JsonNode spec, JsonNode old, Faults faults) {
    JsonNode before = old.path("spec");
    StringBuilder changed = new StringBuilder();
    for (String name :
        List.of(
            "accessModes",
            "selector",
            "volumeName",
            "storageClassName",
            "volumeMode",
            "dataSource",
            "dataSourceRef")) {
      boolean firstBinding =
          (name.equals("volumeName") || name.equals("storageClassName")) && !before.has(name);
      if (!firstBinding && !Values.same(spec.path(name), before.path(name))) {
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
    JsonNode now = spec.path("resources").path("requests").path("storage");
    JsonNode capacity = old.path("status").path("capacity").path("storage");
    boolean shrinks =
        Quantity.of(now)
            .flatMap(n -> Quantity.of(capacity).map(c -> n.compareTo(c) < 0))
            .orElse(false);
    if (shrinks) {
      faults.forbidden(
          "spec.resources.requests.storage", "field can not be less than status.capacity");
    }
  }

  private static final List<String> NO_VOLUME_SOURCE =
      List.of(
          "accessModes",
          "capacity",
          "claimRef",
          "mountOptions",
          "nodeAffinity",
          "persistentVolumeReclaimPolicy",
          "storageClassName",
          "volumeAttributesClassName",
          "volumeMode");

  static void volume(JsonNode spec, @Nullable JsonNode old, Faults faults) {
    if (spec.path("accessModes").isEmpty()) {
      faults.required("spec.accessModes");
    }
    accessModes(spec, faults);
    JsonNode capacity = spec.path("capacity");
    if (capacity.isEmpty()) {
      faults.required("spec.capacity");
    }
    if (!capacity.has("storage") || capacity.size() > 1) {
      faults.notSupported("spec.capacity", capacity, List.of("storage"));
    }
    if (capacity.has("storage")) {
      positive(capacity.get("storage"), "spec.capacity[storage]", faults);
    }
    faults.oneOf(
        spec, "spec", "persistentVolumeReclaimPolicy", true, "Delete", "Recycle", "Retain");
    long sources =
        spec.properties().stream()
            .filter(member -> !NO_VOLUME_SOURCE.contains(member.getKey()))
            .count();
    if (sources == 0) {
      faults.required("spec", "must specify a volume type");
    } else if (sources > 1) {
      faults.forbidden("spec", "may not specify more than 1 volume type");
    }
    if (old != null) {
      for (Map.Entry<String, JsonNode> member : old.path("spec").properties()) {
        if (!NO_VOLUME_SOURCE.contains(member.getKey())
            && !Values.same(member.getValue(), spec.path(member.getKey()))) {
          faults.forbidden(
              "spec.persistentvolumesource",
              "spec.persistentvolumesource is immutable after creation\n- "
                  + member.getKey()
                  + ": "
                  + member.getValue());
        }
      }
    }
  }

  static void storageClass(JsonNode object, @Nullable JsonNode old, Faults faults) {
    String provisioner = object.path("provisioner").asText();
    if (provisioner.isEmpty()) {
      faults.required("provisioner");
    } else {
      faults.invalidIf(
          "provisioner",
          provisioner,
          Names.qualifiedName(provisioner.toLowerCase(java.util.Locale.ROOT)));
    }
    faults.oneOf(object, "", "reclaimPolicy", true, "Delete", "Retain");
    faults.oneOf(object, "", "volumeBindingMode", false, "Immediate", "WaitForFirstConsumer");
    if (old != null) {
      for (String name :
          List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
        if (!Values.same(object.path(name), old.path(name))) {
          faults.invalid(name, object.get(name), "field is immutable");
        }
      }
    }
  }
}
