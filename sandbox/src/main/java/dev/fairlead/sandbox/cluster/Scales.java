package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.Decoding;
import dev.fairlead.kubernetes.Defaults;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.LabelSelector;
import dev.fairlead.kubernetes.ManagedFields;
import dev.fairlead.kubernetes.ResourceType;
import dev.fairlead.kubernetes.ResourceTypes;
import java.util.List;

/// The `/scale` subresource: an object's replicas in the shape of `autoscaling/v1`.
final class Scales {
  private final Engine engine;
  private final ResourceType scaleType = ResourceTypes.scale();

  Scales(Engine engine) {
    this.engine = engine;
  }

  ObjectNode get(Call call) {
    return scaleOf(call, engine.get(call));
  }

  /// PUT of a Scale.
  ObjectNode update(Call call, JsonNode body) {
    ObjectNode scale = (ObjectNode) body;
    String kind = scale.path("kind").asText("Scale");
    if (!kind.equals("Scale")) {
      String version = scale.path("apiVersion").asText();
      version = version.substring(version.indexOf('/') + 1);
      throw Statuses.badRequest(
          "%s in version \"%s\" cannot be handled as a Scale: converting (%s.%s) to (autoscaling.Scale): unknown conversion"
              .formatted(kind, version, version, kind));
    }
    ObjectNode decoded = decode(scale);
    engine.checkName(call, decoded);
    String version = Json.metadata(decoded, "resourceVersion");
    return scaleOf(
        call, engine.change(call, live -> scaled(call, live, decoded), version.isEmpty()).object());
  }

  /// PATCH of a Scale.
  Engine.Written patch(Call call, PatchType type, JsonNode patch, boolean force) {
    Engine.Written written =
        engine.change(
            call,
            live -> {
              ObjectNode scale = scaleOf(call, live);
              if (type == PatchType.APPLY) {
                return ScaleApply.apply(
                    call,
                    live,
                    scale,
                    Api.applyBody(call, patch, scaleType.kind()),
                    force,
                    engine.now());
              }
              ObjectNode patched =
                  type == PatchType.STRATEGIC
                      ? dev.fairlead.kubernetes.StrategicMergePatch.apply(
                          scaleType.schema(), scale, (ObjectNode) patch)
                      : Api.operation(call, type, patch).apply(scale);
              ObjectNode decoded = decode(patched);
              engine.checkName(call, decoded);
              return scaled(call, live, decoded);
            },
            false);
    return new Engine.Written(scaleOf(call, written.object()), false);
  }

  private ObjectNode decode(ObjectNode scale) {
    return Defaults.apply(scaleType, Decoding.decode(scaleType, scale).object());
  }

  /// The object with the replicas of a Scale.
  private ObjectNode scaled(Call call, ObjectNode live, ObjectNode scale) {
    int replicas = scale.path("spec").path("replicas").asInt();
    if (replicas < 0) {
      throw Statuses.invalid(
          scaleType.kind(),
          call.name(),
          List.of(
              new FieldError(
                  FieldError.Reason.INVALID,
                  "spec.replicas",
                  "Invalid value: %d: must be greater than or equal to 0".formatted(replicas))));
    }
    String uid = Json.uid(scale);
    if (!uid.isEmpty() && !uid.equals(Json.uid(live))) {
      throw Statuses.conflict(
          call.resource(),
          call.name(),
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(uid, Json.uid(live)));
    }
    ObjectNode next = withReplicas(call, live, replicas);
    String version = Json.metadata(scale, "resourceVersion");
    if (!version.isEmpty()) {
      Json.childObject(next, "metadata").put("resourceVersion", version);
    }
    return timeless(
        ManagedFields.update(call.type(), live, next, call.fieldManager(), engine.now()));
  }

  /// Entries that come from `/scale` have no time in the real server.
  static ObjectNode timeless(ObjectNode object) {
    for (JsonNode entry : Json.metadata(object).path("managedFields")) {
      if (entry.path("subresource").asText().equals("scale") && entry instanceof ObjectNode own) {
        own.remove("time");
      }
    }
    return object;
  }

  static ObjectNode withReplicas(Call call, ObjectNode live, int replicas) {
    ObjectNode next = live.deepCopy();
    String[] path = paths(call).specReplicasPath().substring(1).split("\\.");
    ObjectNode parent = next;
    for (int i = 0; i < path.length - 1; i++) {
      parent = Json.childObject(parent, path[i]);
    }
    parent.put(path[path.length - 1], replicas);
    return next;
  }

  private ObjectNode scaleOf(Call call, ObjectNode object) {
    ResourceType.Scale paths = paths(call);
    ObjectNode scale = Json.object();
    scale.put("kind", "Scale").put("apiVersion", "autoscaling/v1");
    ObjectNode metadata = scale.putObject("metadata");
    for (String field :
        List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
      JsonNode value = Json.metadata(object).get(field);
      if (value != null) {
        metadata.set(field, value);
      }
    }
    ObjectNode spec = scale.putObject("spec");
    int wanted = at(object, paths.specReplicasPath()).asInt();
    if (wanted != 0) {
      spec.put("replicas", wanted);
    }
    ObjectNode status = scale.putObject("status");
    status.put("replicas", at(object, paths.statusReplicasPath()).asInt());
    String selector = selector(call, object, paths);
    if (!selector.isEmpty()) {
      status.put("selector", selector);
    }
    return scale;
  }

  private static String selector(Call call, ObjectNode object, ResourceType.Scale paths) {
    if (paths.labelSelectorPath().isEmpty()) {
      return "";
    }
    JsonNode selector = at(object, paths.labelSelectorPath().get());
    if (selector.isTextual() || selector.isMissingNode()) {
      return selector.asText("");
    }
    boolean plain = call.entry().storage().equals(GroupResource.REPLICATION_CONTROLLERS);
    return (plain ? LabelSelector.ofMap(selector) : LabelSelector.of(selector)).toString();
  }

  private static ResourceType.Scale paths(Call call) {
    return call.type().scale().orElseThrow(Statuses::noSuchResource);
  }

  private static JsonNode at(JsonNode object, String path) {
    return object.at(path.replace('.', '/'));
  }
}
