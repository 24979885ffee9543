package dev.fairlead.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterClient.Change;
import dev.fairlead.cluster.ClusterClient.ListOptions;
import dev.fairlead.cluster.ClusterClient.Listing;
import dev.fairlead.cluster.ClusterClient.WatchListener;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one kind of the cache in step: lists, watches from there, lists again where the server has
/// forgotten, tries again where it is away. Runs on a thread of its own until it is interrupted.
final class KindWatcher implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(KindWatcher.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(20);

  /// The server ends a watch after five minutes; one that stays silent for longer is dead.
  private static final Duration SILENCE = Duration.ofMinutes(7);

  /// Where the objects go.
  interface Sink {
    void put(ObjectNode object);

    void delete(ObjectNode object);

    /// The kind was listed: of it, only these exist.
    void retain(ApiResource type, Set<ResourceKey> keys);
  }

  private final ClusterClient cluster;
  private final ApiResource type;
  private final Sink sink;
  private final CountDownLatch listed = new CountDownLatch(1);
  private final AtomicReference<String> seen = new AtomicReference<>("");
  private volatile @Nullable String trouble;

  KindWatcher(ClusterClient cluster, ApiResource type, Sink sink) {
    this.cluster = cluster;
    this.type = type;
    this.sink = sink;
  }

  ApiResource type() {
    return type;
  }

  /// Counted down once the kind was listed for the first time, or cannot be.
  CountDownLatch listed() {
    return listed;
  }

  /// Why the kind is not up to date at the moment; null where it is.
  @Nullable String trouble() {
    return trouble;
  }

  @Override
  public void run() {
    Duration pause = FIRST_PAUSE;
    boolean stale = true;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (stale) {
          list();
          stale = false;
        }
        trouble = null;
        listed.countDown();
        watch();
        pause = FIRST_PAUSE;
        continue;
      } catch (ClusterException e) {
        if (e.isExpired()) {
          stale = true;
          continue;
        }
        if (Thread.currentThread().isInterrupted()) {
          return;
        }
        trouble = type + ": " + e.getMessage();
        // A kind that is gone or forbidden must not hold up the others.
        if (!e.isTransient()) {
          listed.countDown();
          stale = true;
        }
        LOG.debug("watching {}: {}", type, e.getMessage());
      } catch (InterruptedException _) {
        // Asked to end.
        Thread.currentThread().interrupt();
        return;
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
      pause =
          pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
              ? pause.multipliedBy(2)
              : LONGEST_PAUSE;
    }
  }

  private void list() {
    Listing listing = cluster.list(type, ListOptions.ALL);
    var keys = new HashSet<ResourceKey>();
    for (ObjectNode item : listing.items()) {
      keys.add(ResourceKey.of(item));
      sink.put(item);
    }
    sink.retain(type, keys);
    seen.set(listing.resourceVersion());
  }

  /// Returns when the server ended the watch in good order.
  private void watch() throws InterruptedException {
    var end = new CompletableFuture<@Nullable ClusterException>();
    var listener =
        new WatchListener() {
          volatile long heard = System.nanoTime();

          @Override
          public void event(Change change, ObjectNode object) {
            heard = System.nanoTime();
            switch (change) {
              case ADDED, MODIFIED -> sink.put(object);
              case DELETED -> sink.delete(object);
              case BOOKMARK -> {}
            }
            String version = object.path("metadata").path("resourceVersion").asText("");
            if (!version.isEmpty()) {
              seen.set(version);
            }
          }

          @Override
          public void ended(@Nullable ClusterException failure) {
            end.complete(failure);
          }
        };
    try (var _ = cluster.watch(type, ListOptions.ALL, seen.get(), listener)) {
      while (true) {
        try {
          ClusterException failure = end.get(SILENCE.toSeconds(), TimeUnit.SECONDS);
          if (failure != null) {
            throw failure;
          }
          return;
        } catch (TimeoutException _) {
          // Nothing is wrong with a watch of minutes that hears something now and then.
          if (System.nanoTime() - listener.heard > SILENCE.toNanos()) {
            return;
          }
        } catch (ExecutionException e) {
          throw new IllegalStateException("never completed with a failure", e);
        }
      }
    }
  }
}
