package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.Objects;
import dev.fairlead.sandbox.cluster.controllers.Meta;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Works out a container's environment as kubelet does: variables of Services, then `envFrom`, then
/// `env` with `$(NAME)` expanded, over the image's own.
final class PodEnvironment {
  private final Objects objects;
  private final PodFields fields;
  private final JsonNode container;

  PodEnvironment(Objects objects, PodFields fields, JsonNode container) {
    this.objects = objects;
    this.fields = fields;
    this.container = container;
  }

  /// The variables that the Pod sets.
  ///
  /// @throws ConfigException if a ConfigMap, Secret or key is missing
  Map<String, String> variables() {
    Map<String, String> services = services();
    Map<String, String> result = new LinkedHashMap<>();
    for (JsonNode source : container.path("envFrom")) {
      from(source, result);
    }
    for (JsonNode entry : container.path("env")) {
      String name = entry.path("name").asText();
      JsonNode source = entry.path("valueFrom");
      if (source.isObject()) {
        value(source).ifPresent(value -> result.put(name, value));
      } else {
        result.put(name, Expansion.expand(entry.path("value").asText(""), result, services));
      }
    }
    services.forEach(result::putIfAbsent);
    return result;
  }

  private void from(JsonNode source, Map<String, String> result) {
    String prefix = source.path("prefix").asText("");
    if (source.has("configMapRef")) {
      JsonNode reference = source.path("configMapRef");
      find(GroupResource.CONFIG_MAPS, "configmap", reference)
          .ifPresent(map ->
              map.path("data")
                  .properties()
                  .forEach(e -> result.put(prefix + e.getKey(), e.getValue().asText())));
    } else if (source.has("secretRef")) {
      find(GroupResource.SECRETS, "secret", source.path("secretRef"))
          .ifPresent(secret ->
              secret
                  .path("data")
                  .properties()
                  .forEach(e -> result.put(prefix + e.getKey(), decoded(e.getValue()))));
    }
  }

  private Optional<String> value(JsonNode source) {
    if (source.has("fieldRef")) {
      return Optional.of(fields.field(source.path("fieldRef").path("fieldPath").asText()));
    }
    if (source.has("resourceFieldRef")) {
      return Optional.of(fields.resource(source.path("resourceFieldRef"), container));
    }
    boolean secret = source.has("secretKeyRef");
    JsonNode reference = source.path(secret ? "secretKeyRef" : "configMapKeyRef");
    Optional<ObjectNode> holder =
        find(
            secret ? GroupResource.SECRETS : GroupResource.CONFIG_MAPS,
            secret ? "secret" : "configmap",
            reference);
    if (holder.isEmpty()) {
      return Optional.empty();
    }
    String key = reference.path("key").asText();
    JsonNode value = holder.get().path("data").path(key);
    if (value.isMissingNode()) {
      if (reference.path("optional").asBoolean()) {
        return Optional.empty();
      }
      throw new ConfigException(
          "couldn't find key "
              + key
              + " in "
              + (secret ? "Secret " : "ConfigMap ")
              + Meta.namespace(fields.pod())
              + "/"
              + reference.path("name").asText());
    }
    return Optional.of(secret ? decoded(value) : value.asText());
  }

  private Optional<ObjectNode> find(GroupResource resource, String word, JsonNode reference) {
    String name = reference.path("name").asText();
    Optional<ObjectNode> found = objects.get(resource, Meta.namespace(fields.pod()), name);
    if (found.isEmpty() && !reference.path("optional").asBoolean()) {
      throw new ConfigException(word + " \"" + name + "\" not found");
    }
    return found;
  }

  private static String decoded(JsonNode value) {
    return new String(Base64.getDecoder().decode(value.asText()), StandardCharsets.UTF_8);
  }

  /// `WEB_SERVICE_HOST` and its companions for every Service of the namespace.
  private Map<String, String> services() {
    Map<String, String> result = new LinkedHashMap<>();
    objects
        .get(GroupResource.SERVICES, "default", "kubernetes")
        .ifPresent(service -> service(service, result));
    if (fields.pod().path("spec").path("enableServiceLinks").asBoolean(true)) {
      List<ObjectNode> services =
          objects.list(GroupResource.SERVICES, Meta.namespace(fields.pod()));
      services.forEach(service -> service(service, result));
    }
    return result;
  }

  private static void service(ObjectNode service, Map<String, String> result) {
    String address = service.path("spec").path("clusterIP").asText("");
    JsonNode ports = service.path("spec").path("ports");
    if (address.isEmpty() || address.equals("None") || ports.isEmpty()) {
      return;
    }
    String prefix = Meta.name(service).toUpperCase(Locale.ROOT).replace('-', '_').replace('.', '_');
    result.put(prefix + "_SERVICE_HOST", address);
    result.put(prefix + "_SERVICE_PORT", ports.path(0).path("port").asText());
    for (JsonNode port : ports) {
      String name = port.path("name").asText("");
      if (!name.isEmpty()) {
        result.put(
            prefix + "_SERVICE_PORT_" + name.toUpperCase(Locale.ROOT).replace('-', '_'),
            port.path("port").asText());
      }
    }
    boolean first = true;
    for (JsonNode port : ports) {
      String protocol = port.path("protocol").asText("TCP");
      String number = port.path("port").asText();
      String url = protocol.toLowerCase(Locale.ROOT) + "://" + address + ":" + number;
      String base = prefix + "_PORT_" + number + "_" + protocol;
      if (first) {
        result.put(prefix + "_PORT", url);
        first = false;
      }
      result.put(base, url);
      result.put(base + "_PROTO", protocol.toLowerCase(Locale.ROOT));
      result.put(base + "_PORT", number);
      result.put(base + "_ADDR", address);
    }
  }
}
