package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Questions about identity and permission that are asked by POST and never stored.
final class Reviews {
  private static final Map<String, String> AUTHORIZATION =
      Map.of(
          "selfsubjectaccessreviews", "SelfSubjectAccessReview",
          "subjectaccessreviews", "SubjectAccessReview",
          "localsubjectaccessreviews", "LocalSubjectAccessReview",
          "selfsubjectrulesreviews", "SelfSubjectRulesReview");
  private static final Map<String, String> AUTHENTICATION =
      Map.of("selfsubjectreviews", "SelfSubjectReview", "tokenreviews", "TokenReview");

  private final Rbac rbac;
  private final Tokens tokens;

  Reviews(Rbac rbac, Tokens tokens) {
    this.rbac = rbac;
    this.tokens = tokens;
  }

  boolean serves(RequestPath path) {
    boolean local = path.resource().equals("localsubjectaccessreviews");
    return path.version().equals("v1")
        && path.subresource().isEmpty()
        && local == (path.namespace() != null)
        && kinds(path.group()).containsKey(path.resource());
  }

  String kind(RequestPath path) {
    return kinds(path.group()).getOrDefault(path.resource(), "");
  }

  /// The kinds of a group, by plural.
  static Map<String, String> kinds(String group) {
    return switch (group) {
      case "authorization.k8s.io" -> AUTHORIZATION;
      case "authentication.k8s.io" -> AUTHENTICATION;
      default -> Map.of();
    };
  }

  ObjectNode answer(RequestPath path, Caller caller, ObjectNode sent, String manager, Instant now) {
    ObjectNode body = sent.deepCopy();
    if (body.path("spec").isObject()) {
      body.set("spec", Json.withoutZeros(body.path("spec")));
    }
    ObjectNode answer = Json.object();
    answer.put("kind", kind(path)).put("apiVersion", path.group() + "/v1");
    JsonNode metadata = body.path("metadata");
    answer.set("metadata", metadata.isObject() ? Json.withoutZeros(metadata) : Json.object());
    Json.childObject(answer, "metadata").remove("creationTimestamp");
    switch (path.resource()) {
      case "selfsubjectreviews" -> self(answer, caller, now);
      case "tokenreviews" -> token(answer, body.path("spec"));
      case "selfsubjectrulesreviews" -> rules(answer, caller, body.path("spec"));
      case "selfsubjectaccessreviews" -> access(answer, caller, body.path("spec"), path);
      default -> access(answer, subject(body.path("spec")), body.path("spec"), path);
    }
    if (path.resource().endsWith("accessreviews") || path.resource().equals("tokenreviews")) {
      PassingFields.note(answer, body.path("spec"), manager, "", now);
    }
    return answer;
  }

  private static void self(ObjectNode answer, Caller caller, Instant now) {
    ((ObjectNode) answer.path("metadata")).put("creationTimestamp", now.toString());
    answer.putObject("status").set("userInfo", userInfo(caller));
  }

  private static ObjectNode userInfo(Caller caller) {
    ObjectNode info = Json.object();
    info.put("username", caller.name());
    if (!caller.uid().isEmpty()) {
      info.put("uid", caller.uid());
    }
    info.set("groups", Json.MAPPER.valueToTree(caller.groups()));
    if (!caller.extra().isEmpty()) {
      info.set("extra", Json.MAPPER.valueToTree(caller.extra()));
    }
    return info;
  }

  private void token(ObjectNode answer, JsonNode spec) {
    answer.set("spec", spec);
    ObjectNode status = answer.putObject("status");
    Optional<Caller> caller = tokens.find(spec.path("token").asText(""));
    if (caller.isPresent()) {
      status.put("authenticated", true);
      status.set("user", userInfo(caller.get()));
      status.putArray("audiences").add(Tokens.ISSUER);
    } else {
      status.putObject("user");
      status.put("error", "invalid bearer token");
    }
  }

  private static Caller subject(JsonNode spec) {
    List<String> groups = new ArrayList<>();
    spec.path("groups").forEach(group -> groups.add(group.asText()));
    return new Caller(
        spec.path("user").asText(""), spec.path("uid").asText(""), List.copyOf(groups), Map.of());
  }

  private void access(ObjectNode answer, Caller caller, JsonNode spec, RequestPath path) {
    checkAccess(spec, path);
    answer.set("spec", spec);
    JsonNode resource = spec.path("resourceAttributes");
    Rbac.Wish wish;
    if (resource.isObject()) {
      String plural = resource.path("resource").asText("");
      String subresource = resource.path("subresource").asText("");
      @Nullable String namespace = resource.path("namespace").asText("");
      wish =
          new Rbac.Wish.Resource(
              resource.path("verb").asText(""),
              resource.path("group").asText(""),
              subresource.isEmpty() ? plural : plural + "/" + subresource,
              namespace.isEmpty() ? null : namespace,
              resource.path("name").asText(""));
    } else {
      wish =
          new Rbac.Wish.Path(
              spec.path("nonResourceAttributes").path("verb").asText(""),
              spec.path("nonResourceAttributes").path("path").asText(""));
    }
    Optional<String> reason = rbac.grant(caller, wish);
    ObjectNode status = answer.putObject("status");
    status.put("allowed", reason.isPresent());
    reason.filter(text -> !text.isEmpty()).ifPresent(text -> status.put("reason", text));
  }

  private void checkAccess(JsonNode spec, RequestPath path) {
    boolean resource = spec.path("resourceAttributes").isObject();
    boolean other = spec.path("nonResourceAttributes").isObject();
    List<FieldError> faults = new ArrayList<>();
    if (resource && other) {
      faults.add(
          new FieldError(
              FieldError.Reason.INVALID,
              "spec.nonResourceAttributes",
              "Invalid value: %s: cannot be specified in combination with resourceAttributes"
                  .formatted(spec.path("nonResourceAttributes"))));
    } else if (!resource && !other) {
      faults.add(
          new FieldError(
              FieldError.Reason.INVALID,
              "spec.resourceAttributes",
              "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must"
                  + " be specified"));
    }
    if (!path.resource().startsWith("self")
        && spec.path("user").asText("").isEmpty()
        && spec.path("groups").isEmpty()) {
      faults.add(
          new FieldError(
              FieldError.Reason.INVALID,
              "spec.user",
              "Invalid value: \"\": at least one of user or group must be specified"));
    }
    if (!faults.isEmpty()) {
      throw Statuses.invalid(new GroupVersionKind(path.group(), "v1", ""), "", faults);
    }
  }

  private void rules(ObjectNode answer, Caller caller, JsonNode spec) {
    answer.putObject("spec");
    ObjectNode status = answer.putObject("status");
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    for (JsonNode rule : rbac.rules(caller, spec.path("namespace").asText(""))) {
      if (rule.has("nonResourceURLs")) {
        paths.add(rule);
      } else {
        resources.add(rule);
      }
    }
    status.put("incomplete", false);
  }
}
