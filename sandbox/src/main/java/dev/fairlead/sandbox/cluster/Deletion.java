package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// DELETE, after `k8s.io/apiserver/pkg/registry/rest` and `registry/generic/registry`: grace
/// periods of pods, finalizers, what becomes of dependents, and which kinds answer with the object.
final class Deletion {
  private static final int ATTEMPTS = 100;

  /// Kinds that answer with the deleted object instead of a Status.
  private static final Set<String> RETURN_OBJECT =
      Set.of(
          "pods",
          "services",
          "serviceaccounts",
          "resourcequotas",
          "podtemplates",
          "persistentvolumes",
          "persistentvolumeclaims",
          "storageclasses.storage.k8s.io",
          "csidrivers.storage.k8s.io",
          "csinodes.storage.k8s.io",
          "volumeattachments.storage.k8s.io");

  /// Kinds whose dependents stay when nothing is said.
  private static final Set<String> ORPHAN_BY_DEFAULT =
      Set.of("jobs.batch", "replicationcontrollers");

  /// Namespaces that the admission plugin protects.
  private static final Set<String> PROTECTED = Set.of("default", "kube-system", "kube-public");

  private final Engine engine;
  private final Store store;

  Deletion(Engine engine) {
    this.engine = engine;
    this.store = engine.store();
  }

  /// Deletes the addressed object.
  ///
  /// @return the object, or a Status of success
  ObjectNode delete(Call call, DeleteOptions options) {
    if (call.entry().storage().equals(GroupResource.NAMESPACES)) {
      return namespace(call, options);
    }
    if (call.entry().storage().equals(GroupResource.CUSTOM_RESOURCE_DEFINITIONS)) {
      markDefinition(call, options);
    }
    if (call.entry().storage().toString().equals("jobs.batch") && options.propagation() == null) {
      call.warn(
          "child pods are preserved by default when jobs are deleted; set"
              + " propagationPolicy=Background to remove them or set propagationPolicy=Orphan to"
              + " suppress this warning");
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Store.Stored existing = engine.stored(call);
      Optional<ObjectNode> answer = attempt(call, existing, options);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw Statuses.modified(call.resource(), call.name());
  }

  /// Deletes objects that a list has found; those that are gone meanwhile are passed over.
  void deleteAll(Call call, List<ObjectNode> objects, DeleteOptions options) {
    for (ObjectNode object : objects) {
      Call one =
          new Call(
              call.entry(),
              Json.namespace(object),
              Json.name(object),
              "",
              call.user(),
              call.manager(),
              call.dryRun(),
              call.fieldValidation(),
              call.warnings());
      try {
        delete(one, options);
      } catch (ApiException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
  }

  private Optional<ObjectNode> attempt(Call call, Store.Stored existing, DeleteOptions options) {
    ObjectNode object = existing.object();
    preconditions(call, object, options);
    ObjectNode next = object.deepCopy();
    ObjectNode metadata = Json.childObject(next, "metadata");
    boolean pod = call.entry().storage().equals(GroupResource.PODS);
    boolean graceful = false;
    long grace = 0;
    if (pod) {
      if (Json.isTerminating(object) && metadata.hasNonNull("deletionGracePeriodSeconds")) {
        long present = metadata.path("deletionGracePeriodSeconds").asLong();
        Long asked = options.gracePeriodSeconds();
        long wanted = asked == null ? present : Math.max(asked, asked < 0 ? 1 : 0);
        if (asked == null || wanted >= present) {
          return Optional.of(shown(call, object)); // it is under way
        }
        Instant deadline =
            Instant.parse(metadata.path("deletionTimestamp").asText())
                .plusSeconds(wanted - present);
        metadata.put("deletionTimestamp", deadline.toString());
        metadata.put("deletionGracePeriodSeconds", wanted);
        grace = wanted;
      } else {
        grace = podGrace(object, options);
        metadata.put("deletionTimestamp", engine.now().plusSeconds(grace).toString());
        metadata.put("deletionGracePeriodSeconds", grace);
        raiseGeneration(metadata);
      }
      graceful = true;
    }
    setFinalizers(call, metadata, options);
    boolean finalizers = Json.hasFinalizers(next);
    if (!graceful && finalizers && !Json.isTerminating(object)) {
      metadata.put("deletionTimestamp", engine.now().toString());
      metadata.put("deletionGracePeriodSeconds", 0);
      raiseGeneration(metadata);
    }
    boolean stays = finalizers || (graceful && grace > 0);
    if (call.dryRun()) {
      return Optional.of(stays ? shown(call, next) : gone(call, next));
    }
    if (stays) {
      if (Json.same(next, object)) {
        return Optional.of(shown(call, object));
      }
      return store
          .replace(call.entry().storage(), existing, next)
          .map(stored -> shown(call, stored.object()));
    }
    Store.Stored last = existing;
    if (!Json.same(next, object)) {
      Optional<Store.Stored> marked =
          store.replace(call.entry().storage(), existing, next.deepCopy());
      if (marked.isEmpty()) {
        return Optional.empty();
      }
      last = marked.get();
    }
    return store
        .remove(call.entry().storage(), last, next)
        .map(removed -> gone(call, removed.object()));
  }

  private ObjectNode shown(Call call, ObjectNode object) {
    return engine.shown(call.entry(), object);
  }

  private ObjectNode gone(Call call, ObjectNode object) {
    if (RETURN_OBJECT.contains(call.entry().storage().toString())) {
      return shown(call, object);
    }
    return success(call, object);
  }

  private static ObjectNode success(Call call, ObjectNode object) {
    ObjectNode details =
        Statuses.details(Json.name(object), call.resource().group(), call.resource().resource());
    details.put("uid", Json.uid(object));
    return Statuses.success(details);
  }

  private static void raiseGeneration(ObjectNode metadata) {
    if (metadata.path("generation").asLong() > 0) {
      metadata.put("generation", metadata.path("generation").asInt() + 1);
    }
  }

  /// A pod without node, or one that has ended, needs no time to end.
  private static long podGrace(ObjectNode pod, DeleteOptions options) {
    Long asked = options.gracePeriodSeconds();
    JsonNode own = pod.path("spec").path("terminationGracePeriodSeconds");
    long grace = asked != null ? asked : own.asLong();
    String phase = pod.path("status").path("phase").asText();
    if (pod.path("spec").path("nodeName").asText("").isEmpty()
        || phase.equals("Failed")
        || phase.equals("Succeeded")) {
      grace = 0;
    }
    return grace < 0 ? 1 : grace;
  }

  private static void preconditions(Call call, ObjectNode object, DeleteOptions options) {
    String uid = options.uid();
    String version = options.resourceVersion();
    if (uid != null && !uid.equals(Json.uid(object))) {
      throw precondition(
          call,
          "the UID in the precondition (%s) does not match the UID in record (%s). The object might have been deleted and then recreated"
              .formatted(uid, Json.uid(object)));
    }
    if (version != null && !version.equals(Json.metadata(object, "resourceVersion"))) {
      throw precondition(
          call,
          "the ResourceVersion in the precondition (%s) does not match the ResourceVersion in record (%s). The object might have been modified"
              .formatted(version, Json.metadata(object, "resourceVersion")));
    }
  }

  /// The real server names the kind where other conflicts name the resource.
  private static ApiException precondition(Call call, String why) {
    String kind = call.type().kindName();
    return Statuses.conflict(
        call.type().kind().qualifiedKind(),
        Statuses.details(call.name(), call.type().group(), kind),
        call.name(),
        why);
  }

  private static void setFinalizers(Call call, ObjectNode metadata, DeleteOptions options) {
    String resource = call.entry().storage().toString();
    if (resource.equals("events")) {
      return; // no garbage collection of these
    }
    List<String> before = new ArrayList<>();
    metadata.path("finalizers").forEach(name -> before.add(name.asText()));
    boolean orphan = orphan(resource, before, options.propagation());
    boolean foreground = foreground(before, options.propagation());
    List<String> after = new ArrayList<>(before);
    after.removeAll(List.of("orphan", "foregroundDeletion"));
    if (orphan) {
      after.add("orphan");
    }
    if (foreground) {
      after.add("foregroundDeletion");
    }
    if (!Set.copyOf(before).equals(Set.copyOf(after))) {
      if (after.isEmpty()) {
        metadata.remove("finalizers");
      } else {
        ArrayNode names = metadata.putArray("finalizers");
        after.forEach(names::add);
      }
    }
  }

  private static boolean orphan(
      String resource, List<String> finalizers, DeleteOptions.@Nullable Propagation asked) {
    if (asked != null) {
      return asked == DeleteOptions.Propagation.ORPHAN;
    }
    for (String name : finalizers) {
      if (name.equals("orphan")) {
        return true;
      }
      if (name.equals("foregroundDeletion")) {
        return false;
      }
    }
    return ORPHAN_BY_DEFAULT.contains(resource);
  }

  private static boolean foreground(
      List<String> finalizers, DeleteOptions.@Nullable Propagation asked) {
    if (asked != null) {
      return asked == DeleteOptions.Propagation.FOREGROUND;
    }
    for (String name : finalizers) {
      if (name.equals("foregroundDeletion")) {
        return true;
      }
      if (name.equals("orphan")) {
        return false;
      }
    }
    return false;
  }

  /// A definition waits for the removal of its objects.
  private void markDefinition(Call call, DeleteOptions options) {
    engine.rawChange(
        call,
        live -> {
          preconditions(call, live, options);
          if (Json.isTerminating(live)) {
            return live;
          }
          ObjectNode metadata = Json.childObject(live, "metadata");
          metadata.put("deletionTimestamp", engine.now().toString());
          boolean waits = false;
          for (JsonNode finalizer : metadata.path("finalizers")) {
            waits |= finalizer.asText().equals(CustomResources.CLEANUP);
          }
          if (!waits) {
            metadata.withArray("finalizers").add(CustomResources.CLEANUP);
          }
          CustomResources.markTerminating(live, engine.now());
          return live;
        });
  }

  /// A namespace turns Terminating; its content and itself are removed by the namespace controller.
  private ObjectNode namespace(Call call, DeleteOptions options) {
    if (PROTECTED.contains(call.name())) {
      throw Statuses.forbidden(
          GroupResource.NAMESPACES, call.name(), "this namespace may not be deleted");
    }
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Store.Stored existing = engine.stored(call);
      ObjectNode object = existing.object();
      preconditions(call, object, options);
      ObjectNode next = object.deepCopy();
      ObjectNode metadata = Json.childObject(next, "metadata");
      boolean ending = Json.isTerminating(object);
      if (!ending) {
        metadata.put("deletionTimestamp", engine.now().toString());
        Json.childObject(next, "status").put("phase", "Terminating");
        setFinalizers(call, metadata, options);
      }
      if (call.dryRun()) {
        return next;
      }
      if (!ending) {
        Optional<Store.Stored> stored = store.replace(GroupResource.NAMESPACES, existing, next);
        if (stored.isPresent()) {
          return stored.get().object();
        }
      } else if (!object.path("spec").path("finalizers").isEmpty() || Json.hasFinalizers(object)) {
        return object;
      } else {
        Optional<Store.Stored> removed = store.remove(GroupResource.NAMESPACES, existing, next);
        if (removed.isPresent()) {
          return success(call, removed.get().object());
        }
      }
    }
    throw Statuses.modified(call.resource(), call.name());
  }
}
