package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.JsonMergePatch;
import dev.fairlead.kubernetes.JsonPatch;
import dev.fairlead.kubernetes.KubernetesException;
import dev.fairlead.kubernetes.StrategicMergePatch;
import java.util.List;
import java.util.function.UnaryOperator;

/// The operations of the API on single objects, whoever asks: HTTP clients or controllers of this
/// process.
final class Api {
  private final Engine engine;
  private final Deletion deletion;
  private final Scales scales;
  private final PodSubresources pods;

  Api(Engine engine, Deletion deletion) {
    this.engine = engine;
    this.deletion = deletion;
    this.scales = new Scales(engine);
    this.pods = new PodSubresources(engine, deletion);
  }

  Engine engine() {
    return engine;
  }

  Deletion deletion() {
    return deletion;
  }

  Scales scales() {
    return scales;
  }

  PodSubresources pods() {
    return pods;
  }

  /// POST of an object as sent.
  ObjectNode create(Call call, ObjectNode body) {
    return engine.create(call, engine.decode(call, body, List.of()));
  }

  /// PATCH of an object, its status or its scale.
  ///
  /// @param force for an apply: whether to take fields from other managers
  Engine.Written patch(Call call, PatchType type, JsonNode patch, boolean force) {
    if (call.subresource().equals("scale")) {
      return scales.patch(call, type, patch, force);
    }
    if (type == PatchType.APPLY) {
      return engine.apply(call, applyBody(call, patch, call.type().kind()), force);
    }
    PatchText text = new PatchText(patch, type == PatchType.STRATEGIC);
    return new Engine.Written(engine.patch(call, operation(call, type, patch), text), false);
  }

  /// What a patch that is no apply does to an object.
  static UnaryOperator<ObjectNode> operation(Call call, PatchType type, JsonNode patch) {
    return switch (type) {
      case JSON ->
          live -> {
            JsonNode patched = JsonPatch.apply(live, patch);
            if (patched instanceof ObjectNode object) {
              return object;
            }
            throw new KubernetesException(422, "Invalid", "the result of the patch is no object");
          };
      case MERGE ->
          live -> {
            if (patch.isObject()
                && JsonMergePatch.apply(live, patch) instanceof ObjectNode object) {
              return object;
            }
            throw new KubernetesException(
                400,
                "BadRequest",
                "error decoding patch: json: cannot unmarshal %s into Go value of type map[string]interface {}"
                    .formatted(BodyReader.goKind(patch)));
          };
      case STRATEGIC -> {
        if (call.entry().custom()) {
          throw Statuses.failure(
              415,
              "UnsupportedMediaType",
              "the body of the request was in an unknown format - accepted media types include:"
                  + " application/json-patch+json, application/merge-patch+json,"
                  + " application/apply-patch+yaml",
              null);
        }
        if (!(patch instanceof ObjectNode object)) {
          throw Statuses.badRequest(
              "error decoding patch: json: cannot unmarshal %s into Go value of type map[string]interface {}"
                  .formatted(BodyReader.goKind(patch)));
        }
        yield live -> StrategicMergePatch.apply(call.type().schema(), live, object);
      }
      case APPLY -> throw new IllegalArgumentException("apply is no operation on one object alone");
    };
  }

  /// Checks the head of an apply's body: kind, name and namespace must be those of the path.
  static ObjectNode applyBody(Call call, JsonNode body, GroupVersionKind kind) {
    if (body.isNull()) {
      return Json.object();
    }
    if (!(body instanceof ObjectNode object)) {
      throw Statuses.badRequest("error decoding YAML: not an object");
    }
    return object;
  }

  /// An apply must name the object of the path; its namespace may be left out.
  static void checkApplyHead(Call call, ObjectNode body) {
    if (!GroupVersionKind.of(body).equals(call.type().kind())) {
      throw Statuses.badRequest("invalid object type: " + GroupVersionKind.of(body));
    }
    String name = Json.name(body);
    if (name.isEmpty()) {
      throw Statuses.badRequest(
          "the name of the object (%s based on URL) was undeterminable: name must be provided"
              .formatted(call.name()));
    }
    if (!name.equals(call.name())) {
      throw Statuses.badRequest(
          "the name of the object (%s) does not match the name on the URL (%s)"
              .formatted(name, call.name()));
    }
    String namespace = Json.metadata(body, "namespace");
    if (call.type().namespaced() && !namespace.isEmpty() && !namespace.equals(call.namespace())) {
      throw Statuses.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  /// POST on /binding.
  ObjectNode binding(Call call, ObjectNode binding) {
    return pods.bind(call, binding);
  }
}
