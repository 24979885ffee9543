package dev.fairlead.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The least API server that can answer recorded requests with this module's functions: no watches,
/// no admission, no allocators. Confined to one test.
final class MemoryServer {

  private static final ObjectMapper JSON = new ObjectMapper();

  /// An answer; `body` is a missing node when there is none.
  record Answer(int code, JsonNode body, List<String> warnings) {}

  private final Map<String, ObjectNode> objects = new HashMap<>();
  private ResourceTypes types = ResourceTypes.builtIn();
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private long version = 100;
  private int address = 1;

  Answer answer(
      String method, String path, Map<String, String> query, String content, JsonNode body) {
    now = now.plusSeconds(1);
    try {
      return route(method, path, query, content, body);
    } catch (KubernetesException e) {
      ObjectNode details = JsonNodeFactory.instance.objectNode();
      if (!e.causes().isEmpty()) {
        var causes = details.putArray("causes");
        for (KubernetesException.Cause cause : e.causes()) {
          causes
              .addObject()
              .put("reason", cause.reason())
              .put("message", cause.message())
              .put("field", cause.field());
        }
      }
      boolean shown = e.code() == 422 || !details.isEmpty();
      return status(
          e.code(),
          e.reason(),
          Objects.requireNonNullElse(e.getMessage(), ""),
          shown ? details : null);
    }
  }

  private Answer status(int code, String reason, String message, @Nullable ObjectNode details) {
    ObjectNode status = JsonNodeFactory.instance.objectNode();
    status.put("kind", "Status").put("apiVersion", "v1").putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (!reason.isEmpty()) {
      status.put("reason", reason);
    }
    if (details != null) {
      status.set("details", details);
    }
    return new Answer(code, status.put("code", code), List.of());
  }

  private record Target(ResourceType type, String namespace, String name, String subresource) {
    String key() {
      return type.qualifiedPlural() + "/" + namespace + "/" + name;
    }
  }

  private Target target(String path) {
    String[] s = path.substring(1).split("/");
    boolean core = s[0].equals("api");
    String group = core ? "" : s[1];
    String apiVersion = core ? s[1] : s[2];
    int at = core ? 2 : 3;
    String namespace = "";
    if (s[at].equals("namespaces") && s.length > at + 2) {
      namespace = s[at + 1];
      at += 2;
    }
    ResourceType type = types.byPlural(group, apiVersion, s[at]).orElseThrow();
    return new Target(
        type, namespace, s.length > at + 1 ? s[at + 1] : "", s.length > at + 2 ? s[at + 2] : "");
  }

  private Answer route(
      String method, String path, Map<String, String> query, String content, JsonNode body) {
    Target target = target(path);
    @Nullable ObjectNode live = objects.get(target.key());
    String manager = query.getOrDefault("fieldManager", "vectors");
    return switch (method) {
      case "GET" ->
          target.name().isEmpty()
              ? list(target)
              : live == null ? missing(target) : new Answer(200, live, List.of());
      case "POST" -> create(target, (ObjectNode) body, query, manager);
      case "PUT" ->
          live == null ? missing(target) : put(target, live, (ObjectNode) body, query, manager);
      default ->
          content.startsWith("application/apply-patch")
              ? apply(target, live, (ObjectNode) body, query, manager)
              : live == null ? missing(target) : patch(target, live, body, content, query, manager);
    };
  }

  /// Enough for the question whether a definition is served yet.
  private Answer list(Target target) {
    ObjectNode list = JsonNodeFactory.instance.objectNode();
    list.put("kind", target.type().kindName() + "List")
        .put("apiVersion", target.type().apiVersion());
    list.putObject("metadata").put("continue", "").put("resourceVersion", "" + version);
    list.putArray("items");
    return new Answer(200, list, List.of());
  }

  private Answer missing(Target target) {
    return status(
        404,
        "NotFound",
        target.type().qualifiedPlural() + " \"" + target.name() + "\" not found",
        details(target));
  }

  private static ObjectNode details(Target target) {
    ObjectNode details = JsonNodeFactory.instance.objectNode().put("name", target.name());
    if (!target.type().group().isEmpty()) {
      details.put("group", target.type().group());
    }
    return details.put("kind", target.type().plural());
  }

  private Answer create(Target target, ObjectNode body, Map<String, String> query, String manager) {
    Decoding.Decoded decoded = Decoding.decode(target.type(), body);
    List<String> warnings = unknown(target, decoded, query, null);
    ObjectNode object = Defaults.apply(target.type(), decoded.object());
    ObjectNode owned =
        ManagedFields.update(target.type(), null, object, FieldManager.of(manager), now);
    identify(target, owned);
    Target named =
        new Target(
            target.type(), target.namespace(), owned.path("metadata").path("name").asText(), "");
    return finish(named, null, owned, query, warnings);
  }

  private void identify(Target target, ObjectNode object) {
    object.put("apiVersion", target.type().apiVersion()).put("kind", target.type().kindName());
    ObjectNode metadata = object.withObjectProperty("metadata");
    if (!target.namespace().isEmpty()) {
      metadata.put("namespace", target.namespace());
    }
    if (metadata.has("generateName") && !metadata.has("name")) {
      metadata.put("name", metadata.get("generateName").asText() + "bcdfg");
    }
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now.toString());
    metadata.remove("resourceVersion");
    if (target.type().kindName().equals("Namespace")) {
      ObjectNode named = Defaults.apply(target.type(), object);
      metadata.setAll((ObjectNode) named.get("metadata"));
    }
  }

  private List<String> unknown(
      Target target,
      Decoding.Decoded decoded,
      Map<String, String> query,
      @Nullable JsonNode patch) {
    List<String> fields = decoded.unknownFields();
    String mode = query.getOrDefault("fieldValidation", "Warn");
    if (fields.isEmpty() || mode.equals("Ignore")) {
      return List.of();
    }
    if (mode.equals("Strict")) {
      String what = "strict decoding error: " + String.join(", ", fields);
      if (patch != null) {
        throw Decoding.patchFault(patch, what);
      }
      throw new KubernetesException(
          400,
          "BadRequest",
          "%s in version \"%s\" cannot be handled as a %s: %s"
              .formatted(
                  target.type().kindName(),
                  target.type().version(),
                  target.type().kindName(),
                  what));
    }
    return fields.stream().map(field -> "299 - \"" + field.replace("\"", "\\\"") + "\"").toList();
  }

  private Answer finish(
      Target target,
      @Nullable ObjectNode live,
      ObjectNode object,
      Map<String, String> query,
      List<String> warnings) {
    ResourceType type = target.type();
    ObjectNode prepared =
        live == null
            ? Preparation.forCreate(type, object)
            : target.subresource().equals("status")
                ? Preparation.forStatusUpdate(type, object, live)
                : Preparation.forUpdate(type, object, live);
    if (type.kindName().equals("Service")) {
      allocate(prepared);
    }
    List<FieldError> faults =
        target.subresource().isEmpty()
            ? Validation.validate(type, prepared, live)
            : Validation.validateStatus(type, prepared, live);
    if (!faults.isEmpty()) {
      return invalid(target, faults);
    }
    List<String> all = new ArrayList<>(warnings);
    Validation.warnings(type, prepared)
        .forEach(text -> all.add("299 - \"" + text.replace("\"", "\\\"") + "\""));
    if (live != null) {
      ObjectNode settled = ManagedFields.keepTimesIfUnchanged(live, prepared);
      if (Values.same(live, settled)) {
        return new Answer(200, live, all);
      }
      prepared = settled;
    }
    boolean dryRun = query.containsKey("dryRun");
    ObjectNode metadata = prepared.withObjectProperty("metadata");
    if (!dryRun) {
      metadata.put("resourceVersion", Long.toString(++version));
      objects.put(target.key(), prepared);
      if (type.kindName().equals("CustomResourceDefinition")) {
        types = types.with(ResourceTypes.ofDefinition(prepared));
      }
    }
    return new Answer(live == null ? 201 : 200, prepared, all);
  }

  private void allocate(ObjectNode service) {
    ObjectNode spec = service.withObjectProperty("spec");
    if (spec.path("type").asText().equals("ExternalName")) {
      return;
    }
    if (!spec.hasNonNull("clusterIP")) {
      spec.put("clusterIP", "10.96.0." + address++);
    }
    if (!spec.has("clusterIPs")) {
      spec.putArray("clusterIPs").add(spec.get("clusterIP"));
    }
    if (!spec.has("ipFamilies")) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    if (!spec.has("ipFamilyPolicy")) {
      spec.put("ipFamilyPolicy", "SingleStack");
    }
    String type = spec.path("type").asText();
    if (!type.equals("ClusterIP")) {
      for (JsonNode port : spec.path("ports")) {
        if (!port.has("nodePort")) {
          ((ObjectNode) port).put("nodePort", 30000 + address++);
        }
      }
      if (type.equals("LoadBalancer")
          && spec.path("externalTrafficPolicy").asText().equals("Local")
          && !spec.has("healthCheckNodePort")) {
        spec.put("healthCheckNodePort", 30000 + address++);
      }
    }
  }

  private Answer invalid(Target target, List<FieldError> faults) {
    ObjectNode details = JsonNodeFactory.instance.objectNode().put("name", target.name());
    if (!target.type().group().isEmpty()) {
      details.put("group", target.type().group());
    }
    details.put("kind", target.type().kindName());
    var causes = details.putArray("causes");
    for (FieldError fault : faults) {
      causes
          .addObject()
          .put("reason", fault.reason().text())
          .put("message", fault.detail())
          .put("field", fault.field());
    }
    return status(
        422, "Invalid", FieldError.summary(target.type().kind(), target.name(), faults), details);
  }

  private Answer put(
      Target target, ObjectNode live, ObjectNode body, Map<String, String> query, String manager) {
    Decoding.Decoded decoded = Decoding.decode(target.type(), body);
    List<String> warnings = unknown(target, decoded, query, null);
    return update(target, live, decoded.object(), query, manager, warnings);
  }

  private Answer update(
      Target target,
      ObjectNode live,
      ObjectNode decoded,
      Map<String, String> query,
      String manager,
      List<String> warnings) {
    ObjectNode object = Defaults.apply(target.type(), decoded);
    object.put("apiVersion", target.type().apiVersion()).put("kind", target.type().kindName());
    ObjectNode metadata = object.withObjectProperty("metadata");
    JsonNode before = live.get("metadata");
    for (String name : List.of("name", "namespace")) {
      if (metadata.has(name) && !metadata.get(name).equals(before.get(name))) {
        throw new KubernetesException(
            400,
            "BadRequest",
            name.equals("name")
                ? "the name of the object (%s) does not match the name on the URL (%s)"
                    .formatted(metadata.get(name).asText(), target.name())
                : "the namespace of the provided object does not match the namespace sent on the"
                    + " request");
      }
      if (before.has(name)) {
        metadata.set(name, before.get(name));
      }
    }
    String given = metadata.path("resourceVersion").asText();
    if (!given.isEmpty() && !given.chars().allMatch(Character::isDigit)) {
      throw new KubernetesException(
          500, "", "strconv.ParseUint: parsing \"" + given + "\": invalid syntax");
    }
    if (!given.isEmpty() && !given.equals(before.path("resourceVersion").asText())) {
      return status(
          409,
          "Conflict",
          "Operation cannot be fulfilled on %s \"%s\": the object has been modified; please apply your changes to the latest version and try again"
              .formatted(target.type().qualifiedPlural(), target.name()),
          details(target));
    }
    metadata.set("resourceVersion", before.get("resourceVersion"));
    ObjectNode owned =
        ManagedFields.update(
            target.type(), live, object, new FieldManager(manager, target.subresource()), now);
    return finish(target, live, owned, query, warnings);
  }

  private Answer patch(
      Target target,
      ObjectNode live,
      JsonNode body,
      String content,
      Map<String, String> query,
      String manager) {
    boolean strategic = content.startsWith("application/strategic");
    JsonNode patched;
    if (content.startsWith("application/json-patch")) {
      patched = JsonPatch.apply(live, body);
    } else if (!body.isObject()) {
      throw new KubernetesException(
          400,
          "BadRequest",
          "error decoding patch: json: cannot unmarshal array into Go value of type"
              + " map[string]interface {}");
    } else {
      patched =
          strategic
              ? StrategicMergePatch.apply(target.type().schema(), live, (ObjectNode) body)
              : JsonMergePatch.apply(live, body);
    }
    String wanted = patched.path("apiVersion").asText();
    if (!wanted.equals(target.type().apiVersion())) {
      throw Decoding.patchFault(
          body,
          "no kind \"%s\" is registered for version \"%s\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\""
              .formatted(target.type().kindName(), wanted));
    }
    Decoding.Decoded decoded =
        Decoding.decodePatched(target.type(), (ObjectNode) patched, body, strategic);
    List<String> warnings = unknown(target, decoded, query, body);
    return update(target, live, decoded.object(), query, manager, warnings);
  }

  private Answer apply(
      Target target,
      @Nullable ObjectNode live,
      ObjectNode body,
      Map<String, String> query,
      String manager) {
    ServerSideApply.Outcome outcome =
        ServerSideApply.apply(
            target.type(),
            live,
            body,
            new FieldManager(manager, target.subresource()),
            query.getOrDefault("force", "false").equals("true"),
            now);
    return switch (outcome) {
      case ServerSideApply.Outcome.Applied(ObjectNode object, boolean _) -> {
        if (live == null) {
          identify(target, object);
        }
        yield finish(target, live, object, query, List.of());
      }
      case ServerSideApply.Outcome.Conflicted conflicted -> {
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        var causes = details.putArray("causes");
        for (ServerSideApply.Conflict conflict : conflicted.conflicts()) {
          causes
              .addObject()
              .put("reason", "FieldManagerConflict")
              .put("message", conflict.message())
              .put("field", conflict.field());
        }
        yield status(409, "Conflict", conflicted.message(), details);
      }
    };
  }

  static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
