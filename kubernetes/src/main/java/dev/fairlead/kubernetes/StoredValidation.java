package dev.fairlead.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Checks of ConfigMaps, Secrets and StorageClasses.
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
      case "kubernetes.io/ssh-auth" -> {
        if (data.path("ssh-privatekey").asText().isEmpty()) {
          faults.required("data[ssh-privatekey]");
        }
      }
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
    for (Map.Entry<String, JsonNode> parameter : object.path("parameters").properties()) {
      if (parameter.getKey().isEmpty()) {
        faults.invalid("parameters", "", "field can not be empty.");
      }
    }
    topologies(object.path("allowedTopologies"), faults);
    if (old != null) {
      for (String name :
          List.of("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")) {
        if (!Values.same(object.path(name), old.path(name))) {
          faults.invalid(name, object.get(name), "field is immutable");
        }
      }
    }
  }

  private static void topologies(JsonNode terms, Faults faults) {
    int i = 0;
    for (JsonNode term : terms) {
      Set<String> keys = new HashSet<>();
      int j = 0;
      for (JsonNode expression : term.path("matchLabelExpressions")) {
        String at = "allowedTopologies[%d].matchLabelExpressions[%d]".formatted(i, j++);
        String key = expression.path("key").asText();
        if (expression.path("values").isEmpty()) {
          faults.required(at + ".values");
        }
        faults.invalidIf(at + ".key", key, Names.qualifiedName(key));
        if (!keys.add(key)) {
          faults.duplicate(at + ".key", key);
        }
        Set<String> values = new HashSet<>();
        int k = 0;
        for (JsonNode value : expression.path("values")) {
          if (!values.add(value.asText())) {
            faults.duplicate(at + ".values[" + k + "]", value);
          }
          k++;
        }
      }
      i++;
    }
  }
}
