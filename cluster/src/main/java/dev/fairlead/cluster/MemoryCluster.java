package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Decoding;
import dev.fairlead.kubernetes.Defaults;
import dev.fairlead.kubernetes.FieldManager;
import dev.fairlead.kubernetes.FieldSelector;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.JsonMergePatch;
import dev.fairlead.kubernetes.JsonPatch;
import dev.fairlead.kubernetes.KubernetesException;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.kubernetes.ManagedFields;
import dev.fairlead.kubernetes.ResourceType;
import dev.fairlead.kubernetes.ResourceTypes;
import dev.fairlead.kubernetes.ServerSideApply;
import dev.fairlead.kubernetes.StrategicMergePatch;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// A [ClusterClient] without a server: the memory twin of the real one, for tests. It keeps
/// objects, versions, managed fields and finalizers as an API server does and serves custom kinds
/// as soon as they are defined; it validates little and runs no controllers.
public final class MemoryCluster implements ClusterClient {
  private final Clock clock;
  private final Map<ResourceKey, ObjectNode> objects = new TreeMap<>();
  private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
  private final List<String> writes = new CopyOnWriteArrayList<>();
  private ResourceTypes types = ResourceTypes.builtIn();
  private long counter = 100;

  public MemoryCluster(Clock clock) {
    this.clock = clock;
  }

  /// What was written so far, such as `PATCH apps/Deployment/shop/web`; dry runs are left out.
  public List<String> writes() {
    return List.copyOf(writes);
  }

  @Override
  public String server() {
    return "memory";
  }

  @Override
  public String version() {
    return "v1.36.0";
  }

  @Override
  public Discovery discovery() {
    return rediscover();
  }

  @Override
  public synchronized Discovery rediscover() {
    return new Discovery(
        types.all().stream()
            .map(type ->
                new ApiResource(
                    type.group(),
                    type.version(),
                    type.kindName(),
                    type.plural(),
                    type.singular(),
                    type.namespaced(),
                    Set.of("create", "delete", "get", "list", "patch", "update", "watch"),
                    type.shortNames(),
                    type.hasStatus() ? Set.of("status") : Set.of()))
            .toList());
  }

  private ResourceType type(ApiResource resource) {
    return types
        .byKind(new GroupVersionKind(resource.group(), resource.version(), resource.kind()))
        .orElseThrow(() -> new ClusterException(404, "NotFound", "404 page not found", MISSING));
  }

  private static final JsonNode MISSING = MissingNode.getInstance();

  @Override
  public synchronized Optional<ObjectNode> get(ApiResource type, String namespace, String name) {
    return Optional.ofNullable(objects.get(key(type, namespace, name))).map(ObjectNode::deepCopy);
  }

  private static ResourceKey key(ApiResource type, String namespace, String name) {
    return new ResourceKey(type.group(), type.kind(), type.namespaced() ? namespace : "", name);
  }

  private ObjectNode require(ApiResource type, String namespace, String name) {
    return get(type, namespace, name)
        .orElseThrow(() ->
            new ClusterException(404, "NotFound", type + " \"" + name + "\" not found", MISSING));
  }

  @Override
  public synchronized Listing list(ApiResource type, ListOptions options) {
    type(type);
    var selector = LabelSelector.parse(options.labelSelector());
    var fields = FieldSelector.parse(type(type), options.fieldSelector());
    var found = new ArrayList<ObjectNode>();
    for (Map.Entry<ResourceKey, ObjectNode> entry : objects.entrySet()) {
      ResourceKey key = entry.getKey();
      boolean fits =
          key.group().equals(type.group())
              && key.kind().equals(type.kind())
              && (options.namespace().isEmpty() || options.namespace().equals(key.namespace()))
              && selector.matchesObject(entry.getValue())
              && fields.matches(entry.getValue());
      if (fits) {
        found.add(entry.getValue().deepCopy());
      }
    }
    return new Listing(found, Long.toString(counter));
  }

  @Override
  public synchronized Watch watch(
      ApiResource type, ListOptions options, String resourceVersion, WatchListener listener) {
    var watcher = new Watcher(type, listener);
    // What happened between the list and this watch.
    for (ObjectNode object : list(type, options).items()) {
      long version = object.path("metadata").path("resourceVersion").asLong();
      if (resourceVersion.isEmpty() || version > Long.parseLong(resourceVersion)) {
        watcher.events.add(new Event(Change.MODIFIED, object));
      }
    }
    watchers.add(watcher);
    watcher.start();
    return watcher;
  }

  /// Ends all watches, as a server does that restarts.
  public void breakWatches(ClusterException failure) {
    for (Watcher watcher : watchers) {
      watcher.close();
      watcher.listener.ended(failure);
    }
  }

  private record Event(Change change, ObjectNode object) {}

  private final class Watcher implements Watch {
    private final ApiResource type;
    private final WatchListener listener;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private @Nullable Thread thread;

    Watcher(ApiResource type, WatchListener listener) {
      this.type = type;
      this.listener = listener;
    }

    void start() {
      thread =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    Event event = events.take();
                    listener.event(event.change(), event.object());
                  }
                } catch (InterruptedException _) {
                  // Closed.
                  Thread.currentThread().interrupt();
                }
              });
    }

    @Override
    public void close() {
      watchers.remove(this);
      Thread running = thread;
      if (running != null) {
        running.interrupt();
      }
    }
  }

  private void tell(Change change, ObjectNode object) {
    ResourceKey key = ResourceKey.of(object);
    for (Watcher watcher : watchers) {
      if (watcher.type.kind().equals(key.kind()) && watcher.type.group().equals(key.group())) {
        watcher.events.add(new Event(change, object.deepCopy()));
      }
    }
  }

  @Override
  public synchronized ObjectNode apply(ApiResource type, ObjectNode object, WriteOptions options) {
    ResourceKey key = ResourceKey.of(object);
    requireNamespace(key);
    ObjectNode live = objects.get(key);
    ServerSideApply.Outcome outcome;
    try {
      outcome =
          ServerSideApply.apply(
              type(type),
              live,
              object,
              FieldManager.of(options.fieldManager()),
              options.force(),
              now());
    } catch (KubernetesException e) {
      throw refused(e);
    }
    return switch (outcome) {
      case ServerSideApply.Outcome.Applied(ObjectNode result, boolean changed) ->
          changed ? store("APPLY", key, live, result, options) : result.deepCopy();
      case ServerSideApply.Outcome.Conflicted conflicted ->
          throw new ClusterException(409, "Conflict", conflicted.message(), MISSING);
    };
  }

  private static ClusterException refused(KubernetesException e) {
    return new ClusterException(e.code(), e.reason(), String.valueOf(e.getMessage()), MISSING);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private void requireNamespace(ResourceKey key) {
    if (!key.namespace().isEmpty()
        && !objects.containsKey(new ResourceKey("", "Namespace", "", key.namespace()))) {
      throw new ClusterException(
          404, "NotFound", "namespaces \"" + key.namespace() + "\" not found", MISSING);
    }
  }

  @Override
  public synchronized ObjectNode create(ApiResource type, ObjectNode object, WriteOptions options) {
    ResourceKey key = ResourceKey.of(object);
    requireNamespace(key);
    if (objects.containsKey(key)) {
      throw new ClusterException(
          409, "AlreadyExists", type + " \"" + key.name() + "\" already exists", MISSING);
    }
    ObjectNode complete = complete(type, object, options);
    complete.remove("status");
    return store(
        "CREATE",
        key,
        null,
        ManagedFields.update(
            type(type), null, complete, FieldManager.of(options.fieldManager()), now()),
        options);
  }

  private ObjectNode complete(ApiResource type, ObjectNode object, WriteOptions options) {
    try {
      Decoding.Decoded decoded = Decoding.decode(type(type), object);
      if (options.validation().equals("Strict") && !decoded.unknownFields().isEmpty()) {
        throw new ClusterException(
            400,
            "BadRequest",
            "strict decoding error: unknown field " + decoded.unknownFields(),
            MISSING);
      }
      return Defaults.apply(type(type), decoded.object());
    } catch (KubernetesException e) {
      throw refused(e);
    }
  }

  @Override
  public synchronized ObjectNode replace(
      ApiResource type, ObjectNode object, WriteOptions options) {
    ResourceKey key = ResourceKey.of(object);
    ObjectNode live = require(type, key.namespace(), key.name());
    return update("REPLACE", type, live, object, options);
  }

  private ObjectNode update(
      String verb, ApiResource type, ObjectNode live, ObjectNode next, WriteOptions options) {
    ObjectNode complete = complete(type, next, options);
    ObjectNode metadata = complete.withObject("/metadata");
    for (String field : List.of("uid", "creationTimestamp", "resourceVersion", "managedFields")) {
      JsonNode value = live.path("metadata").path(field);
      if (!value.isMissingNode()) {
        metadata.set(field, value);
      }
    }
    if (type.subresources().contains("status") && !options.subresource().equals("status")) {
      complete.remove("status");
      if (live.has("status")) {
        complete.set("status", live.path("status"));
      }
    }
    if (complete.equals(live)) {
      return live;
    }
    return store(
        verb,
        ResourceKey.of(live),
        live,
        ManagedFields.update(
            type(type),
            live,
            complete,
            new FieldManager(options.fieldManager(), options.subresource()),
            now()),
        options);
  }

  @Override
  public synchronized ObjectNode patch(
      ApiResource type,
      String namespace,
      String name,
      PatchType patchType,
      JsonNode patch,
      WriteOptions options) {
    ObjectNode live = require(type, namespace, name);
    JsonNode next =
        switch (patchType) {
          case JSON -> JsonPatch.apply(live, patch);
          case MERGE -> JsonMergePatch.apply(live, patch);
          case STRATEGIC ->
              StrategicMergePatch.apply(type(type).schema(), live, (ObjectNode) patch);
          case APPLY -> throw new IllegalArgumentException("use apply");
        };
    return update("PATCH", type, live, (ObjectNode) next, options);
  }

  private ObjectNode store(
      String verb,
      ResourceKey key,
      @Nullable ObjectNode live,
      ObjectNode next,
      WriteOptions options) {
    ObjectNode stored = next.deepCopy();
    ObjectNode metadata = stored.withObject("/metadata");
    if (live == null) {
      metadata.put(
          "uid",
          UUID.nameUUIDFromBytes((key + "@" + counter).getBytes(StandardCharsets.UTF_8))
              .toString());
      metadata.put("creationTimestamp", now().toString());
    }
    if (options.dryRun()) {
      return stored;
    }
    metadata.put("resourceVersion", Long.toString(++counter));
    boolean kept =
        live != null
            && types
                .byGroupKind(key.group(), key.kind())
                .map(type -> !type.raisesGeneration(live, stored))
                .orElse(true);
    if (!kept) {
      metadata.put("generation", metadata.path("generation").asLong(0) + 1);
    }
    writes.add(verb + " " + key);
    if (metadata.hasNonNull("deletionTimestamp") && metadata.path("finalizers").isEmpty()) {
      remove(key, stored);
      return stored.deepCopy();
    }
    objects.put(key, stored);
    if (key.kind().equals("CustomResourceDefinition")) {
      types = types.with(ResourceTypes.ofDefinition(stored));
    }
    tell(live == null ? Change.ADDED : Change.MODIFIED, stored);
    return stored.deepCopy();
  }

  private void remove(ResourceKey key, ObjectNode last) {
    objects.remove(key);
    ObjectNode gone = last.deepCopy();
    gone.withObject("/metadata").put("resourceVersion", Long.toString(++counter));
    tell(Change.DELETED, gone);
  }

  @Override
  public synchronized boolean delete(
      ApiResource type, String namespace, String name, DeleteOptions options) {
    ResourceKey key = key(type, namespace, name);
    ObjectNode live = objects.get(key);
    if (live == null) {
      return false;
    }
    if (options.uid() != null
        && !options.uid().equals(live.path("metadata").path("uid").asText())) {
      throw new ClusterException(409, "Conflict", "Precondition failed: UID", MISSING);
    }
    if (options.dryRun()) {
      return true;
    }
    writes.add("DELETE " + key);
    if (live.path("metadata").path("finalizers") instanceof ArrayNode finalizers
        && !finalizers.isEmpty()) {
      ObjectNode marked = live.deepCopy();
      marked.withObject("/metadata").put("deletionTimestamp", now().toString());
      marked.withObject("/metadata").put("resourceVersion", Long.toString(++counter));
      objects.put(key, marked);
      tell(Change.MODIFIED, marked);
      return true;
    }
    remove(key, live);
    return true;
  }

  @Override
  public String log(String namespace, String pod, @Nullable String container, int tailLines) {
    return "";
  }

  @Override
  public void close() {
    watchers.forEach(Watcher::close);
  }
}
