package dev.fairlead.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Server-side apply, after Kubernetes' structured merge.
public final class ServerSideApply {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";

  private ServerSideApply() {}

  /// What an apply came to.
  public sealed interface Outcome {

    /// The object after the apply, with defaults and `managedFields`.
    ///
    /// @param changed false when the stored object need not be written at all
    record Applied(ObjectNode object, boolean changed) implements Outcome {}

    /// Fields that others own with other values; nothing was applied.
    record Conflicted(List<Conflict> conflicts) implements Outcome {

      public Conflicted {
        conflicts = List.copyOf(conflicts);
      }

      /// The message of the 409 answer, such as `Apply failed with 1 conflict: conflict with "m1":
      /// .data.x`.
      public String message() {
        if (conflicts.size() == 1) {
          Conflict only = conflicts.getFirst();
          return "Apply failed with 1 conflict: " + only.message() + ": " + only.field();
        }
        Map<String, List<String>> byManager = new TreeMap<>();
        for (Conflict conflict : conflicts) {
          byManager
              .computeIfAbsent(conflict.manager(), _ -> new ArrayList<>())
              .add(conflict.field());
        }
        return "Apply failed with %d conflicts: %s"
            .formatted(
                conflicts.size(),
                byManager.entrySet().stream()
                    .map(entry ->
                        "conflicts with "
                            + entry.getKey()
                            + ":"
                            + entry.getValue().stream()
                                .map(field -> "\n- " + field)
                                .collect(Collectors.joining()))
                    .collect(Collectors.joining("\n")));
      }
    }
  }

  /// One field that another manager owns.
  ///
  /// @param manager as in the message: `"m1"`, or `"curl" using apps/v1`
  /// @param field such as `.spec.replicas`
  public record Conflict(String manager, String field) {
    /// The cause's message: `conflict with "m1"`.
    public String message() {
      return "conflict with " + manager;
    }
  }

  /// Applies `applied` to `live`.
  ///
  /// @param live the stored object; null when the apply creates it
  /// @param applied the body as sent; not changed
  /// @param force takes fields from their owners instead of a conflict
  /// @throws KubernetesException when the body does not fit the schema (500) or is refused (400)
  public static Outcome apply(
      ResourceType type,
      @Nullable ObjectNode live,
      ObjectNode applied,
      FieldManager manager,
      boolean force,
      Instant now) {
    check(type, applied);
    Owners owners = Owners.of(live);
    ObjectNode before = live == null ? bare(type) : ManagedFields.withoutManagedFields(live);
    if (owners.isEmpty() && live != null) {
      Comparison everything =
          Comparison.between(type.schema(), Decoding.zero(type), before)
              .without(ManagedFields.ignoredFields(type, manager.subresource()));
      FieldManager unknown = new FieldManager(BEFORE_FIRST_APPLY, manager.subresource());
      owners.recordUpdate(
          Owners.Id.update(unknown, type.apiVersion()), type.apiVersion(), everything, now);
    }
    owners.reconcile(type.schema());
    Outcome outcome = new Apply(type, live, before, applied, manager, owners, now).run(force);
    if (live == null || !manager.name().equals("kubectl")) {
      return outcome;
    }
    if (outcome instanceof Outcome.Conflicted conflicted) {
      outcome =
          withoutOwnHistory(
              conflicted,
              before,
              type,
              () -> {
                Owners again = Owners.of(live);
                again.reconcile(type.schema());
                return new Apply(type, live, before, applied, manager, again, now).run(true);
              });
    }
    return outcome instanceof Outcome.Applied done ? syncLastApplied(live, done, applied) : outcome;
  }

  private static ObjectNode bare(ResourceType type) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    object.put("apiVersion", type.apiVersion());
    object.put("kind", type.kindName());
    return object;
  }

  private static void check(ResourceType type, ObjectNode applied) {
    GroupVersionKind kind = GroupVersionKind.of(applied);
    if (!kind.equals(type.kind())) {
      throw new KubernetesException(400, "BadRequest", "invalid object type: " + kind);
    }
    if (applied.path("metadata").hasNonNull("managedFields")) {
      throw new KubernetesException(400, "BadRequest", "metadata.managedFields must be nil");
    }
    List<String> faults = SchemaCheck.faults(type.schema(), applied);
    if (!faults.isEmpty()) {
      JsonNode metadata = applied.path("metadata");
      throw new KubernetesException(
          500,
          "",
          "failed to create typed patch object (%s/%s; %s): %s"
              .formatted(
                  metadata.path("namespace").asText(),
                  metadata.path("name").asText(),
                  kind,
                  faults.size() == 1
                      ? faults.getFirst()
                      : "errors:\n  " + String.join("\n  ", faults)));
    }
  }

  /// One apply; its parts share what they work on.
  private record Apply(
      ResourceType type,
      @Nullable ObjectNode live,
      ObjectNode before,
      ObjectNode applied,
      FieldManager manager,
      Owners owners,
      Instant now) {

    Outcome run(boolean force) {
      Schema schema = type.schema();
      FieldSet ignored = ManagedFields.ignoredFields(type, manager.subresource());
      Owners.Id self = Owners.Id.apply(manager);
      Owners.Entry last = owners.get(self);
      JsonNode merged = StructuredMerge.merge(schema, before, applied);
      FieldSet set = Structure.fields(schema, applied).without(ignored);
      if (last != null && !last.fields().isEmpty()) {
        merged = prune(schema, merged, last.fields(), set, self);
      }
      ObjectNode after = merged instanceof ObjectNode object ? object : bare(type);
      Comparison changes = Comparison.between(schema, before, after);
      Comparison visible = changes.without(ignored);
      FieldSet touched = visible.modified().union(visible.added());
      if (!force) {
        List<Conflict> conflicts = conflicts(self, touched);
        if (!conflicts.isEmpty()) {
          return new Outcome.Conflicted(conflicts);
        }
      }
      owners.takeFromOthers(self, touched.union(visible.removed()));
      // The order of a list's items is owned by nobody, yet it is a change of the object.
      boolean objectChanged = live == null || !changes.isSame() || !Values.same(before, after);
      String time = objectChanged ? Owners.time(now) : last == null ? null : last.time();
      owners.put(self, new Owners.Entry(type.apiVersion(), time, set));
      ObjectNode result = objectChanged ? complete(after) : Values.shallow(before);
      Values.part(result, "metadata");
      owners.writeTo(result);
      ObjectNode settled = ManagedFields.keepTimesIfUnchanged(live, result);
      return new Outcome.Applied(settled, live == null || !Values.same(live, settled));
    }

    private ObjectNode complete(ObjectNode after) {
      ObjectNode object = Decoding.decode(type, after).object();
      Defaults.fill(type, object);
      return object;
    }

    private List<Conflict> conflicts(Owners.Id self, FieldSet touched) {
      List<Conflict> conflicts = new ArrayList<>();
      if (!touched.isEmpty()) {
        owners
            .entries()
            .forEach((id, entry) -> {
              if (!id.equals(self)) {
                entry
                    .fields()
                    .intersection(touched)
                    .paths()
                    .forEach(path -> conflicts.add(new Conflict(id.print(), path)));
              }
            });
      }
      return conflicts;
    }

    /// Removes what this manager applied last time, does not apply now, and nobody else owns.
    private JsonNode prune(
        Schema schema, JsonNode merged, FieldSet last, FieldSet applied, Owners.Id self) {
      if (last.difference(applied).isEmpty()) {
        return merged;
      }
      FieldSet lastNamed = last.withNamedFields(schema);
      JsonNode pruned = Structure.remove(schema, merged, lastNamed);
      FieldSet owned = applied;
      for (Map.Entry<Owners.Id, Owners.Entry> entry : owners.entries().entrySet()) {
        if (!entry.getKey().equals(self)) {
          owned = owned.union(entry.getValue().fields());
        }
      }
      FieldSet mergedSet = Structure.fields(schema, merged).withNamedFields(schema);
      FieldSet prunedSet = Structure.fields(schema, pruned).withNamedFields(schema);
      pruned =
          Structure.remove(
              schema, merged, mergedSet.difference(prunedSet.union(owned.withNamedFields(schema))));
      prunedSet = Structure.fields(schema, pruned).withNamedFields(schema);
      return Structure.remove(
          schema, merged, mergedSet.difference(prunedSet).intersection(lastNamed));
    }
  }

  /// Whoever moves from client-side to server-side apply with kubectl need not fight with the
  /// fields that kubectl itself applied before and that nobody changed since.
  private static Outcome withoutOwnHistory(
      Outcome.Conflicted conflicted,
      ObjectNode before,
      ResourceType type,
      java.util.function.Supplier<Outcome> forced) {
    String text = before.path("metadata").path("annotations").path(LAST_APPLIED).asText("");
    ObjectNode last;
    try {
      if (text.isEmpty() || !(JSON.readTree(text) instanceof ObjectNode parsed)) {
        return conflicted;
      }
      last = parsed;
    } catch (JsonProcessingException _) { // an annotation that cannot be read allows nothing
      return conflicted;
    }
    if (!last.path("apiVersion").asText().equals(type.apiVersion())) {
      return conflicted;
    }
    Comparison since = Comparison.between(type.schema(), last, before);
    FieldSet unchanged =
        Structure.fields(type.schema(), last)
            .difference(since.modified())
            .difference(since.added())
            .difference(since.removed());
    Set<String> allowed = Set.copyOf(unchanged.paths());
    List<Conflict> left =
        conflicted.conflicts().stream()
            .filter(conflict -> !allowed.contains(conflict.field()))
            .toList();
    return left.isEmpty() ? forced.get() : new Outcome.Conflicted(left);
  }

  private static Outcome syncLastApplied(
      ObjectNode live, Outcome.Applied done, ObjectNode applied) {
    if (!done.object().path("metadata").path("annotations").hasNonNull(LAST_APPLIED)) {
      return done;
    }
    ObjectNode configuration = applied.deepCopy();
    if (configuration.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(LAST_APPLIED);
      if (annotations.isEmpty()) {
        configuration.withObjectProperty("metadata").remove("annotations");
      }
    }
    ObjectNode result = Values.shallow(done.object());
    ObjectNode metadata = Values.part(result, "metadata");
    Values.part(metadata, "annotations").put(LAST_APPLIED, GoJson.write(configuration) + "\n");
    ObjectNode settled = ManagedFields.keepTimesIfUnchanged(live, result);
    return new Outcome.Applied(settled, !Values.same(live, settled));
  }
}
