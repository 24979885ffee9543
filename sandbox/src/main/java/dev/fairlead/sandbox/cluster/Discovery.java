package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/// Paths outside the stored kinds: discovery in its old and its aggregated form, OpenAPI, version,
/// health.
final class Discovery {
  /// The release whose behaviour is followed; build metadata says what it really is.
  static final String VERSION = "v1.36.2+sandbox";

  private final Served served;
  private final OpenApi openApi;

  Discovery(Served served) {
    this.served = served;
    this.openApi = new OpenApi(served);
  }

  Http.Answer answer(Http.Request request, List<String> segments) {
    String first = segments.isEmpty() ? "" : segments.getFirst();
    return switch (first) {
      case "healthz", "livez", "readyz" -> health(request, segments);
      case "version" -> segments.size() == 1 ? get(request, version()) : unknown();
      case "api" -> core(request, segments);
      case "apis" -> groups(request, segments);
      case "openapi" -> openApi.answer(request, segments);
      case "metrics" ->
          new Http.Answer.Whole(
              200,
              "text/plain; version=0.0.4; charset=utf-8; escaping=underscores",
              "# TYPE apiserver_up gauge\napiserver_up 1\n"
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8),
              List.of());
      case "", "index.html" -> get(request, paths());
      default -> unknown();
    };
  }

  static Http.Answer unknown() {
    return Http.Answer.text(404, "404 page not found\n");
  }

  private static Http.Answer get(Http.Request request, ObjectNode body) {
    if (!request.method().equals("GET")) {
      throw Statuses.methodNotAllowed();
    }
    return Http.Answer.json(200, body);
  }

  private static Http.Answer health(Http.Request request, List<String> segments) {
    boolean known =
        segments.size() == 1
            || (segments.size() == 2 && Set.of("ping", "log", "etcd").contains(segments.get(1)));
    if (!known) {
      return unknown();
    }
    if (request.has("verbose") && segments.size() == 1) {
      return Http.Answer.text(
          200, "[+]ping ok\n[+]log ok\n[+]etcd ok\n" + segments.getFirst() + " check passed\n");
    }
    return Http.Answer.text(200, "ok");
  }

  private static ObjectNode version() {
    ObjectNode version = Json.object();
    version.put("major", "1").put("minor", "36");
    version.put("emulationMajor", "1").put("emulationMinor", "36");
    version.put("minCompatibilityMajor", "1").put("minCompatibilityMinor", "35");
    version.put("gitVersion", VERSION);
    version.put("gitCommit", "0000000000000000000000000000000000000000");
    version.put("gitTreeState", "clean").put("buildDate", "2026-01-01T00:00:00Z");
    version.put("goVersion", "go1.26").put("compiler", "gc").put("platform", "linux/amd64");
    return version;
  }

  private ObjectNode paths() {
    ObjectNode root = Json.object();
    ArrayNode paths = root.putArray("paths");
    paths.add("/api").add("/api/v1").add("/apis").add("/apis/");
    for (Catalog.Group group : Catalog.of(served.view())) {
      if (!group.name().isEmpty()) {
        paths.add("/apis/" + group.name());
        group
            .versions()
            .forEach(version -> paths.add("/apis/" + group.name() + "/" + version.name()));
      }
    }
    paths.add("/healthz").add("/livez").add("/metrics").add("/openapi/v3").add("/readyz");
    paths.add("/version");
    return root;
  }

  // ---------------------------------------------------------------- legacy and aggregated

  private Http.Answer core(Http.Request request, List<String> segments) {
    List<Catalog.Group> core =
        Catalog.of(served.view()).stream().filter(group -> group.name().isEmpty()).toList();
    if (segments.size() == 1) {
      Optional<String> aggregated = aggregated(request);
      if (aggregated.isPresent()) {
        return aggregate(request, core, aggregated.get());
      }
      ObjectNode versions = Json.object().put("kind", "APIVersions");
      versions.putArray("versions").add("v1");
      versions
          .putArray("serverAddressByClientCIDRs")
          .addObject()
          .put("clientCIDR", "0.0.0.0/0")
          .put("serverAddress", request.headerOrEmpty("Host"));
      return get(request, versions);
    }
    if (segments.size() == 2 && segments.get(1).equals("v1")) {
      return get(request, resources("", core.getFirst().versions().getFirst()));
    }
    throw Statuses.noSuchResource();
  }

  private Http.Answer groups(Http.Request request, List<String> segments) {
    List<Catalog.Group> groups =
        Catalog.of(served.view()).stream().filter(group -> !group.name().isEmpty()).toList();
    if (segments.size() == 1) {
      Optional<String> aggregated = aggregated(request);
      if (aggregated.isPresent()) {
        return aggregate(request, groups, aggregated.get());
      }
      ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
      ArrayNode items = list.putArray("groups");
      groups.forEach(group -> items.add(group(group)));
      return get(request, list);
    }
    for (Catalog.Group group : groups) {
      if (!group.name().equals(segments.get(1))) {
        continue;
      }
      if (segments.size() == 2) {
        ObjectNode answer = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
        answer.setAll(group(group));
        return get(request, answer);
      }
      for (Catalog.Version version : group.versions()) {
        if (version.name().equals(segments.get(2))) {
          return get(request, resources(group.name(), version));
        }
      }
      if (served.view().isCustomGroup(group.name())) {
        return unknown();
      }
      throw Statuses.noSuchResource();
    }
    return unknown();
  }

  private static ObjectNode group(Catalog.Group group) {
    ObjectNode answer = Json.object();
    answer.put("name", group.name());
    ArrayNode versions = answer.putArray("versions");
    for (Catalog.Version version : group.versions()) {
      versions.add(groupVersion(group, version));
    }
    answer.set("preferredVersion", groupVersion(group, group.versions().getFirst()));
    return answer;
  }

  private static ObjectNode groupVersion(Catalog.Group group, Catalog.Version version) {
    return Json.object()
        .put("groupVersion", version.groupVersion(group.name()))
        .put("version", version.name());
  }

  private static ObjectNode resources(String group, Catalog.Version version) {
    ObjectNode list = Json.object().put("kind", "APIResourceList");
    if (!group.isEmpty()) {
      list.put("apiVersion", "v1");
    }
    list.put("groupVersion", version.groupVersion(group));
    ArrayNode rows = list.putArray("resources");
    for (Catalog.Resource resource : version.resources()) {
      ObjectNode row = rows.addObject();
      row.put("name", resource.name()).put("singularName", resource.singular());
      row.put("namespaced", resource.namespaced()).put("kind", resource.kind());
      row.set("verbs", Json.MAPPER.valueToTree(resource.verbs()));
      if (!resource.shortNames().isEmpty()) {
        row.set("shortNames", Json.MAPPER.valueToTree(resource.shortNames()));
      }
      if (!resource.categories().isEmpty()) {
        row.set("categories", Json.MAPPER.valueToTree(resource.categories()));
      }
      for (Catalog.Subresource subresource : resource.subresources()) {
        ObjectNode below = rows.addObject();
        below.put("name", resource.name() + "/" + subresource.name()).put("singularName", "");
        below.put("namespaced", resource.namespaced());
        if (!subresource.group().isEmpty()) {
          below.put("group", subresource.group()).put("version", subresource.version());
        }
        below.put("kind", subresource.kind());
        below.set("verbs", Json.MAPPER.valueToTree(subresource.verbs()));
      }
    }
    return list;
  }

  /// The version of aggregated discovery that is asked for and known.
  private static Optional<String> aggregated(Http.Request request) {
    for (Negotiation.Clause clause : Negotiation.clauses(request.headerOrEmpty("Accept"))) {
      Map<String, String> parameters = clause.parameters();
      String version = parameters.getOrDefault("v", "");
      if (clause.type().equals("application/json")
          && parameters.getOrDefault("as", "").equals("APIGroupDiscoveryList")
          && parameters.getOrDefault("g", "").equals("apidiscovery.k8s.io")
          && Set.of("v2", "v2beta1").contains(version)) {
        return Optional.of(version);
      }
      if (clause.type().equals("application/json") && parameters.isEmpty()) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static Http.Answer aggregate(
      Http.Request request, List<Catalog.Group> groups, String version) {
    if (!request.method().equals("GET")) {
      throw Statuses.methodNotAllowed();
    }
    ObjectNode list = Json.object().put("kind", "APIGroupDiscoveryList");
    list.put("apiVersion", "apidiscovery.k8s.io/" + version);
    list.putObject("metadata");
    ArrayNode items = list.putArray("items");
    for (Catalog.Group group : groups) {
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      if (!group.name().isEmpty()) {
        metadata.put("name", group.name());
      }
      ArrayNode versions = item.putArray("versions");
      for (Catalog.Version each : group.versions()) {
        ObjectNode row = versions.addObject();
        row.put("version", each.name());
        ArrayNode resources = row.putArray("resources");
        each.resources().forEach(resource -> resources.add(row(resource)));
        row.put("freshness", "Current");
      }
    }
    byte[] body = Json.bytes(list);
    CRC32 sum = new CRC32();
    sum.update(body);
    String tag = "\"" + Long.toHexString(sum.getValue()) + "-" + body.length + "\"";
    List<Map.Entry<String, String>> headers =
        List.of(Map.entry("ETag", tag), Map.entry("Vary", "Accept"));
    if (request.headerOrEmpty("If-None-Match").equals(tag)) {
      return new Http.Answer.Whole(304, "application/json", new byte[0], headers);
    }
    return new Http.Answer.Whole(
        200,
        "application/json;g=apidiscovery.k8s.io;v=" + version + ";as=APIGroupDiscoveryList",
        body,
        headers);
  }

  private static ObjectNode row(Catalog.Resource resource) {
    ObjectNode row = Json.object();
    row.put("resource", resource.name());
    row.set("responseKind", kind("", "", resource.kind()));
    row.put("scope", resource.namespaced() ? "Namespaced" : "Cluster");
    row.put("singularResource", resource.singular());
    row.set("verbs", Json.MAPPER.valueToTree(resource.verbs()));
    if (!resource.shortNames().isEmpty()) {
      row.set("shortNames", Json.MAPPER.valueToTree(resource.shortNames()));
    }
    if (!resource.categories().isEmpty()) {
      row.set("categories", Json.MAPPER.valueToTree(resource.categories()));
    }
    if (!resource.subresources().isEmpty()) {
      ArrayNode below = row.putArray("subresources");
      for (Catalog.Subresource each : resource.subresources()) {
        ObjectNode subresource = below.addObject();
        subresource.put("subresource", each.name());
        subresource.set("responseKind", kind(each.group(), each.version(), each.kind()));
        subresource.set("verbs", Json.MAPPER.valueToTree(each.verbs()));
      }
    }
    return row;
  }

  private static ObjectNode kind(String group, String version, String kind) {
    return Json.object().put("group", group).put("version", version).put("kind", kind);
  }
}
