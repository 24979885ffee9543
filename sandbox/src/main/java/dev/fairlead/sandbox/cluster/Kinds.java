package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.ResourceTypes;
import java.util.List;

/// Compares the kind of a body with the kind that the path asks for.
final class Kinds {
  private Kinds() {}

  /// The body with its kind filled in where the real server does so.
  ///
  /// @throws ApiException 400 when another kind was sent
  static ObjectNode expected(Call call, BodyReader.Body body) {
    ObjectNode object = (ObjectNode) body.tree();
    GroupVersionKind wanted = call.type().kind();
    String apiVersion = object.path("apiVersion").asText("");
    String kind = object.path("kind").asText("");
    if (call.entry().custom()) {
      if (kind.isEmpty()) {
        throw body.withoutKind(wanted.kind());
      }
      if (apiVersion.isEmpty()) {
        throw Statuses.badRequest(
            "the API version in the data () does not match the expected API version (%s)"
                .formatted(wanted.apiVersion()));
      }
    }
    if (apiVersion.isEmpty() || kind.isEmpty()) {
      ObjectNode filled = object.deepCopy();
      if (apiVersion.isEmpty()) {
        filled.put("apiVersion", wanted.apiVersion());
      }
      if (kind.isEmpty()) {
        filled.put("kind", wanted.kind());
      }
      return expected(call, new BodyReader.Body(filled, List.of()));
    }
    GroupVersionKind sent = GroupVersionKind.of(object);
    if (sent.equals(wanted)) {
      return object;
    }
    if (call.entry().custom()) {
      throw custom(object, sent, wanted);
    }
    boolean known = ResourceTypes.builtIn().byKind(sent).isPresent();
    if (!sent.group().equals(wanted.group())) {
      throw Statuses.badRequest(
          "the API version in the data (%s) does not match the expected API version (%s)"
              .formatted(sent.apiVersion(), wanted.apiVersion()));
    }
    if (known) {
      throw Statuses.badRequest(
          "%s in version \"%s\" cannot be handled as a %s: converting (%s.%s) to (%s.%s): unknown conversion"
              .formatted(
                  sent.kind(),
                  sent.version(),
                  wanted.kind(),
                  sent.version(),
                  sent.kind(),
                  goPackage(wanted.group()),
                  wanted.kind()));
    }
    throw Statuses.badRequest(
        "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is registered for version \"%s\" in scheme \"k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30\""
            .formatted(sent.kind(), sent.version(), wanted.kind(), sent.kind(), sent.apiVersion()));
  }

  private static ApiException custom(
      ObjectNode object, GroupVersionKind sent, GroupVersionKind wanted) {
    if (!sent.group().equals(wanted.group()) || !sent.version().equals(wanted.version())) {
      return Statuses.badRequest(
          "the API version in the data (%s) does not match the expected API version (%s)"
              .formatted(sent.apiVersion(), wanted.apiVersion()));
    }
    return Statuses.invalid(
        sent,
        Json.name(object),
        List.of(
            new FieldError(
                FieldError.Reason.INVALID,
                "kind",
                "Invalid value: \"%s\": must be %s".formatted(sent.kind(), wanted.kind()))));
  }

  static String goPackage(String group) {
    int dot = group.indexOf('.');
    return group.isEmpty() ? "core" : dot < 0 ? group : group.substring(0, dot);
  }
}
