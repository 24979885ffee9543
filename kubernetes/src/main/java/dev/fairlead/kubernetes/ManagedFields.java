package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps `metadata.managedFields` for writes that are no server-side apply.
public final class ManagedFields {

  private ManagedFields() {}

  /// `updated` with the `managedFields` that follow from a POST, PUT or other PATCH by `manager`:
  /// what changed is taken away from the other managers and given to this one.
  ///
  /// `updated` may carry `managedFields` of its own, as clients send them: an empty list (or one
  /// empty entry) stops the tracking, broken ones are replaced by those of `live`.
  ///
  /// @param live the stored object; null on create
  /// @param updated the complete new object, decoded and defaulted; not changed
  /// @param now for the time of entries that change
  public static ObjectNode update(
      ResourceType type,
      @Nullable ObjectNode live,
      ObjectNode updated,
      FieldManager manager,
      Instant now) {
    Owners owners = given(live, updated, manager);
    ObjectNode result = withoutManagedFields(updated);
    if (owners.isEmpty() && live != null) {
      return result;
    }
    if (type.kind().qualifiedKind().equals("DaemonSet.apps")) {
      // Reading a DaemonSet makes the annotation; whoever writes without it owns that.
      ObjectNode annotations = Values.part(Values.part(result, "metadata"), "annotations");
      Fill.text(annotations, Preparation.TEMPLATE_GENERATION, "0");
    }
    ObjectNode before = live == null ? Decoding.zero(type) : withoutManagedFields(live);
    Comparison changes =
        Comparison.between(type.schema(), before, result)
            .without(ignoredFields(type, manager.subresource()));
    owners.reconcile(type.schema());
    owners.recordUpdate(
        Owners.Id.update(named(manager), type.apiVersion()), type.apiVersion(), changes, now);
    owners.writeTo(result);
    return keepTimesIfUnchanged(live, result);
  }

  /// `updated` with the times of `live`, if nothing else differs, so that a write without effect
  /// can be seen as one by comparing the objects.
  public static ObjectNode keepTimesIfUnchanged(@Nullable ObjectNode live, ObjectNode updated) {
    if (live == null) {
      return updated;
    }
    JsonNode before = live.path("metadata").path("managedFields");
    JsonNode after = updated.path("metadata").path("managedFields");
    if (before.equals(after)
        || before.size() != after.size()
        || !Values.same(withoutManagedFields(live), withoutManagedFields(updated))) {
      return updated;
    }
    Optional<Owners> left = Owners.decode(before);
    Optional<Owners> right = Owners.decode(after);
    if (left.isEmpty() || right.isEmpty()) {
      return updated;
    }
    for (var entry : right.get().entries().entrySet()) {
      Owners.Entry counterpart = left.get().get(entry.getKey());
      if (counterpart == null
          || !counterpart.apiVersion().equals(entry.getValue().apiVersion())
          || !counterpart.fields().equals(entry.getValue().fields())) {
        return updated;
      }
    }
    ObjectNode result = withoutManagedFields(updated);
    result.withObjectProperty("metadata").set("managedFields", before);
    return result;
  }

  private static Owners given(@Nullable ObjectNode live, ObjectNode updated, FieldManager manager) {
    JsonNode sent = updated.path("metadata").get("managedFields");
    boolean fromLive = !manager.subresource().isEmpty() || sent == null || !sent.isArray();
    if (!fromLive && (sent.isEmpty() || (sent.size() == 1 && sent.get(0).isEmpty()))) {
      return Owners.none();
    }
    return fromLive
        ? Owners.of(live)
        : Owners.decode(sent).filter(owners -> !owners.isEmpty()).orElseGet(() -> Owners.of(live));
  }

  private static FieldManager named(FieldManager manager) {
    return manager.name().isEmpty() ? new FieldManager("unknown", manager.subresource()) : manager;
  }

  /// A copy of the object whose `metadata` is a copy, too, without the entries.
  static ObjectNode withoutManagedFields(ObjectNode object) {
    ObjectNode copy = Values.shallow(object);
    if (object.get("metadata") instanceof ObjectNode metadata) {
      ObjectNode bare = Values.shallow(metadata);
      bare.remove("managedFields");
      copy.set("metadata", bare);
    }
    return copy;
  }

  /// What a write to a subresource (or to the object itself) does not change, whatever was sent.
  static FieldSet ignoredFields(ResourceType type, String subresource) {
    FieldSet.Builder ignored = new FieldSet.Builder();
    switch (subresource) {
      case "" -> {
        if (type.hasStatus()) {
          ignored.add("f:status");
        }
      }
      case "status" -> {
        ignored.add("f:spec");
        switch (type.kind().qualifiedKind()) {
          case "Deployment.apps" -> ignored.at("f:metadata").add("f:labels");
          case "Pod" -> {
            ignored.at("f:metadata").add("f:deletionTimestamp");
            ignored.at("f:metadata").add("f:ownerReferences");
          }
          case "CustomResourceDefinition.apiextensions.k8s.io" -> ignored.add("f:metadata");
          default -> {}
        }
      }
      default -> {}
    }
    return ignored.build();
  }
}
