package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.OpenApiSchemas;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/// OpenAPI v3 as far as clients need it: an index of the served versions, and for each a document
/// that says which kinds can be patched with `fieldValidation` (which is what kubectl and Helm look
/// for before they leave validation to the server), with the schemas of its kinds.
final class OpenApi {
  private static final List<String> META =
      List.of(
          "DeleteOptions",
          "FieldsV1",
          "ListMeta",
          "ManagedFieldsEntry",
          "ObjectMeta",
          "OwnerReference",
          "Patch",
          "Preconditions",
          "ShardInfo",
          "Status",
          "StatusCause",
          "StatusDetails",
          "Time");
  private static final String META_PACKAGE = "io.k8s.apimachinery.pkg.apis.meta.v1.";

  private static final String SWAGGER_PROTOBUF =
      "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  private final Served served;

  OpenApi(Served served) {
    this.served = served;
  }

  Http.Answer answer(Http.Request request, List<String> segments) {
    if (segments.size() == 2 && segments.get(1).equals("v2")) {
      return second(request.headerOrEmpty("Accept"));
    }
    if (segments.size() < 2 || !segments.get(1).equals("v3")) {
      return Discovery.unknown();
    }
    if (segments.size() == 2) {
      Http.Answer.Whole index = Http.Answer.json(200, index());
      return new Http.Answer.Whole(200, "text/plain; charset=utf-8", index.body(), List.of());
    }
    String path = String.join("/", segments.subList(2, segments.size()));
    for (Catalog.Group group : Catalog.of(served.view())) {
      for (Catalog.Version version : group.versions()) {
        if (path.equals(prefix(group.name()) + "/" + version.name())) {
          return Http.Answer.json(200, document(group.name(), version));
        }
      }
    }
    return others().contains(path)
        ? Http.Answer.json(200, head("Kubernetes"))
        : new Http.Answer.Whole(404, "text/plain", new byte[0], List.of());
  }

  /// OpenAPI v2 without any schema, in JSON and in the protobuf form that kubectl asks for when v3
  /// does not know a kind: it then leaves validation to the server.
  private static Http.Answer second(String accept) {
    if (accept.contains("proto-openapi.spec.v2")) {
      return new Http.Answer.Whole(200, SWAGGER_PROTOBUF, swaggerMessage(), List.of());
    }
    boolean json =
        accept.isEmpty() || accept.contains("*/*") || accept.contains("application/json");
    return json
        ? Http.Answer.json(200, swagger())
        : new Http.Answer.Whole(406, "text/plain", new byte[0], List.of());
  }

  /// The message `openapi.v2.Document` with its fields swagger (1), info (2) and paths (8).
  private static byte[] swaggerMessage() {
    byte[] title = "Kubernetes".getBytes(StandardCharsets.UTF_8);
    byte[] version = Discovery.VERSION.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream info = new ByteArrayOutputStream();
    field(info, 1, title);
    field(info, 2, version);
    ByteArrayOutputStream document = new ByteArrayOutputStream();
    field(document, 1, "2.0".getBytes(StandardCharsets.UTF_8));
    field(document, 2, info.toByteArray());
    field(document, 8, new byte[0]);
    return document.toByteArray();
  }

  /// Texts here are shorter than 128 bytes, so that one byte holds a length.
  private static void field(ByteArrayOutputStream out, int number, byte[] value) {
    out.write((number << 3) | 2);
    out.write(value.length);
    out.writeBytes(value);
  }

  private static ObjectNode swagger() {
    ObjectNode document = Json.object().put("swagger", "2.0");
    document.putObject("info").put("title", "Kubernetes").put("version", Discovery.VERSION);
    document.putObject("paths");
    document.putObject("definitions");
    return document;
  }

  private static String prefix(String group) {
    return group.isEmpty() ? "api" : "apis/" + group;
  }

  private List<String> others() {
    List<String> paths =
        new ArrayList<>(List.of(".well-known/openid-configuration", "api", "apis", "version"));
    for (Catalog.Group group : Catalog.of(served.view())) {
      if (!group.name().isEmpty() && !served.view().isCustomGroup(group.name())) {
        paths.add("apis/" + group.name());
      }
    }
    return paths;
  }

  private ObjectNode index() {
    List<String> paths = new ArrayList<>(others());
    ObjectNode index = Json.object();
    ObjectNode list = index.putObject("paths");
    for (Catalog.Group group : Catalog.of(served.view())) {
      for (Catalog.Version version : group.versions()) {
        paths.add(prefix(group.name()) + "/" + version.name());
      }
    }
    Collections.sort(paths);
    String hash = Integer.toHexString(served.view().hashCode()).toUpperCase(Locale.ROOT);
    for (String path : paths) {
      list.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + hash);
    }
    return index;
  }

  private static ObjectNode head(String title) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", title).put("version", Discovery.VERSION);
    document.putObject("paths");
    return document;
  }

  private ObjectNode document(String group, Catalog.Version version) {
    ObjectNode document = head("Kubernetes");
    ObjectNode paths = Json.childObject(document, "paths");
    ObjectNode schemas = document.putObject("components").putObject("schemas");
    for (Catalog.Resource resource : version.resources()) {
      if (!resource.verbs().contains("patch")) {
        continue;
      }
      String path =
          "/%s/%s/%s%s/{name}"
              .formatted(
                  prefix(group),
                  version.name(),
                  resource.namespaced() ? "namespaces/{namespace}/" : "",
                  resource.name());
      ObjectNode patch = paths.putObject(path).putObject("patch");
      for (String name : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
        ObjectNode parameter = patch.withArray("parameters").addObject();
        parameter.put("name", name).put("in", "query");
        parameter
            .putObject("schema")
            .put("type", name.equals("force") ? "boolean" : "string")
            .put("uniqueItems", true);
      }
      patch.put("x-kubernetes-action", "patch");
      patch.set("x-kubernetes-group-version-kind", kind(group, version.name(), resource.kind()));
      served
          .view()
          .find(group, version.name(), resource.name())
          .filter(Served.Entry::custom)
          .ifPresent(entry -> schemas(entry, schemas));
    }
    List<GroupVersionKind> builtIn = new ArrayList<>();
    for (Catalog.Resource resource : version.resources()) {
      served
          .view()
          .find(group, version.name(), resource.name())
          .filter(entry -> !entry.custom())
          .ifPresent(entry -> builtIn.add(entry.type().kind()));
    }
    OpenApiSchemas.of(builtIn).forEach(schemas::set);
    return document;
  }

  private static ObjectNode kind(String group, String version, String kind) {
    return Json.object().put("group", group).put("version", version).put("kind", kind);
  }

  private static void schemas(Served.Entry entry, ObjectNode schemas) {
    String group = entry.type().group();
    List<String> labels = new ArrayList<>(List.of(group.split("\\.")));
    Collections.reverse(labels);
    String base = String.join(".", labels) + "." + entry.type().version() + ".";
    JsonNode defined = entry.definedVersion().path("schema").path("openAPIV3Schema");
    ObjectNode schema = defined.isObject() ? defined.deepCopy() : Json.object();
    ObjectNode properties = Json.childObject(schema, "properties");
    properties
        .putObject("apiVersion")
        .put(
            "description",
            "APIVersion defines the versioned schema of this representation of an object. Servers"
                + " should convert recognized schemas to the latest internal value, and may reject"
                + " unrecognized values. More info:"
                + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources")
        .put("type", "string");
    properties
        .putObject("kind")
        .put(
            "description",
            "Kind is a string value representing the REST resource this object represents. Servers"
                + " may infer this from the endpoint the client submits requests to. Cannot be"
                + " updated. In CamelCase. More info:"
                + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds")
        .put("type", "string");
    ObjectNode metadata = properties.putObject("metadata");
    metadata.put(
        "description",
        "Standard object's metadata. More info:"
            + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata");
    metadata
        .putArray("allOf")
        .addObject()
        .put("$ref", "#/components/schemas/" + META_PACKAGE + "ObjectMeta");
    schema
        .putArray("x-kubernetes-group-version-kind")
        .add(kind(group, entry.type().version(), entry.type().kindName()));
    schemas.set(base + entry.type().kindName(), schema);
    ObjectNode list = schemas.putObject(base + entry.listKind());
    list.put("description", entry.listKind() + " is a list of " + entry.type().kindName());
    list.put("type", "object");
    list.putArray("required").add("items");
    list.putObject("properties")
        .putObject("items")
        .put("type", "array")
        .putObject("items")
        .put("$ref", "#/components/schemas/" + base + entry.type().kindName());
    list.putArray("x-kubernetes-group-version-kind")
        .add(kind(group, entry.type().version(), entry.listKind()));
    for (String name : META) {
      if (!schemas.has(META_PACKAGE + name)) {
        schemas.putObject(META_PACKAGE + name).put("type", "object");
      }
    }
  }
}
