package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// All objects of the cluster in memory, with one counter of revisions for all of them, as etcd
/// keeps it, and a bounded history for watches that resume and for consistent paging. A [Backing]
/// keeps each write before anybody sees it.
///
/// Knows nothing of what objects mean. A writer reads, computes the next state without any lock and
/// stores it on condition that the object is still the one it read; one lock orders the writes and
/// the events. Safe for any thread. Stored nodes are shared and never change.
final class Store {
  /// Changes kept for each resource; a watch that resumes further back is told to list again.
  private static final int HISTORY = 4_096;

  /// Events that may wait for a slow watcher before it is cut off; it then lists again.
  static final int BACKLOG = 20_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<GroupResource, Shelf> shelves = new HashMap<>();
  private final Backing backing;
  private final long start;
  private volatile BiConsumer<GroupResource, String> removal = (_, _) -> {};
  private long revision;

  /// @param backing holds what there is from the start; the store closes it
  /// @param start where the counter of an empty store starts; above everything that an earlier
  ///   server gave out, so that its clients list again
  Store(Backing backing, long start) {
    this.backing = backing;
    Backing.Contents kept = backing.contents();
    this.start = kept.revision() == 0 ? start : kept.revision();
    this.revision = this.start;
    for (Backing.Kept each : kept.objects()) {
      shelf(each.resource()).objects.put(each.object().key(), each.object());
    }
  }

  /// One object as stored.
  ///
  /// @param key `namespace/name`, or `/name` for a cluster-scoped object
  /// @param object the object with its `metadata.resourceVersion`
  /// @param revision the same number
  record Stored(String key, ObjectNode object, long revision) {}

  /// One write: `before` is null for a new object, `after` for a deleted one.
  ///
  /// @param revision the revision of this write
  /// @param last for a deletion, the last state carrying the deletion's revision
  record Change(
      long revision, @Nullable Stored before, @Nullable Stored after, @Nullable Stored last) {
    String key() {
      return before != null ? before.key() : after == null ? "" : after.key();
    }
  }

  /// The objects of one resource at one revision.
  record Snapshot(List<Stored> objects, long revision) {}

  /// The history does not reach back to the revision that was asked for.
  static final class ExpiredException extends Exception {
    private static final long serialVersionUID = 1L;
    private final long oldest;

    ExpiredException(long oldest) {
      super("history starts at " + oldest);
      this.oldest = oldest;
    }

    /// The oldest revision that can be read.
    long oldest() {
      return oldest;
    }
  }

  /// The objects and the recent changes of one resource; guarded by the store's lock.
  private static final class Shelf {
    private final TreeMap<String, Stored> objects = new TreeMap<>();
    private final ArrayDeque<Change> history = new ArrayDeque<>();
    private final List<Follower> followers = new ArrayList<>();

    /// States before this revision are unknown.
    private long oldest;

    Shelf(long oldest) {
      this.oldest = oldest;
    }
  }

  /// Calls back, with the lock held, for each removed object; the callback must only queue.
  void onRemoval(BiConsumer<GroupResource, String> callback) {
    removal = callback;
  }

  static String key(@Nullable String namespace, String name) {
    return (namespace == null ? "" : namespace) + "/" + name;
  }

  /// The revision of the last write to any resource.
  long revision() {
    lock.lock();
    try {
      return revision;
    } finally {
      lock.unlock();
    }
  }

  Optional<Stored> get(GroupResource resource, String key) {
    lock.lock();
    try {
      Shelf shelf = shelves.get(resource);
      return shelf == null ? Optional.empty() : Optional.ofNullable(shelf.objects.get(key));
    } finally {
      lock.unlock();
    }
  }

  /// The present objects, of one namespace or of all (null).
  Snapshot list(GroupResource resource, @Nullable String namespace) {
    lock.lock();
    try {
      return new Snapshot(
          List.copyOf(within(shelf(resource).objects, namespace).values()), revision);
    } finally {
      lock.unlock();
    }
  }

  /// The objects as they were at a revision in the past.
  Snapshot listAt(GroupResource resource, @Nullable String namespace, long at)
      throws ExpiredException {
    lock.lock();
    try {
      Shelf shelf = shelf(resource);
      if (at < shelf.oldest) {
        throw new ExpiredException(shelf.oldest);
      }
      TreeMap<String, Stored> past = new TreeMap<>(within(shelf.objects, namespace));
      for (Iterator<Change> back = shelf.history.descendingIterator(); back.hasNext(); ) {
        Change change = back.next();
        if (change.revision() <= at) {
          break;
        }
        if (namespace != null && !change.key().startsWith(namespace + "/")) {
          continue;
        }
        if (change.before() == null) {
          past.remove(change.key());
        } else {
          past.put(change.key(), change.before());
        }
      }
      return new Snapshot(List.copyOf(past.values()), at);
    } finally {
      lock.unlock();
    }
  }

  /// How many objects a resource has in a namespace or in all (null).
  int count(GroupResource resource, @Nullable String namespace) {
    lock.lock();
    try {
      return within(shelf(resource).objects, namespace).size();
    } finally {
      lock.unlock();
    }
  }

  /// Stores a new object, which the store owns from then on; empty if the key is taken.
  Optional<Stored> create(GroupResource resource, String key, ObjectNode object) {
    lock.lock();
    try {
      Shelf shelf = shelf(resource);
      if (shelf.objects.containsKey(key)) {
        return Optional.empty();
      }
      Stored stored = stamp(key, object);
      keep(resource, stored);
      shelf.objects.put(key, stored);
      publish(shelf, new Change(stored.revision(), null, stored, null));
      return Optional.of(stored);
    } finally {
      lock.unlock();
    }
  }

  /// Replaces an object by its next state, which the store owns from then on; empty if it is not
  /// (any more) the expected one.
  Optional<Stored> replace(GroupResource resource, Stored expected, ObjectNode next) {
    lock.lock();
    try {
      Shelf shelf = shelf(resource);
      if (!isStill(shelf, expected)) {
        return Optional.empty();
      }
      Stored stored = stamp(expected.key(), next);
      keep(resource, stored);
      shelf.objects.put(expected.key(), stored);
      publish(shelf, new Change(stored.revision(), expected, stored, null));
      return Optional.of(stored);
    } finally {
      lock.unlock();
    }
  }

  /// Removes an object; empty if it is not (any more) the expected one.
  ///
  /// @param last the last state to show, which the store owns from then on
  Optional<Stored> remove(GroupResource resource, Stored expected, ObjectNode last) {
    lock.lock();
    try {
      Shelf shelf = shelf(resource);
      if (!isStill(shelf, expected)) {
        return Optional.empty();
      }
      Stored removed = stamp(expected.key(), last);
      backing.remove(resource, removed.key(), removed.revision());
      revision = removed.revision();
      shelf.objects.remove(expected.key());
      publish(shelf, new Change(removed.revision(), expected, null, removed));
      removal.accept(resource, expected.key());
      return Optional.of(removed);
    } finally {
      lock.unlock();
    }
  }

  /// Follows a resource from now on.
  ///
  /// @param namespace only this namespace, or all (null)
  /// @param backlog how many changes may wait before the follower is cut off
  Follower followNow(GroupResource resource, @Nullable String namespace, int backlog) {
    lock.lock();
    try {
      Shelf shelf = shelf(resource);
      Follower follower = new Follower(shelf, namespace, backlog);
      follower.initial =
          new Snapshot(List.copyOf(within(shelf.objects, namespace).values()), revision);
      shelf.followers.add(follower);
      return follower;
    } finally {
      lock.unlock();
    }
  }

  /// Follows a resource from the first change after `since`; a revision from the future is waited
  /// for.
  Follower followSince(GroupResource resource, @Nullable String namespace, long since)
      throws ExpiredException {
    lock.lock();
    try {
      Shelf shelf = shelf(resource);
      if (since < shelf.oldest) {
        throw new ExpiredException(shelf.oldest);
      }
      Follower follower = new Follower(shelf, namespace, BACKLOG);
      follower.initial = new Snapshot(List.of(), since);
      follower.after = since;
      for (Change change : shelf.history) {
        follower.offer(change);
      }
      shelf.followers.add(follower);
      return follower;
    } finally {
      lock.unlock();
    }
  }

  /// Forgets a resource that is no longer served: its history ends and its followers are cut off.
  void drop(GroupResource resource) {
    lock.lock();
    try {
      Shelf shelf = shelves.remove(resource);
      if (shelf != null) {
        for (Follower follower : shelf.followers) {
          follower.cut();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Cuts the followers off that have a bounded backlog, the clients'.
  void cutClients() {
    cut(false);
  }

  /// Cuts every follower off.
  void cutAll() {
    cut(true);
  }

  private void cut(boolean unboundedToo) {
    lock.lock();
    try {
      for (Shelf shelf : shelves.values()) {
        for (Follower follower : shelf.followers) {
          if (unboundedToo || follower.backlog < Integer.MAX_VALUE) {
            follower.cut();
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends the store; a write that comes later fails.
  void close() {
    lock.lock();
    try {
      cutAll();
      backing.close();
    } finally {
      lock.unlock();
    }
  }

  /// Every write has a revision of its own, so the revision tells whether it is the same state.
  private static boolean isStill(Shelf shelf, Stored expected) {
    Stored present = shelf.objects.get(expected.key());
    return present != null && present.revision() == expected.revision();
  }

  private Shelf shelf(GroupResource resource) {
    return shelves.computeIfAbsent(resource, _ -> new Shelf(start));
  }

  /// The next revision of an object; it counts once it is kept.
  private Stored stamp(String key, ObjectNode object) {
    long next = revision + 1;
    if (object.get("metadata") instanceof ObjectNode metadata) {
      metadata.put("resourceVersion", Long.toString(next));
    }
    return new Stored(key, object, next);
  }

  private void keep(GroupResource resource, Stored stored) {
    backing.put(resource, stored);
    revision = stored.revision();
  }

  private static void publish(Shelf shelf, Change change) {
    shelf.history.addLast(change);
    if (shelf.history.size() > HISTORY) {
      shelf.oldest = shelf.history.removeFirst().revision();
    }
    for (Follower follower : shelf.followers) {
      follower.offer(change);
    }
  }

  private static NavigableMap<String, Stored> within(
      NavigableMap<String, Stored> objects, @Nullable String namespace) {
    // '0' is the character after '/'
    return namespace == null
        ? objects
        : objects.subMap(namespace + "/", true, namespace + "0", false);
  }

  /// A queue of the changes of one resource. Used by one reader.
  final class Follower implements AutoCloseable {
    private final Shelf shelf;
    private final @Nullable String namespace;
    private final int backlog;
    private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    private Snapshot initial = new Snapshot(List.of(), 0);
    private long after;
    private boolean cut;

    /// Stands in the queue for the end.
    private static final String END = "end";

    private Follower(Shelf shelf, @Nullable String namespace, int backlog) {
      this.backlog = backlog;
      this.shelf = shelf;
      this.namespace = namespace;
    }

    /// The state that the changes start from; empty when resumed.
    Snapshot initial() {
      return initial;
    }

    private void offer(Change change) {
      if (cut
          || change.revision() <= after
          || (namespace != null && !change.key().startsWith(namespace + "/"))) {
        return;
      }
      if (queue.size() >= backlog) {
        cut();
      } else {
        queue.add(change);
      }
    }

    private void cut() {
      cut = true;
      queue.add(END);
    }

    /// The next change, waiting for it; empty at the timeout.
    ///
    /// @throws CutException after the last change when the follower was cut off
    Optional<Change> next(long timeoutMillis) throws InterruptedException, CutException {
      Object next = queue.poll(timeoutMillis, TimeUnit.MILLISECONDS);
      if (next instanceof Change change) {
        return Optional.of(change);
      }
      if (next != null) {
        queue.add(END);
        throw new CutException();
      }
      return Optional.empty();
    }

    /// The store's revision if every change up to it has been read.
    Optional<Long> caughtUp() {
      lock.lock();
      try {
        return queue.isEmpty() && revision >= after ? Optional.of(revision) : Optional.empty();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        shelf.followers.remove(this);
        cut();
      } finally {
        lock.unlock();
      }
    }
  }

  /// A follower was too slow, or its resource is gone.
  static final class CutException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /// All resources that have objects.
  Collection<GroupResource> resources() {
    lock.lock();
    try {
      return shelves.entrySet().stream()
          .filter(entry -> !entry.getValue().objects.isEmpty())
          .map(Map.Entry::getKey)
          .toList();
    } finally {
      lock.unlock();
    }
  }
}
