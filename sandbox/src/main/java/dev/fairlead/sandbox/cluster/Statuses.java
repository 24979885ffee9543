package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.KubernetesException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The Status objects that a kube-apiserver 1.36 answers with, word for word.
final class Statuses {
  private Statuses() {}

  static ApiException notFound(GroupResource resource, String name) {
    return failure(
        404,
        "NotFound",
        resource + " \"" + name + "\" not found",
        details(name, resource.group(), resource.resource()));
  }

  /// The path names nothing that is served.
  static ApiException noSuchResource() {
    return failure(404, "NotFound", "the server could not find the requested resource", object());
  }

  static ApiException methodNotAllowed() {
    return failure(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        object());
  }

  static ApiException alreadyExists(GroupResource resource, String name) {
    return failure(
        409,
        "AlreadyExists",
        resource + " \"" + name + "\" already exists",
        details(name, resource.group(), resource.resource()));
  }

  /// A POST over an object that waits for its finalizers.
  static ApiException beingDeleted(GroupResource resource, String name) {
    return failure(
        409,
        "AlreadyExists",
        "object is being deleted: " + resource + " \"" + name + "\" already exists",
        details(name, resource.group(), resource.resource()));
  }

  /// Another writer came between.
  static ApiException modified(GroupResource resource, String name) {
    return conflict(
        resource,
        name,
        "the object has been modified; please apply your changes to the latest version and try"
            + " again");
  }

  static ApiException conflict(GroupResource resource, String name, String why) {
    return conflict(
        resource.toString(), details(name, resource.group(), resource.resource()), name, why);
  }

  /// @param what the resource or kind with its group, as the message names it
  static ApiException conflict(String what, ObjectNode details, String name, String why) {
    return failure(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + what + " \"" + name + "\": " + why,
        details);
  }

  static ApiException badRequest(String message) {
    return failure(400, "BadRequest", message, null);
  }

  /// An error that the real server does not expect: no reason, no details.
  static ApiException internal(String message) {
    return failure(500, null, message, null);
  }

  static ApiException internalError(String message) {
    ObjectNode details = object();
    ObjectNode cause = details.putArray("causes").addObject();
    cause.put("message", message);
    return failure(500, "InternalError", "Internal error occurred: " + message, details);
  }

  static ApiException unauthorized() {
    return failure(401, "Unauthorized", "Unauthorized", null);
  }

  static ApiException forbidden(GroupResource resource, String name, String why) {
    String subject = name.isEmpty() ? resource.toString() : resource + " \"" + name + "\"";
    return failure(
        403,
        "Forbidden",
        subject + " is forbidden: " + why,
        details(name, resource.group(), resource.resource()));
  }

  static ApiException forbiddenPath(String user, String verb, String path) {
    return failure(
        403,
        "Forbidden",
        "forbidden: User \"" + user + "\" cannot " + verb + " path \"" + path + "\"",
        object());
  }

  static ApiException unsupportedMediaType(List<String> accepted) {
    return failure(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: "
            + String.join(", ", accepted),
        null);
  }

  static ApiException notAcceptable(List<String> offered) {
    return failure(
        406,
        "NotAcceptable",
        "only the following media types are accepted: " + String.join(", ", offered),
        null);
  }

  static ApiException invalid(GroupVersionKind kind, String name, List<FieldError> faults) {
    ObjectNode details = details(name, kind.group(), kind.kind());
    ArrayNode causes = details.putArray("causes");
    for (FieldError fault : faults) {
      causes
          .addObject()
          .put("reason", fault.reason().text())
          .put("message", fault.detail())
          .put("field", fault.field());
    }
    return failure(422, "Invalid", FieldError.summary(kind, name, faults), details);
  }

  static ApiException of(KubernetesException refused) {
    ObjectNode details = null;
    if (!refused.causes().isEmpty()) {
      details = object();
      ArrayNode causes = details.putArray("causes");
      for (KubernetesException.Cause cause : refused.causes()) {
        ObjectNode node = causes.addObject();
        if (!cause.reason().isEmpty()) {
          node.put("reason", cause.reason());
        }
        node.put("message", cause.message());
        if (!cause.field().isEmpty()) {
          node.put("field", cause.field());
        }
      }
    } else if (refused.code() == 422) {
      details = object();
    }
    return failure(
        refused.code(),
        refused.reason().isEmpty() ? null : refused.reason(),
        String.valueOf(refused.getMessage()),
        details);
  }

  /// The history does not reach back so far. A failure that the sandbox was asked for, in the real
  /// server's words for the status.
  static ApiException disturbed(int code) {
    ObjectNode later = Json.object().put("retryAfterSeconds", 1);
    return switch (code) {
      case 401 -> unauthorized();
      case 409 ->
          failure(
              409,
              "Conflict",
              "Operation cannot be fulfilled: the object has been modified; please apply your"
                  + " changes to the latest version and try again",
              null);
      case 410 -> expired("The resourceVersion for the provided watch is too old.");
      case 429 ->
          failure(
              429,
              "TooManyRequests",
              "the server has received too many requests and has asked us to try again later",
              later);
      case 500 -> internalError("a fault of the sandbox");
      case 503 ->
          failure(
              503,
              "ServiceUnavailable",
              "the server is currently unable to handle the request",
              later);
      case 504 ->
          failure(504, "Timeout", "the server was unable to return a response in time", later);
      default -> failure(code, "Unknown", "a fault of the sandbox", null);
    };
  }

  static ApiException expired(String message) {
    return failure(410, "Expired", message, null);
  }

  /// A revision that the store has not reached.
  static ApiException tooLargeResourceVersion(long asked, long current) {
    ObjectNode details = object();
    details
        .putArray("causes")
        .addObject()
        .put("reason", "ResourceVersionTooLarge")
        .put("message", "Too large resource version");
    details.put("retryAfterSeconds", 1);
    return failure(
        504, "Timeout", "Too large resource version: " + asked + ", current: " + current, details);
  }

  static ObjectNode details(String name, String group, String kind) {
    ObjectNode details = object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!group.isEmpty()) {
      details.put("group", group);
    }
    if (!kind.isEmpty()) {
      details.put("kind", kind);
    }
    return details;
  }

  static ApiException failure(
      int code, @Nullable String reason, String message, @Nullable ObjectNode details) {
    ObjectNode status = object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", message);
    if (reason != null) {
      status.put("reason", reason);
    }
    if (details != null) {
      status.set("details", details);
    }
    status.put("code", code);
    return new ApiException(status);
  }

  /// The answer to a DELETE that removed the object, or to a binding or eviction (without details).
  static ObjectNode success(@Nullable ObjectNode details) {
    ObjectNode status = object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    if (details != null) {
      status.set("details", details);
    }
    return status;
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
