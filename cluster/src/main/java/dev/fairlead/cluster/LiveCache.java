package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The objects of a cluster, kept in step by one list and watch per kind. Safe for any thread.
///
/// Kinds that appear later (a CustomResourceDefinition was made) are taken up by themselves.
public final class LiveCache implements AutoCloseable {
  /// A new definition is served a moment after it was made.
  private static final Duration DEFINITION_DELAY = Duration.ofMillis(300);

  private static final int DEFINITION_TRIES = 20;

  private final ClusterClient cluster;
  private final Predicate<ApiResource> wanted;
  private final Function<ObjectNode, String> grouping;
  private final LiveObjects objects = new LiveObjects();
  private final Map<String, Running> watchers = new HashMap<>();
  private final List<Consumer<LiveChange>> listeners = new CopyOnWriteArrayList<>();
  private final Object rediscovery = new Object();
  private volatile boolean closed;

  /// @param wanted which kinds to keep; kinds that cannot be listed and watched never are
  /// @param grouping what an object belongs to, for [#inGroup]; empty for nothing
  public LiveCache(
      ClusterClient cluster, Predicate<ApiResource> wanted, Function<ObjectNode, String> grouping) {
    this.cluster = cluster;
    this.wanted = wanted;
    this.grouping = grouping;
  }

  private record Running(KindWatcher watcher, Thread thread) {}

  /// An object came, changed or went.
  ///
  /// @param before null where it is new
  /// @param after null where it is gone
  public record LiveChange(@Nullable LiveObject before, @Nullable LiveObject after) {
    public ResourceKey key() {
      if (after != null) {
        return after.key();
      }
      if (before != null) {
        return before.key();
      }
      throw new IllegalStateException("a change has a before or an after");
    }
  }

  /// Called for each change, from the watches' threads: return at once.
  public void listen(Consumer<LiveChange> listener) {
    listeners.add(listener);
  }

  /// Starts to watch and waits until every kind was listed once.
  ///
  /// @return false where that took longer than `patience`; the watches go on
  public boolean start(Duration patience) {
    adopt(cluster.discovery());
    long end = System.nanoTime() + patience.toNanos();
    List<KindWatcher> started;
    synchronized (watchers) {
      started = watchers.values().stream().map(Running::watcher).toList();
    }
    try {
      for (KindWatcher watcher : started) {
        long left = end - System.nanoTime();
        if (left <= 0 || !watcher.listed().await(left, TimeUnit.NANOSECONDS)) {
          return false;
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClusterException.unreachable("interrupted while the cluster was read", e);
    }
  }

  private void adopt(Discovery discovery) {
    var served = new HashSet<String>();
    synchronized (watchers) {
      if (closed) {
        return;
      }
      for (ApiResource type : discovery.preferred()) {
        if (!type.watchable() || !wanted.test(type)) {
          continue;
        }
        String id = type.group() + "/" + type.kind();
        served.add(id);
        Running running = watchers.get(id);
        if (running != null && running.watcher().type().version().equals(type.version())) {
          continue;
        }
        if (running != null) {
          running.thread().interrupt();
        }
        var watcher = new KindWatcher(cluster, type, new CacheSink());
        watchers.put(
            id, new Running(watcher, Thread.ofVirtual().name("watch-" + type).start(watcher)));
      }
      for (String id : List.copyOf(watchers.keySet())) {
        if (!served.contains(id)) {
          Running gone = watchers.remove(id);
          if (gone != null) {
            gone.thread().interrupt();
            new CacheSink().retain(gone.watcher().type(), Set.of());
          }
        }
      }
    }
  }

  /// Kinds that could not be read just now, and why.
  public List<String> troubles() {
    var troubles = new ArrayList<String>();
    synchronized (watchers) {
      for (Running running : watchers.values()) {
        String trouble = running.watcher().trouble();
        if (trouble != null) {
          troubles.add(trouble);
        }
      }
    }
    return troubles;
  }

  public Optional<LiveObject> find(ResourceKey key) {
    return objects.find(key);
  }

  public Optional<LiveObject> byUid(String uid) {
    return objects.byUid(uid);
  }

  /// Whether the kind is kept and was read: then what is not found does not exist.
  public boolean watches(String group, String kind) {
    synchronized (watchers) {
      Running running = watchers.get(group + "/" + kind);
      return running != null
          && running.watcher().listed().getCount() == 0
          && running.watcher().trouble() == null;
    }
  }

  /// The objects that name this one as an owner, sorted by key.
  public List<LiveObject> ownedBy(String uid) {
    return objects.ownedBy(uid);
  }

  /// The objects that belong to a group, sorted by key.
  public List<LiveObject> inGroup(String group) {
    return objects.inGroup(group);
  }

  public List<LiveObject> ofKind(String group, String kind) {
    return objects.ofKind(group, kind);
  }

  public int size() {
    return objects.size();
  }

  /// Takes in what a write answered, so that the writer need not wait for the watch to bring it. An
  /// older state than the one known is passed over.
  public void observed(ObjectNode object) {
    ResourceKey key = ResourceKey.of(object);
    synchronized (watchers) {
      if (!watchers.containsKey(key.group() + "/" + key.kind())) {
        return;
      }
    }
    new CacheSink().put(object);
  }

  @Override
  public void close() {
    synchronized (watchers) {
      closed = true;
      watchers.values().forEach(running -> running.thread().interrupt());
    }
  }

  private final class CacheSink implements KindWatcher.Sink {
    @Override
    public void put(ObjectNode object) {
      LiveObject now = LiveObject.of(object, grouping.apply(object));
      LiveObjects.Put put = objects.put(now);
      if (put.changed()) {
        tell(new LiveChange(put.before(), now));
      }
    }

    @Override
    public void delete(ObjectNode object) {
      remove(ResourceKey.of(object), object.path("metadata").path("uid").asText(""));
    }

    private void remove(ResourceKey key, String uid) {
      LiveObject before = objects.remove(key, uid);
      if (before != null) {
        tell(new LiveChange(before, null));
      }
    }

    @Override
    public void retain(ApiResource type, Set<ResourceKey> keys) {
      for (LiveObject object : objects.ofKind(type.group(), type.kind())) {
        if (!keys.contains(object.key())) {
          remove(object.key(), object.uid());
        }
      }
    }
  }

  private void tell(LiveChange change) {
    for (Consumer<LiveChange> listener : listeners) {
      listener.accept(change);
    }
    if (change.key().kind().equals("CustomResourceDefinition")) {
      Thread.ofVirtual().name("rediscover").start(() -> rediscover(change));
    }
  }

  /// A definition is served only a moment after it was made, so look a few times.
  private void rediscover(LiveChange change) {
    LiveObject after = change.after();
    synchronized (rediscovery) {
      if (after != null && serves(cluster.discovery(), after.json())) {
        return;
      }
      for (int attempt = 0; attempt < DEFINITION_TRIES && !closed; attempt++) {
        try {
          Discovery discovery = cluster.rediscover();
          adopt(discovery);
          if (after == null || serves(discovery, after.json())) {
            return;
          }
          Thread.sleep(DEFINITION_DELAY);
        } catch (ClusterException _) {
          // The watches themselves say when the cluster is away; the next change comes here again.
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }
  }

  private static boolean serves(Discovery discovery, ObjectNode definition) {
    return discovery
        .find(
            definition.path("spec").path("group").asText(),
            definition.path("spec").path("names").path("kind").asText())
        .filter(type -> servedVersions(definition).contains(type.version()))
        .isPresent();
  }

  private static Set<String> servedVersions(ObjectNode definition) {
    var versions = new HashSet<String>();
    for (JsonNode version : definition.path("spec").path("versions")) {
      if (version.path("served").asBoolean()) {
        versions.add(version.path("name").asText());
      }
    }
    return versions;
  }
}
