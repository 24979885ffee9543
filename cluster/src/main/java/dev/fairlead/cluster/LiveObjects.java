package dev.fairlead.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The objects of a [LiveCache] with their indexes. One lock guards them all; nothing blocks in it.
final class LiveObjects {
  private final Map<ResourceKey, LiveObject> byKey = new HashMap<>();
  private final Map<String, LiveObject> byUid = new HashMap<>();
  private final Map<String, Set<ResourceKey>> byOwner = new HashMap<>();
  private final Map<String, Set<ResourceKey>> byGroup = new HashMap<>();

  /// Uids of objects seen to go: the answer to an earlier write must not bring one back.
  private final Map<String, Boolean> gone =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED_GONE;
        }
      };

  private static final int REMEMBERED_GONE = 4096;

  /// What a put came to.
  ///
  /// @param changed false where the same or a newer state was known, or the object is known to be
  ///   gone
  record Put(boolean changed, @Nullable LiveObject before) {}

  synchronized Put put(LiveObject object) {
    LiveObject known = byKey.get(object.key());
    if (gone.containsKey(object.uid())
        || (known != null && (known.equals(object) || isOlder(object, known)))) {
      return new Put(false, known);
    }
    LiveObject before = byKey.put(object.key(), object);
    if (before != null) {
      unindex(before);
    }
    if (!object.uid().isEmpty()) {
      byUid.put(object.uid(), object);
    }
    for (String owner : object.ownerUids()) {
      byOwner.computeIfAbsent(owner, _ -> new HashSet<>()).add(object.key());
    }
    if (!object.group().isEmpty()) {
      byGroup.computeIfAbsent(object.group(), _ -> new HashSet<>()).add(object.key());
    }
    return new Put(true, before);
  }

  /// Resource versions are numbers of one counter; Kubernetes has promised so since 1.35, and every
  /// server before behaved so.
  private static boolean isOlder(LiveObject now, LiveObject known) {
    if (!now.uid().equals(known.uid())) {
      return false;
    }
    try {
      return Long.parseLong(now.resourceVersion()) < Long.parseLong(known.resourceVersion());
    } catch (NumberFormatException _) {
      return false;
    }
  }

  /// @param uid remove only this object; empty: whichever has the key
  /// @return what was removed
  synchronized @Nullable LiveObject remove(ResourceKey key, String uid) {
    if (!uid.isEmpty()) {
      gone.put(uid, true);
    }
    LiveObject known = byKey.get(key);
    if (known == null || (!uid.isEmpty() && !known.uid().equals(uid))) {
      return null;
    }
    byKey.remove(key);
    unindex(known);
    return known;
  }

  private void unindex(LiveObject object) {
    byUid.remove(object.uid(), object);
    for (String owner : object.ownerUids()) {
      drop(byOwner, owner, object.key());
    }
    drop(byGroup, object.group(), object.key());
  }

  private static void drop(Map<String, Set<ResourceKey>> index, String entry, ResourceKey key) {
    Set<ResourceKey> keys = index.get(entry);
    if (keys != null) {
      keys.remove(key);
      if (keys.isEmpty()) {
        index.remove(entry);
      }
    }
  }

  synchronized Optional<LiveObject> find(ResourceKey key) {
    return Optional.ofNullable(byKey.get(key));
  }

  synchronized Optional<LiveObject> byUid(String uid) {
    return Optional.ofNullable(byUid.get(uid));
  }

  synchronized List<LiveObject> ownedBy(String uid) {
    return objects(byOwner.getOrDefault(uid, Set.of()));
  }

  synchronized List<LiveObject> inGroup(String group) {
    return objects(byGroup.getOrDefault(group, Set.of()));
  }

  synchronized List<LiveObject> ofKind(String group, String kind) {
    return byKey.values().stream()
        .filter(object -> object.key().kind().equals(kind) && object.key().group().equals(group))
        .toList();
  }

  synchronized int size() {
    return byKey.size();
  }

  private List<LiveObject> objects(Collection<ResourceKey> keys) {
    var found = new ArrayList<LiveObject>();
    for (ResourceKey key : keys) {
      LiveObject object = byKey.get(key);
      if (object != null) {
        found.add(object);
      }
    }
    found.sort((a, b) -> a.key().compareTo(b.key()));
    return found;
  }
}
