package dev.fairlead.sync.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterClient.PatchType;
import dev.fairlead.kubernetes.JsonMergePatch;
import dev.fairlead.kubernetes.ResourceType;
import dev.fairlead.kubernetes.ThreeWayMerge;
import dev.fairlead.sync.application.SyncOptions;
import dev.fairlead.sync.plan.Names;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The one request that brings a live object to its target. A function of both: comparing an object
/// and applying it start from the same step.
public sealed interface ApplyStep {

  /// Nothing to do.
  record Nothing() implements ApplyStep {}

  record Create(ObjectNode object) implements ApplyStep {}

  /// @param merged what the live object becomes, as far as it can be told here
  record Patch(PatchType type, ObjectNode patch, ObjectNode merged) implements ApplyStep {}

  record ServerSide(ObjectNode object) implements ApplyStep {}

  record Replace(ObjectNode object) implements ApplyStep {}

  /// Delete, wait until it is gone, create.
  record Recreate(ObjectNode object) implements ApplyStep {}

  /// How to apply, from the Application's, the operation's and the object's own options.
  ///
  /// @param force delete and create where a change is not possible
  /// @param validate whether the server checks for unknown fields
  record Mode(boolean serverSide, boolean replace, boolean force, boolean validate) {
    /// As Argo CD does it without options: client-side apply.
    public static final Mode DEFAULT = new Mode(false, false, false, true);

    /// @param options of the Application and the operation; the object's annotation overrides them
    public static Mode of(SyncOptions options, ObjectNode target, @Nullable ObjectNode live) {
      SyncOptions own = ownOptions(target);
      SyncOptions all = options.overriddenBy(own);
      boolean replace =
          all.isTrue("Replace")
              || (live != null && !own.isFalse("Replace") && ownOptions(live).isTrue("Replace"));
      return new Mode(
          all.isTrue("ServerSideApply") && !replace,
          replace,
          all.isTrue("Force"),
          !all.isFalse("Validate"));
    }
  }

  /// The options in an object's own annotation.
  static SyncOptions ownOptions(JsonNode object) {
    return SyncOptions.ofAnnotation(
        object.path("metadata").path("annotations").path(Names.SYNC_OPTIONS).asText(""));
  }

  /// @param type null for kinds that are not known: they merge as plain JSON
  static ApplyStep of(
      @Nullable ResourceType type, ObjectNode target, @Nullable ObjectNode live, Mode mode) {
    if (live == null) {
      return mode.serverSide()
          ? new ServerSide(target)
          : new Create(mode.replace() ? target : withLastApplied(target));
    }
    if (mode.replace()) {
      String kind = target.path("kind").asText();
      boolean keep = kind.equals("CustomResourceDefinition") || kind.equals("Namespace");
      if (mode.force() && !keep) {
        return new Recreate(target);
      }
      ObjectNode copy = target.deepCopy();
      JsonNode version = live.path("metadata").path("resourceVersion");
      if (version.isTextual()) {
        copy.withObject("/metadata").set("resourceVersion", version);
      }
      return new Replace(copy);
    }
    if (mode.serverSide()) {
      return new ServerSide(target);
    }
    ObjectNode wanted = withLastApplied(target);
    ObjectNode last = lastApplied(live);
    ObjectNode patch;
    ObjectNode merged;
    if (type == null) {
      patch = plainPatch(last, wanted, live);
      merged = (ObjectNode) JsonMergePatch.apply(live, patch);
    } else {
      patch = ThreeWayMerge.patch(type, last, wanted, live);
      merged = ThreeWayMerge.merge(type, last, wanted, live);
    }
    return patch.isEmpty()
        ? new Nothing()
        : new Patch(
            type == null || type.custom() ? PatchType.MERGE : PatchType.STRATEGIC, patch, merged);
  }

  /// What was applied to an object before; null where nobody said.
  private static @Nullable ObjectNode lastApplied(ObjectNode live) {
    String text = live.path("metadata").path("annotations").path(Names.LAST_APPLIED).asText("");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Canonical.MAPPER.readTree(text) instanceof ObjectNode object ? object : null;
    } catch (JsonProcessingException _) {
      // Somebody broke it by hand; as if it were not there.
      return null;
    }
  }

  /// A copy with the annotation in which kubectl and Argo CD keep what they applied.
  private static ObjectNode withLastApplied(ObjectNode target) {
    ObjectNode bare = target.deepCopy();
    if (bare.path("metadata").path("annotations") instanceof ObjectNode annotations) {
      annotations.remove(Names.LAST_APPLIED);
    }
    ObjectNode full = bare.deepCopy();
    full.withObject("/metadata")
        .withObject("/annotations")
        .put(Names.LAST_APPLIED, Canonical.text(bare) + "\n");
    return full;
  }

  /// A three-way JSON merge: keys that were applied and are no longer wanted are removed.
  private static ObjectNode plainPatch(@Nullable JsonNode last, ObjectNode wanted, JsonNode live) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    for (Map.Entry<String, JsonNode> entry : wanted.properties()) {
      JsonNode now = live.path(entry.getKey());
      JsonNode value = entry.getValue();
      if (value instanceof ObjectNode object && now.isObject()) {
        ObjectNode inner = plainPatch(last == null ? null : last.path(entry.getKey()), object, now);
        if (!inner.isEmpty()) {
          patch.set(entry.getKey(), inner);
        }
      } else if (!value.isNull() && !JsonEquality.same(value, now)) {
        patch.set(entry.getKey(), value);
      }
    }
    if (last != null) {
      for (Map.Entry<String, JsonNode> entry : last.properties()) {
        if (!wanted.has(entry.getKey()) && live.has(entry.getKey())) {
          patch.putNull(entry.getKey());
        }
      }
    }
    return patch;
  }

  /// JSON with sorted keys, as Go prints maps.
  final class Canonical {
    private static final ObjectMapper MAPPER =
        new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

    private Canonical() {}

    static String text(ObjectNode object) {
      try {
        return MAPPER.writeValueAsString(MAPPER.treeToValue(object, Object.class));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("a tree cannot fail to print", e);
      }
    }
  }
}
