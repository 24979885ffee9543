package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The options of a DELETE, from its body or, without a body, from its parameters.
record DeleteRequest(DeleteOptions options) {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("meta.k8s.io", "v1", "DeleteOptions");

  static DeleteRequest of(Http.Request request) {
    JsonNode body = Json.object();
    if (request.body().length > 0) {
      body = BodyReader.readOptions(request);
    }
    return of(body, request);
  }

  /// @param body a DeleteOptions object; parameters count where it says nothing
  static DeleteRequest of(JsonNode body, Http.Request request) {
    List<FieldError> faults = new ArrayList<>();
    String policy = text(body, "propagationPolicy", request);
    JsonNode orphan = body.path("orphanDependents");
    if (orphan.isMissingNode() && request.has("orphanDependents")) {
      orphan =
          com.fasterxml.jackson.databind.node.BooleanNode.valueOf(request.flag("orphanDependents"));
    }
    if (!policy.isEmpty() && orphan.isBoolean()) {
      faults.add(
          new FieldError(
              FieldError.Reason.INVALID,
              "propagationPolicy",
              "Invalid value: \"%s\": orphanDependents and deletionPropagation cannot be both set"
                  .formatted(policy)));
    }
    if (!Set.of("", "Orphan", "Background", "Foreground").contains(policy)) {
      faults.add(
          new FieldError(
              FieldError.Reason.NOT_SUPPORTED,
              "propagationPolicy",
              "Unsupported value: \"%s\": supported values: \"Background\", \"Foreground\", \"Orphan\", nil"
                  .formatted(policy)));
    }
    List<String> dryRun = new ArrayList<>();
    body.path("dryRun").forEach(value -> dryRun.add(value.asText()));
    if (dryRun.isEmpty()) {
      dryRun.addAll(request.query().getOrDefault("dryRun", List.of()));
    }
    HttpApi.OptionChecks.dryRun(dryRun, faults);
    if (!faults.isEmpty()) {
      throw Statuses.invalid(KIND, "", faults);
    }
    JsonNode preconditions = body.path("preconditions");
    return new DeleteRequest(
        new DeleteOptions(
            propagation(policy, orphan),
            grace(body, request),
            preconditions.hasNonNull("uid") ? preconditions.path("uid").asText() : null,
            preconditions.hasNonNull("resourceVersion")
                ? preconditions.path("resourceVersion").asText()
                : null,
            !dryRun.isEmpty()));
  }

  private static String text(JsonNode body, String field, Http.Request request) {
    return body.hasNonNull(field) ? body.path(field).asText() : request.parameter(field);
  }

  private static @Nullable Long grace(JsonNode body, Http.Request request) {
    if (body.path("gracePeriodSeconds").isNumber()) {
      return body.path("gracePeriodSeconds").asLong();
    }
    String text = request.parameter("gracePeriodSeconds");
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException _) {
      throw Statuses.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
    }
  }

  private static DeleteOptions.@Nullable Propagation propagation(String policy, JsonNode orphan) {
    return switch (policy) {
      case "Orphan" -> DeleteOptions.Propagation.ORPHAN;
      case "Background" -> DeleteOptions.Propagation.BACKGROUND;
      case "Foreground" -> DeleteOptions.Propagation.FOREGROUND;
      default ->
          orphan.isBoolean()
              ? orphan.asBoolean()
                  ? DeleteOptions.Propagation.ORPHAN
                  : DeleteOptions.Propagation.BACKGROUND
              : null;
    };
  }
}
