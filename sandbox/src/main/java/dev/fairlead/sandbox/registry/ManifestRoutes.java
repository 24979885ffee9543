package dev.fairlead.sandbox.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.registry.RegistryError.Code;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The specification's manifest, tag and referrers endpoints, and Docker's catalog.
final class ManifestRoutes {
  /// The limit that the specification asks registries to support at least.
  private static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

  private static final String INDEX = "application/vnd.oci.image.index.v1+json";

  private final ImageStore store;
  private final Authorization authorization;
  private final ObjectMapper json = new ObjectMapper();

  ManifestRoutes(ImageStore store, Authorization authorization) {
    this.store = store;
    this.authorization = authorization;
  }

  /// `/v2/<name>/manifests/<reference>`
  void manifest(Context ctx, String name, String reference) throws IOException {
    boolean byDigest = reference.contains(":");
    if (byDigest && Digest.parse(reference).isEmpty()) {
      throw new RegistryError(Code.DIGEST_INVALID, "not a sha256 or sha512 digest: " + reference);
    }
    switch (ctx.method().name()) {
      case "GET", "HEAD" -> {
        authorization.require(ctx, name, "pull");
        StoredManifest manifest =
            store.manifest(name, reference).orElseThrow(() -> unknown(name, reference));
        if (byDigest && ctx.method().name().equals("HEAD")) {
          store.keepManifest(name, manifest.digest());
        }
        send(ctx, manifest);
      }
      case "PUT" -> {
        authorization.require(ctx, name, "push");
        put(ctx, name, reference);
      }
      case "DELETE" -> {
        authorization.require(ctx, name, "delete");
        boolean removed =
            byDigest
                ? store.removeManifest(name, Digest.parse(reference).orElseThrow())
                : ImageStore.isTag(reference) && store.removeTag(name, reference);
        if (!removed) {
          throw unknown(name, reference);
        }
        ctx.status(202);
      }
      default -> throw RegistryServer.unsupported(ctx);
    }
  }

  private static void send(Context ctx, StoredManifest manifest) {
    ctx.header("Docker-Content-Digest", manifest.digest().toString())
        .header("ETag", '"' + manifest.digest().toString() + '"')
        .contentType(manifest.mediaType());
    String known = ctx.header("If-None-Match");
    if (known != null
        && known.replace("W/", "").contains('"' + manifest.digest().toString() + '"')) {
      ctx.status(304);
      return;
    }
    if (ctx.method().name().equals("HEAD")) {
      ctx.header("Content-Length", String.valueOf(manifest.content().length));
    } else {
      ctx.result(manifest.content());
    }
  }

  private void put(Context ctx, String name, String reference) throws IOException {
    byte[] content;
    try (InputStream body = ctx.bodyInputStream()) {
      content = body.readNBytes(MAX_MANIFEST_BYTES + 1);
    }
    if (content.length > MAX_MANIFEST_BYTES) {
      throw new RegistryError(
          Code.MANIFEST_INVALID,
          413, // as the specification wishes
          "the manifest is larger than " + MAX_MANIFEST_BYTES + " bytes");
    }
    JsonNode manifest = parse(content);
    Digest digest = Digest.of(content);
    Optional<Digest> named = Digest.parse(reference);
    if (named.isPresent()) {
      Digest same = named.get().ofSameAlgorithm(new java.io.ByteArrayInputStream(content));
      if (!same.equals(named.get())) {
        throw new RegistryError(
            Code.DIGEST_INVALID, "the manifest is " + same + ", not " + reference);
      }
      digest = same;
    } else if (!ImageStore.isTag(reference)) {
      throw new RegistryError(Code.TAG_INVALID, "invalid tag: " + reference);
    }
    String declared = manifest.path("mediaType").asText("");
    String header = ctx.header("Content-Type");
    String mediaType = header == null ? declared : header.split(";")[0].strip();
    if (mediaType.isEmpty() || (!declared.isEmpty() && !declared.equals(mediaType))) {
      throw new RegistryError(
          Code.MANIFEST_INVALID,
          "Content-Type is " + mediaType + ", the manifest's mediaType " + declared);
    }
    requireForm(mediaType, manifest);
    StoredManifest stored = new StoredManifest(digest, mediaType, content);
    store.adding(() -> {
      requireContent(name, manifest);
      store.addManifest(name, stored);
      if (named.isEmpty()) {
        store.tag(name, reference, stored.digest());
      }
      return stored;
    });
    JsonNode subject = manifest.path("subject").path("digest");
    if (subject.isTextual()) {
      ctx.header("OCI-Subject", subject.asText());
    }
    ctx.status(201)
        .header("Location", "/v2/" + name + "/manifests/" + digest)
        .header("Docker-Content-Digest", digest.toString());
  }

  private JsonNode parse(byte[] content) {
    try {
      JsonNode manifest = json.readTree(content);
      if (manifest != null && manifest.isObject() && manifest.path("schemaVersion").asInt() == 2) {
        return manifest;
      }
    } catch (IOException _) {
      // said below
    }
    throw new RegistryError(
        Code.MANIFEST_INVALID, "not a JSON object with schemaVersion 2 (Docker's or OCI's)");
  }

  /// What a manifest must have, by its media type; unknown types may have anything.
  private static void requireForm(String mediaType, JsonNode manifest) {
    switch (mediaType) {
      case "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.v2+json" -> {
        requireDescriptor("config", manifest.path("config"));
        requireDescriptors("layers", manifest.path("layers"));
      }
      case INDEX, "application/vnd.docker.distribution.manifest.list.v2+json" ->
          requireDescriptors("manifests", manifest.path("manifests"));
      default -> {}
    }
    if (manifest.has("subject")) {
      requireDescriptor("subject", manifest.path("subject"));
    }
  }

  private static void requireDescriptors(String field, JsonNode list) {
    if (!list.isArray()) {
      throw new RegistryError(Code.MANIFEST_INVALID, field + " is not a list");
    }
    int index = 0;
    for (JsonNode descriptor : list) {
      requireDescriptor(field + "[" + index++ + "]", descriptor);
    }
  }

  private static void requireDescriptor(String field, JsonNode descriptor) {
    if (!descriptor.path("mediaType").isTextual()
        || !descriptor.path("size").isIntegralNumber()
        || descriptor.path("size").asLong() < 0
        || Digest.parse(descriptor.path("digest").asText()).isEmpty()) {
      throw new RegistryError(
          Code.MANIFEST_INVALID,
          field + " is no descriptor: it needs mediaType, size and a sha256 or sha512 digest");
    }
  }

  /// A manifest may name only what is there: its blobs, or the manifests of an index.
  private void requireContent(String name, JsonNode manifest) {
    for (JsonNode child : manifest.path("manifests")) {
      String digest = child.path("digest").asText();
      if (store.manifest(name, digest).isEmpty()) {
        throw new RegistryError(
            Code.MANIFEST_BLOB_UNKNOWN, "the index names " + digest + ", not in " + name);
      }
    }
    if (manifest.has("config")) {
      requireBlob(name, manifest.path("config"));
    }
    for (JsonNode layer : manifest.path("layers")) {
      if (layer.path("urls").isEmpty()) { // layers with urls live elsewhere
        requireBlob(name, layer);
      }
    }
  }

  private void requireBlob(String name, JsonNode descriptor) {
    String digest = descriptor.path("digest").asText();
    if (Digest.parse(digest).filter(found -> store.hasBlob(name, found)).isEmpty()) {
      throw new RegistryError(
          Code.MANIFEST_BLOB_UNKNOWN,
          "the manifest names blob " + digest + ", which was not pushed to " + name);
    }
  }

  /// `/v2/<name>/tags/list`
  void tags(Context ctx, String name) {
    requireGet(ctx);
    authorization.require(ctx, name, "pull");
    if (!store.exists(name)) {
      throw new RegistryError(Code.NAME_UNKNOWN, "no repository " + name);
    }
    ObjectNode answer = json.createObjectNode().put("name", name);
    ArrayNode tags = answer.putArray("tags");
    page(ctx, store.tags(name), "/v2/" + name + "/tags/list").forEach(tags::add);
    ctx.contentType("application/json").result(answer.toString());
  }

  /// `/v2/_catalog`
  void catalog(Context ctx) {
    requireGet(ctx);
    ObjectNode answer = json.createObjectNode();
    ArrayNode names = answer.putArray("repositories");
    page(ctx, store.repositories(), "/v2/_catalog").forEach(names::add);
    ctx.contentType("application/json").result(answer.toString());
  }

  private static List<String> page(Context ctx, List<String> all, String path) {
    String last = ctx.queryParam("last");
    List<String> rest =
        last == null ? all : all.stream().filter(item -> item.compareTo(last) > 0).toList();
    String size = ctx.queryParam("n");
    if (size == null) {
      return rest;
    }
    if (!size.matches("\\d{1,9}")) {
      throw new RegistryError(
          Code.PAGINATION_NUMBER_INVALID, "n is not the number of entries of a page: " + size);
    }
    if (Integer.parseInt(size) >= rest.size()) {
      return rest;
    }
    List<String> page = rest.subList(0, Integer.parseInt(size));
    if (!page.isEmpty()) {
      String from = URLEncoder.encode(page.getLast(), StandardCharsets.UTF_8);
      ctx.header("Link", "<" + path + "?n=" + size + "&last=" + from + ">; rel=\"next\"");
    }
    return page;
  }

  /// `/v2/<name>/referrers/<digest>`: the manifests whose `subject` is the given one.
  void referrers(Context ctx, String name, String reference) throws IOException {
    requireGet(ctx);
    authorization.require(ctx, name, "pull");
    if (Digest.parse(reference).isEmpty()) {
      throw new RegistryError(Code.DIGEST_INVALID, "not a sha256 or sha512 digest: " + reference);
    }
    String wanted = ctx.queryParam("artifactType");
    ObjectNode answer = json.createObjectNode().put("schemaVersion", 2).put("mediaType", INDEX);
    ArrayNode list = answer.putArray("manifests");
    for (Digest digest : store.manifests(name)) {
      Optional<StoredManifest> stored = store.manifest(name, digest.toString());
      JsonNode manifest = stored.isEmpty() ? null : json.readTree(stored.get().content());
      if (manifest == null || !manifest.path("subject").path("digest").asText().equals(reference)) {
        continue;
      }
      String type =
          manifest.path("artifactType").asText("").isEmpty()
              ? manifest.path("config").path("mediaType").asText("")
              : manifest.path("artifactType").asText();
      if (wanted == null || wanted.equals(type)) {
        ObjectNode entry = list.addObject();
        entry.put("mediaType", stored.get().mediaType());
        entry.put("digest", digest.toString());
        entry.put("size", stored.get().content().length);
        if (!type.isEmpty()) {
          entry.put("artifactType", type);
        }
        if (manifest.has("annotations")) {
          entry.set("annotations", manifest.path("annotations"));
        }
      }
    }
    if (wanted != null) {
      ctx.header("OCI-Filters-Applied", "artifactType");
    }
    ctx.contentType(INDEX).result(answer.toString());
  }

  private static void requireGet(Context ctx) {
    if (!ctx.method().name().equals("GET")) {
      throw RegistryServer.unsupported(ctx);
    }
  }

  private RegistryError unknown(String name, String reference) {
    return store.exists(name)
        ? new RegistryError(Code.MANIFEST_UNKNOWN, "no manifest " + reference + " in " + name)
        : new RegistryError(Code.NAME_UNKNOWN, "no repository " + name);
  }
}
