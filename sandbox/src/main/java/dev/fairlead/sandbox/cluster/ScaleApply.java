package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.ResourceTypes;
import dev.fairlead.kubernetes.ServerSideApply;
import java.time.Instant;

/// Server-side apply to `/scale`: the owners of the object's replicas count as owners of the
/// Scale's, after `k8s.io/apimachinery/pkg/util/managedfields/scalehandler.go`.
final class ScaleApply {
  private ScaleApply() {}

  static ObjectNode apply(
      Call call, ObjectNode live, ObjectNode scale, ObjectNode body, boolean force, Instant now) {
    ObjectNode before = scale.deepCopy();
    String path = call.type().scale().orElseThrow(Statuses::noSuchResource).specReplicasPath();
    String pointer = "/fieldsV1" + path.replace(".", "/f:");
    ArrayNode owners = Json.childObject(before, "metadata").putArray("managedFields");
    for (JsonNode entry : Json.metadata(live).path("managedFields")) {
      if (!entry.at(pointer).isMissingNode()) {
        ObjectNode owner = entry.deepCopy();
        owner.put("apiVersion", "autoscaling/v1");
        ObjectNode fields = owner.putObject("fieldsV1");
        fields.putObject("f:spec").putObject("f:replicas");
        owners.add(owner);
      }
    }
    ServerSideApply.Outcome outcome =
        ServerSideApply.apply(ResourceTypes.scale(), before, body, call.fieldManager(), force, now);
    return switch (outcome) {
      case ServerSideApply.Outcome.Conflicted conflicted -> throw Engine.conflicts(conflicted);
      case ServerSideApply.Outcome.Applied(ObjectNode applied, boolean _) -> {
        ObjectNode next =
            Scales.withReplicas(call, live, applied.path("spec").path("replicas").asInt());
        takeOwners(call, live, next, applied, pointer);
        yield Scales.timeless(next);
      }
    };
  }

  /// Carries the owners of the Scale's replicas over to the object's.
  private static void takeOwners(
      Call call, ObjectNode live, ObjectNode next, ObjectNode applied, String pointer) {
    ArrayNode entries = Json.childObject(next, "metadata").putArray("managedFields");
    String[] steps = pointer.substring(1).split("/");
    for (JsonNode entry : Json.metadata(live).path("managedFields")) {
      ObjectNode copy = entry.deepCopy();
      boolean owner = !entry.at(pointer).isMissingNode();
      boolean stillOwner = owner && find(applied, entry) != null;
      if (owner && !stillOwner) {
        ObjectNode parent = copy;
        for (int i = 0; i < steps.length - 1; i++) {
          parent = (ObjectNode) parent.path(steps[i]);
        }
        parent.remove(steps[steps.length - 1]);
        if (onlyEmpty(copy.path("fieldsV1"))) {
          continue;
        }
      }
      entries.add(copy);
    }
    for (JsonNode entry : Json.metadata(applied).path("managedFields")) {
      boolean known = false;
      for (JsonNode present : entries) {
        known |= sameOwner(present, entry);
      }
      if (!known && !entry.at("/fieldsV1/f:spec/f:replicas").isMissingNode()) {
        ObjectNode fresh = entry.deepCopy();
        fresh.put("apiVersion", call.type().apiVersion());
        ObjectNode parent = fresh.putObject("fieldsV1");
        for (int i = 1; i < steps.length; i++) {
          parent = parent.putObject(steps[i]);
        }
        entries.insert(firstUpdate(entries), fresh);
      }
    }
  }

  private static int firstUpdate(ArrayNode entries) {
    int i = 0;
    while (i < entries.size() && entries.get(i).path("operation").asText().equals("Apply")) {
      i++;
    }
    return i;
  }

  private static @org.jspecify.annotations.Nullable JsonNode find(
      ObjectNode scale, JsonNode owner) {
    for (JsonNode entry : Json.metadata(scale).path("managedFields")) {
      if (sameOwner(entry, owner)) {
        return entry;
      }
    }
    return null;
  }

  private static boolean sameOwner(JsonNode left, JsonNode right) {
    return left.path("manager").equals(right.path("manager"))
        && left.path("operation").equals(right.path("operation"))
        && left.path("subresource").equals(right.path("subresource"));
  }

  /// Whether nothing but emptied parents is left.
  private static boolean onlyEmpty(JsonNode fields) {
    for (JsonNode each : fields) {
      if (!each.isObject() || !onlyEmpty(each)) {
        return false;
      }
    }
    return true;
  }
}
