package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.ResourceType;
import dev.fairlead.kubernetes.ResourceTypes;
import dev.fairlead.sandbox.cluster.ApiException;
import dev.fairlead.sandbox.cluster.DeleteOptions;
import dev.fairlead.sandbox.cluster.GroupResource;
import dev.fairlead.sandbox.cluster.ObjectEvent;
import dev.fairlead.sandbox.cluster.Objects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Deletes what its owners leave behind, and carries out foreground and orphan deletion. Owners are
/// recognised by uid: one of the same name that was made later is another. Keeps a graph of who
/// depends on whom over all resources, custom ones included.
///
/// Keys of its queue are uids.
final class GarbageCollector extends Controller {
  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";

  /// Objects that come and go all the time and own nothing.
  private static final Set<GroupResource> IGNORED =
      Set.of(GroupResource.EVENTS, GroupResource.of("events.events.k8s.io"));

  private record Place(GroupResource resource, Key key) {}

  private final Object graph = new Object();
  private final Map<String, Place> places = new HashMap<>();
  private final Map<String, Set<String>> dependents = new HashMap<>();
  private final Map<String, Set<String>> owners = new HashMap<>();
  private final Map<GroupResource, Objects.Watch> custom = new HashMap<>();
  private ResourceTypes types = ResourceTypes.builtIn();

  GarbageCollector(ControllerContext context) {
    super(context, "garbage-collector-controller");
  }

  @Override
  void watchAll() {
    Map<GroupResource, Boolean> seen = new LinkedHashMap<>();
    for (ResourceType type : types.all()) {
      GroupResource resource = new GroupResource(type.group(), type.plural());
      if (!IGNORED.contains(resource) && seen.put(resource, true) == null) {
        follow(resource);
      }
    }
    watch(GroupResource.CUSTOM_RESOURCE_DEFINITIONS, this::onDefinition);
  }

  private void follow(GroupResource resource) {
    try {
      watch(resource, event -> onChange(resource, event));
    } catch (ApiException _) {
      // known, but not stored by this server (reviews, bindings)
    }
  }

  private void onDefinition(ObjectEvent event) {
    ObjectNode definition = event.object();
    JsonNode spec = definition.path("spec");
    GroupResource resource =
        new GroupResource(spec.path("group").asText(), spec.path("names").path("plural").asText());
    synchronized (graph) {
      if (event.type() == ObjectEvent.Type.DELETED) {
        types = types.without(resource.group(), resource.resource());
        Objects.Watch old = custom.remove(resource);
        if (old != null) {
          old.close();
        }
        return;
      }
      types = types.with(ResourceTypes.ofDefinition(definition));
      if (!custom.containsKey(resource)) {
        try {
          custom.put(resource, objects.watch(resource, e -> onChange(resource, e)));
        } catch (ApiException _) {
          // not served yet: the definition changes again when it is
        }
      }
    }
  }

  private void onChange(GroupResource resource, ObjectEvent event) {
    ObjectNode object = event.object();
    String uid = Meta.uid(object);
    List<String> affected = new ArrayList<>();
    synchronized (graph) {
      Set<String> before = owners.getOrDefault(uid, Set.of());
      if (event.type() == ObjectEvent.Type.DELETED) {
        places.remove(uid);
        owners.remove(uid);
        before.forEach(owner -> unlink(owner, uid));
        affected.addAll(dependents.getOrDefault(uid, Set.of()));
        affected.addAll(before); // which may wait for this one in foreground
      } else {
        places.put(uid, new Place(resource, Key.of(object)));
        Set<String> now = new HashSet<>();
        object
            .path("metadata")
            .path("ownerReferences")
            .forEach(o -> now.add(o.path("uid").asText()));
        before.stream().filter(owner -> !now.contains(owner)).forEach(owner -> unlink(owner, uid));
        now.forEach(owner -> dependents.computeIfAbsent(owner, _ -> new HashSet<>()).add(uid));
        if (now.isEmpty()) {
          owners.remove(uid);
        } else {
          owners.put(uid, now);
        }
        if (Meta.isDeleting(object)
            || now.stream().anyMatch(owner -> !places.containsKey(owner))
            || !now.equals(before)) {
          affected.add(uid);
        }
        affected.addAll(before);
      }
    }
    affected.forEach(u -> enqueue(new Key("", u)));
  }

  private void unlink(String owner, String dependent) {
    Set<String> all = dependents.get(owner);
    if (all != null) {
      all.remove(dependent);
      if (all.isEmpty()) {
        dependents.remove(owner);
      }
    }
  }

  @Override
  void reconcile(Key key) {
    String uid = key.name();
    Place place;
    synchronized (graph) {
      place = places.get(uid);
    }
    if (place == null) {
      return;
    }
    Optional<ObjectNode> found = live(place);
    if (found.isEmpty() || !Meta.uid(found.get()).equals(uid)) {
      return;
    }
    ObjectNode object = found.get();
    if (Meta.isDeleting(object)) {
      if (hasFinalizer(object, ORPHAN)) {
        orphan(place, object);
      } else if (hasFinalizer(object, FOREGROUND)) {
        foreground(place, object);
      }
      return;
    }
    collect(place, object);
  }

  private Optional<ObjectNode> live(Place place) {
    String namespace = place.key().namespace();
    return objects.get(
        place.resource(), namespace.isEmpty() ? null : namespace, place.key().name());
  }

  private static boolean hasFinalizer(JsonNode object, String name) {
    for (JsonNode finalizer : object.path("metadata").path("finalizers")) {
      if (finalizer.asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private List<String> dependentsOf(ObjectNode object) {
    synchronized (graph) {
      return List.copyOf(dependents.getOrDefault(Meta.uid(object), Set.of()));
    }
  }

  private Optional<ObjectNode> object(String uid) {
    Place place;
    synchronized (graph) {
      place = places.get(uid);
    }
    return place == null
        ? Optional.empty()
        : live(place).filter(object -> Meta.uid(object).equals(uid));
  }

  private void orphan(Place place, ObjectNode owner) {
    for (String dependent : dependentsOf(owner)) {
      Place at;
      synchronized (graph) {
        at = places.get(dependent);
      }
      if (at != null) {
        change(
            at,
            copy -> {
              Claims.dropOwner(copy, Meta.uid(owner));
            });
      }
    }
    dropFinalizer(place, owner, ORPHAN);
  }

  private void foreground(Place place, ObjectNode owner) {
    boolean blocked = false;
    for (String dependent : dependentsOf(owner)) {
      Optional<ObjectNode> object = object(dependent);
      if (object.isEmpty()) {
        continue;
      }
      for (JsonNode reference : object.get().path("metadata").path("ownerReferences")) {
        blocked |=
            reference.path("uid").asText().equals(Meta.uid(owner))
                && reference.path("blockOwnerDeletion").asBoolean();
      }
      if (!Meta.isDeleting(object.get())) {
        enqueue(new Key("", dependent));
      }
    }
    if (!blocked) {
      dropFinalizer(place, owner, FOREGROUND);
    }
  }

  private void dropFinalizer(Place place, ObjectNode owner, String name) {
    change(
        place,
        copy -> {
          if (Meta.uid(copy).equals(Meta.uid(owner))
              && Meta.metadata(copy).get("finalizers") instanceof ArrayNode finalizers) {
            for (int i = finalizers.size() - 1; i >= 0; i--) {
              if (finalizers.get(i).asText().equals(name)) {
                finalizers.remove(i);
              }
            }
          }
        });
  }

  private interface Change {
    void apply(ObjectNode copy);
  }

  private void change(Place place, Change change) {
    String namespace = place.key().namespace();
    try {
      objects.modify(
          place.resource(),
          namespace.isEmpty() ? null : namespace,
          place.key().name(),
          copy -> {
            change.apply(copy);
            return copy;
          });
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
  }

  /// Deletes an object none of whose owners is left.
  private void collect(Place place, ObjectNode object) {
    JsonNode references = object.path("metadata").path("ownerReferences");
    if (references.isEmpty()) {
      return;
    }
    Set<String> gone = new HashSet<>();
    Set<String> going = new HashSet<>();
    int solid = 0;
    for (JsonNode reference : references) {
      String uid = reference.path("uid").asText();
      Optional<Boolean> absent = absent(object, reference);
      if (absent.isEmpty()) {
        solid++; // of a kind that we do not know: better kept
      } else if (absent.get()) {
        gone.add(uid);
      } else {
        Optional<ObjectNode> owner = object(uid);
        boolean waits =
            owner.isPresent()
                && Meta.isDeleting(owner.get())
                && hasFinalizer(owner.get(), FOREGROUND)
                && reference.path("blockOwnerDeletion").asBoolean();
        if (waits) {
          going.add(uid);
        } else {
          solid++;
        }
      }
    }
    if (solid > 0) {
      if (!gone.isEmpty() || !going.isEmpty()) {
        change(
            place,
            copy -> {
              gone.forEach(uid -> Claims.dropOwner(copy, uid));
              going.forEach(uid -> Claims.dropOwner(copy, uid));
            });
      }
      return;
    }
    DeleteOptions.Propagation propagation = DeleteOptions.Propagation.BACKGROUND;
    if (!going.isEmpty() && !dependentsOf(object).isEmpty()) {
      propagation = DeleteOptions.Propagation.FOREGROUND;
    } else if (hasFinalizer(object, ORPHAN)) {
      propagation = DeleteOptions.Propagation.ORPHAN;
    } else if (hasFinalizer(object, FOREGROUND)) {
      propagation = DeleteOptions.Propagation.FOREGROUND;
    }
    try {
      objects.delete(
          place.resource(),
          place.key().namespace().isEmpty() ? null : place.key().namespace(),
          place.key().name(),
          DeleteOptions.DEFAULT.withPropagation(propagation).withUid(Meta.uid(object)));
    } catch (ApiException e) {
      if (!e.isNotFound() && !e.isConflict()) {
        throw e;
      }
    }
  }

  /// Whether an owner does not exist (any more); empty if its kind is unknown.
  private Optional<Boolean> absent(ObjectNode object, JsonNode reference) {
    String uid = reference.path("uid").asText();
    if (object(uid).isPresent()) {
      return Optional.of(false);
    }
    String apiVersion = reference.path("apiVersion").asText();
    String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    Optional<ResourceType> type;
    synchronized (graph) {
      type = types.byGroupKind(group, reference.path("kind").asText());
    }
    return type.map(t -> {
      Optional<ObjectNode> owner;
      try {
        owner =
            objects.get(
                new GroupResource(t.group(), t.plural()),
                t.namespaced() ? Meta.namespace(object) : null,
                reference.path("name").asText());
      } catch (ApiException _) {
        return false;
      }
      return owner.map(o -> !Meta.uid(o).equals(uid)).orElse(true);
    });
  }

  @Override
  public void close() {
    synchronized (graph) {
      custom.values().forEach(Objects.Watch::close);
    }
    super.close();
  }
}
