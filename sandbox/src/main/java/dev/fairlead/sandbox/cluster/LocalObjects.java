package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [Objects] straight on the engine.
final class LocalObjects implements Objects {
  private static final Logger LOG = LoggerFactory.getLogger(LocalObjects.class);
  private static final int ATTEMPTS = 50;
  private static final long POLL_MILLIS = 60_000;

  private final Api api;
  private final String manager;

  LocalObjects(Api api, String manager) {
    this.api = api;
    this.manager = manager;
  }

  private Call call(
      GroupResource resource, @Nullable String namespace, String name, String subresource) {
    Served.Entry entry =
        api.engine().served().view().storage(resource).orElseThrow(Statuses::noSuchResource);
    return new Call(
        entry,
        entry.type().namespaced() ? namespace : null,
        name,
        subresource,
        Caller.INTERNAL,
        manager,
        false,
        Call.FieldValidation.IGNORE,
        new ArrayList<>());
  }

  @Override
  public Optional<ObjectNode> get(GroupResource resource, @Nullable String namespace, String name) {
    return api.engine().store().get(resource, Store.key(namespace, name)).map(Store.Stored::object);
  }

  @Override
  public List<ObjectNode> list(GroupResource resource) {
    return objects(api.engine().store().list(resource, null));
  }

  @Override
  public List<ObjectNode> list(GroupResource resource, String namespace) {
    return objects(api.engine().store().list(resource, namespace));
  }

  private static List<ObjectNode> objects(Store.Snapshot snapshot) {
    return snapshot.objects().stream().map(Store.Stored::object).toList();
  }

  @Override
  public ObjectNode create(GroupResource resource, ObjectNode object) {
    Call call = call(resource, Json.namespace(object), Json.name(object), "");
    return api.create(call, object);
  }

  @Override
  public ObjectNode update(GroupResource resource, ObjectNode object) {
    Call call = call(resource, Json.namespace(object), Json.name(object), "");
    return api.engine().update(call, api.engine().decode(call, object, List.of()));
  }

  @Override
  public ObjectNode updateStatus(GroupResource resource, ObjectNode object) {
    Call call = call(resource, Json.namespace(object), Json.name(object), "status");
    return api.engine().update(call, api.engine().decode(call, object, List.of()));
  }

  @Override
  public ObjectNode patch(
      GroupResource resource,
      @Nullable String namespace,
      String name,
      @Nullable String subresource,
      PatchType type,
      JsonNode patch) {
    Call call = call(resource, namespace, name, subresource == null ? "" : subresource);
    return api.patch(call, type, patch, true).object();
  }

  @Override
  public void delete(
      GroupResource resource, @Nullable String namespace, String name, DeleteOptions options) {
    api.deletion().delete(call(resource, namespace, name, ""), options);
  }

  @Override
  public void bind(String namespace, String pod, String node) {
    ObjectNode binding = Json.object();
    binding.putObject("metadata").put("name", pod);
    binding.putObject("target").put("kind", "Node").put("name", node);
    api.binding(call(GroupResource.PODS, namespace, pod, ""), binding);
  }

  @Override
  public Optional<ObjectNode> modify(
      GroupResource resource,
      @Nullable String namespace,
      String name,
      UnaryOperator<ObjectNode> change) {
    return modify(resource, namespace, name, "", change);
  }

  @Override
  public Optional<ObjectNode> modifyStatus(
      GroupResource resource,
      @Nullable String namespace,
      String name,
      UnaryOperator<ObjectNode> change) {
    return modify(resource, namespace, name, "status", change);
  }

  private Optional<ObjectNode> modify(
      GroupResource resource,
      @Nullable String namespace,
      String name,
      String subresource,
      UnaryOperator<ObjectNode> change) {
    Call call = call(resource, namespace, name, subresource);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<ObjectNode> present = get(resource, namespace, name);
      if (present.isEmpty()) {
        return Optional.empty();
      }
      ObjectNode next = change.apply(present.get().deepCopy());
      if (Json.same(next, present.get())) {
        return present;
      }
      try {
        return Optional.of(api.engine().update(call, api.engine().decode(call, next, List.of())));
      } catch (ApiException e) {
        if (e.isNotFound()) {
          return Optional.empty();
        }
        if (!e.isConflict()) {
          throw e;
        }
        // somebody else was faster: read again
      }
    }
    throw Statuses.modified(resource, name);
  }

  @Override
  public Watch watch(GroupResource resource, Consumer<ObjectEvent> consumer) {
    Store.Follower follower = api.engine().store().followNow(resource, null, Integer.MAX_VALUE);
    for (Store.Stored stored : follower.initial().objects()) {
      consumer.accept(new ObjectEvent(ObjectEvent.Type.ADDED, stored.object()));
    }
    AtomicBoolean open = new AtomicBoolean(true);
    Thread.ofVirtual()
        .name("watch-" + resource + "-" + manager)
        .start(() -> follow(resource, follower, consumer, open));
    return () -> {
      open.set(false);
      follower.close();
    };
  }

  private static void follow(
      GroupResource resource,
      Store.Follower follower,
      Consumer<ObjectEvent> consumer,
      AtomicBoolean open) {
    try {
      while (open.get()) {
        Optional<Store.Change> change = follower.next(POLL_MILLIS);
        if (change.isPresent() && open.get()) {
          try {
            consumer.accept(event(change.get()));
          } catch (RuntimeException e) {
            LOG.warn("a watcher of {} failed on {}", resource, change.get().key(), e);
          }
        }
      }
    } catch (InterruptedException | Store.CutException _) {
      // closed, or the server ends
    }
  }

  private static ObjectEvent event(Store.Change change) {
    if (change.after() == null) {
      Store.Stored last = java.util.Objects.requireNonNull(change.last());
      return new ObjectEvent(ObjectEvent.Type.DELETED, last.object());
    }
    return new ObjectEvent(
        change.before() == null ? ObjectEvent.Type.ADDED : ObjectEvent.Type.MODIFIED,
        change.after().object());
  }
}
