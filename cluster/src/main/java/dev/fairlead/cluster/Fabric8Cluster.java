package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.Transport.Call;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// A [ClusterClient] that speaks HTTP to a real API server: fabric8 reads the kubeconfig and brings
/// authentication and TLS, the requests are our own. Watches are chunked HTTP, as kubectl's are.
public final class Fabric8Cluster implements ClusterClient {
  private static final int PAGE = 500;

  /// How long the server is asked to keep a watch open.
  private static final int WATCH_SECONDS = 300;

  private final Transport transport;
  private final Object discovering = new Object();
  private volatile @Nullable Discovery discovery;
  private volatile @Nullable String version;

  Fabric8Cluster(Transport transport) {
    this.transport = transport;
  }

  /// Opens the cluster that a kubeconfig file names. Nothing is sent yet.
  ///
  /// @param context null: the file's current context
  public static Fabric8Cluster of(Path kubeconfig, @Nullable String context) {
    Config read =
        context == null
            ? Config.fromKubeconfig(kubeconfig.toFile())
            : Config.fromKubeconfig(context, kubeconfig.toFile());
    Config config =
        new ConfigBuilder(read)
            .withRequestRetryBackoffLimit(0)
            .withConnectionTimeout(10_000)
            .withRequestTimeout(60_000)
            .build();
    HttpClient http = new JdkHttpClientFactory().newBuilder(config).build();
    return new Fabric8Cluster(new Transport(http, config.getMasterUrl()));
  }

  @Override
  public String server() {
    return transport.base();
  }

  @Override
  public String version() {
    String known = version;
    if (known == null) {
      known = transport.json(Call.get("/version")).path("gitVersion").asText("");
      version = known;
    }
    return known;
  }

  @Override
  public Discovery discovery() {
    Discovery known = discovery;
    if (known != null) {
      return known;
    }
    synchronized (discovering) {
      known = discovery;
      return known != null ? known : rediscover();
    }
  }

  @Override
  public Discovery rediscover() {
    Discovery read = new DiscoveryReader(transport).read();
    discovery = read;
    version = null;
    return read;
  }

  @Override
  public Optional<ObjectNode> get(ApiResource type, String namespace, String name) {
    try {
      return Optional.of(transport.json(Call.get(type.path(namespace, name))));
    } catch (ClusterException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public Listing list(ApiResource type, ListOptions options) {
    var items = new ArrayList<ObjectNode>();
    String next = "";
    String version = "";
    int limit = PAGE;
    while (true) {
      var query = query(options);
      if (limit > 0) {
        query.add("limit=" + limit);
      }
      if (!next.isEmpty()) {
        query.add("continue=" + UrlPath.query(next));
      }
      ObjectNode page;
      try {
        page = transport.json(Call.get(type.path(options.namespace(), "") + query));
      } catch (ClusterException e) {
        if (e.isExpired() && !next.isEmpty()) {
          // The pages took longer than the server keeps history: take all at once.
          items.clear();
          next = "";
          limit = 0;
          continue;
        }
        throw e;
      }
      for (JsonNode item : page.path("items")) {
        if (item instanceof ObjectNode object) {
          // Items of built-in lists do not say what they are.
          items.add(typed(object, type));
        }
      }
      version = page.path("metadata").path("resourceVersion").asText("");
      next = page.path("metadata").path("continue").asText("");
      if (next.isEmpty()) {
        return new Listing(items, version);
      }
    }
  }

  private static ObjectNode typed(ObjectNode item, ApiResource type) {
    if (item.hasNonNull("kind") && item.hasNonNull("apiVersion")) {
      return item;
    }
    ObjectNode full = JsonNodeFactory.instance.objectNode();
    full.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    item.properties().forEach(entry -> full.set(entry.getKey(), entry.getValue()));
    return full;
  }

  @Override
  public Watch watch(
      ApiResource type, ListOptions options, String resourceVersion, WatchListener listener) {
    var query = query(options);
    query.add("watch=true").add("allowWatchBookmarks=true").add("timeoutSeconds=" + WATCH_SECONDS);
    if (!resourceVersion.isEmpty()) {
      query.add("resourceVersion=" + UrlPath.query(resourceVersion));
    }
    Call call = Call.get(type.path(options.namespace(), "") + query);
    var stream = new WatchStream(listener);
    stream.start(transport, call);
    return stream;
  }

  @Override
  public ObjectNode apply(ApiResource type, ObjectNode object, WriteOptions options) {
    ResourceKey key = ResourceKey.of(object);
    var query = query(options);
    query.add("force=" + options.force());
    return transport.json(
        new Call(
            "PATCH",
            type.path(key.namespace(), key.name()) + subresource(options) + query,
            "application/json",
            PatchType.APPLY.mediaType(),
            object.toString(),
            // Applying the same twice is the same.
            true));
  }

  @Override
  public ObjectNode create(ApiResource type, ObjectNode object, WriteOptions options) {
    return transport.json(
        new Call(
            "POST",
            type.path(ResourceKey.of(object).namespace(), "") + query(options),
            "application/json",
            "application/json",
            object.toString(),
            options.dryRun()));
  }

  @Override
  public ObjectNode replace(ApiResource type, ObjectNode object, WriteOptions options) {
    ResourceKey key = ResourceKey.of(object);
    return transport.json(
        new Call(
            "PUT",
            type.path(key.namespace(), key.name()) + subresource(options) + query(options),
            "application/json",
            "application/json",
            object.toString(),
            options.dryRun()));
  }

  @Override
  public ObjectNode patch(
      ApiResource type,
      String namespace,
      String name,
      PatchType patchType,
      JsonNode patch,
      WriteOptions options) {
    return transport.json(
        new Call(
            "PATCH",
            type.path(namespace, name) + subresource(options) + query(options),
            "application/json",
            patchType.mediaType(),
            patch.toString(),
            options.dryRun()));
  }

  @Override
  public boolean delete(ApiResource type, String namespace, String name, DeleteOptions options) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("apiVersion", "v1").put("kind", "DeleteOptions");
    body.put("propagationPolicy", options.propagation().text());
    if (options.uid() != null) {
      body.putObject("preconditions").put("uid", options.uid());
    }
    if (options.grace() != null) {
      body.put("gracePeriodSeconds", options.grace().toSeconds());
    }
    if (options.dryRun()) {
      body.putArray("dryRun").add("All");
    }
    try {
      transport.text(
          new Call(
              "DELETE",
              type.path(namespace, name),
              "application/json",
              "application/json",
              body.toString(),
              // With a uid it cannot hit a successor of the same name.
              options.uid() != null));
      return true;
    } catch (ClusterException e) {
      if (e.isNotFound()) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public String log(String namespace, String pod, @Nullable String container, int tailLines) {
    var query = new StringJoiner("&", "?", "").add("tailLines=" + tailLines);
    if (container != null) {
      query.add("container=" + UrlPath.query(container));
    }
    String path =
        "/api/v1/namespaces/" + namespace + "/pods/" + UrlPath.segment(pod) + "/log" + query;
    return transport.text(new Call("GET", path, "*/*", null, null, true));
  }

  @Override
  public void close() {
    transport.close();
  }

  private static StringJoiner query(ListOptions options) {
    var query = new StringJoiner("&", "?", "").setEmptyValue("");
    if (!options.labelSelector().isEmpty()) {
      query.add("labelSelector=" + UrlPath.query(options.labelSelector()));
    }
    if (!options.fieldSelector().isEmpty()) {
      query.add("fieldSelector=" + UrlPath.query(options.fieldSelector()));
    }
    return query;
  }

  private static StringJoiner query(WriteOptions options) {
    var query =
        new StringJoiner("&", "?", "")
            .add("fieldManager=" + UrlPath.query(options.fieldManager()))
            .add("fieldValidation=" + options.validation());
    if (options.dryRun()) {
      query.add("dryRun=All");
    }
    return query;
  }

  private static String subresource(WriteOptions options) {
    return options.subresource().isEmpty() ? "" : "/" + options.subresource();
  }
}
