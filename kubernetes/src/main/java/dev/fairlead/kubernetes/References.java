package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Checks of what variables and files refer to: fields of the Pod, resources of its containers,
/// keys of ConfigMaps and Secrets.
final class References {

  private static final Pattern SUBSCRIPTED = Pattern.compile("(.*)\\['(.*)'\\]");

  /// Fields that the downward API knows at all.
  private static final Set<String> KNOWN =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.serviceAccountName",
          "spec.schedulerName",
          "status.phase",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final Set<String> SIZES =
      Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");
  private static final String SIZE_LIST = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei";

  private References() {}

  /// A `fieldRef`.
  ///
  /// @param allowed the paths that may stand here
  static void field(JsonNode reference, Set<String> allowed, String at, Faults faults) {
    String version = reference.path("apiVersion").asText();
    if (version.isEmpty()) {
      faults.required(at + ".apiVersion");
      return;
    }
    String path = reference.path("fieldPath").asText();
    if (path.isEmpty()) {
      faults.required(at + ".fieldPath");
      return;
    }
    if (!version.equals("v1")) {
      faults.invalid(
          at + ".fieldPath",
          path,
          "error converting fieldPath: unsupported pod version: " + version);
      return;
    }
    Matcher subscripted = SUBSCRIPTED.matcher(path);
    boolean hasSubscript = subscripted.matches();
    String plain = hasSubscript ? subscripted.group(1) : path;
    boolean known =
        hasSubscript
            ? plain.equals("metadata.annotations") || plain.equals("metadata.labels")
            : KNOWN.contains(path);
    if (!known) {
      faults.invalid(
          at + ".fieldPath",
          path,
          "error converting fieldPath: field label not supported: " + plain);
    } else if (hasSubscript) {
      String key = subscripted.group(2);
      String wrong =
          Names.qualifiedName(
              plain.equals("metadata.annotations") ? key.toLowerCase(Locale.ROOT) : key);
      faults.invalidIf(at, key, wrong);
    } else if (!allowed.contains(path)) {
      faults.notSupported(
          at + ".fieldPath", reference.get("fieldPath"), allowed.stream().sorted().toList());
    }
  }

  /// A `resourceFieldRef`.
  ///
  /// @param container whether the container must be named
  static void resource(JsonNode reference, boolean container, String at, Faults faults) {
    String resource = reference.path("resource").asText();
    boolean huge =
        resource.startsWith("requests.hugepages-") || resource.startsWith("limits.hugepages-");
    if (container && reference.path("containerName").asText().isEmpty()) {
      faults.required(at + ".containerName");
    } else if (resource.isEmpty()) {
      faults.required(at + ".resource");
    } else if (!RESOURCES.contains(resource) && !huge) {
      faults.notSupported(at + ".resource", reference.get("resource"), RESOURCES);
    }
    divisor(resource, reference.path("divisor"), huge, at, faults);
  }

  private static void divisor(
      String resource, JsonNode divisor, boolean huge, String at, Faults faults) {
    Quantity value = Quantity.of(divisor).orElse(null);
    if (value == null || value.amount().signum() == 0) {
      return;
    }
    String text = value.toString();
    switch (resource) {
      case "limits.cpu", "requests.cpu" -> {
        if (!text.equals("1m") && !text.equals("1")) {
          faults.invalid(
              at + ".divisor",
              resource,
              "only divisor's values 1m and 1 are supported with the cpu resource");
        }
      }
      case "limits.memory", "requests.memory" -> sizes(text, resource, "memory", at, faults);
      case "limits.ephemeral-storage", "requests.ephemeral-storage" ->
          sizes(text, resource, "local ephemeral storage", at, faults);
      default -> {
        if (huge) {
          sizes(text, resource, "hugepages", at, faults);
        }
      }
    }
  }

  private static void sizes(
      String divisor, String resource, String what, String at, Faults faults) {
    if (!SIZES.contains(divisor)) {
      faults.invalid(
          at + ".divisor",
          resource,
          "only divisor's values %s are supported with the %s resource".formatted(SIZE_LIST, what));
    }
  }

  /// A key of a ConfigMap or Secret.
  static void key(JsonNode reference, String at, Faults faults) {
    String name = reference.path("name").asText();
    faults.invalidIf(at + ".name", name, Names.dnsSubdomain(name));
    String key = reference.path("key").asText();
    if (key.isEmpty()) {
      faults.required(at + ".key");
    } else {
      faults.invalidIf(at + ".key", key, Names.configKey(key));
    }
  }
}
