package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The subresources that are not part of an object: logs, evictions, tokens, bindings, the
/// finalization of namespaces.
final class Subresources {
  private static final GroupVersionKind LOG_OPTIONS =
      new GroupVersionKind("", "v1", "PodLogOptions");
  private static final long MIN_TOKEN_SECONDS = 600;
  private static final long DEFAULT_TOKEN_SECONDS = 3_600;

  private final Api api;
  private final Tokens tokens;
  private final @Nullable PodLogs logs;

  Subresources(Api api, Tokens tokens, @Nullable PodLogs logs) {
    this.api = api;
    this.tokens = tokens;
    this.logs = logs;
  }

  Http.Answer answer(Http.Request request, Call call) {
    String path = call.entry().resource() + "/" + call.subresource();
    return switch (path) {
      case "pods/log" -> {
        need(request, "GET");
        yield log(request, call);
      }
      case "pods/binding" -> {
        need(request, "POST");
        ObjectNode binding = (ObjectNode) BodyReader.read(request, "Binding").tree();
        yield Http.Answer.json(201, api.binding(call, binding));
      }
      case "pods/eviction" -> {
        need(request, "POST");
        ObjectNode eviction = (ObjectNode) BodyReader.read(request, "Eviction").tree();
        DeleteRequest options = DeleteRequest.of(eviction.path("deleteOptions"), request);
        Call effective =
            options.options().dryRun()
                ? new Call(
                    call.entry(),
                    call.namespace(),
                    call.name(),
                    call.subresource(),
                    call.user(),
                    call.manager(),
                    true,
                    call.fieldValidation(),
                    call.warnings())
                : call;
        yield Http.Answer.json(201, api.pods().evict(effective, eviction, options.options()));
      }
      case "pods/exec", "pods/attach", "pods/portforward" -> {
        String node = api.engine().get(call).path("spec").path("nodeName").asText("");
        if (node.isEmpty()) {
          throw Statuses.badRequest("pod " + call.name() + " does not have a host assigned");
        }
        throw Statuses.methodNotAllowed(); // nodes here run plain processes
      }
      case "pods/ephemeralcontainers", "pods/resize" -> pod(request, call);
      case "serviceaccounts/token" -> {
        need(request, "POST");
        yield Http.Answer.json(
            201, token(call, (ObjectNode) BodyReader.read(request, "TokenRequest").tree()));
      }
      case "namespaces/finalize" -> {
        need(request, "PUT");
        BodyReader.Body body = BodyReader.read(request, "Namespace");
        yield Http.Answer.json(200, finalizeNamespace(call, Kinds.expected(call, body)));
      }
      default -> throw Statuses.noSuchResource();
    };
  }

  private static void need(Http.Request request, String method) {
    if (!request.method().equals(method)) {
      throw Statuses.methodNotAllowed();
    }
  }

  // ---------------------------------------------------------------- pods

  private Http.Answer pod(Http.Request request, Call call) {
    return switch (request.method()) {
      case "GET" -> Http.Answer.json(200, api.engine().get(call));
      case "PUT" -> {
        BodyReader.Body body = BodyReader.read(request, "Pod");
        ObjectNode decoded =
            api.engine().decode(call, Kinds.expected(call, body), body.duplicates());
        yield Http.Answer.json(200, api.engine().update(call, decoded));
      }
      case "PATCH" -> {
        PatchType type = PatchType.of(BodyReader.mediaType(request));
        JsonNode patch =
            type == PatchType.APPLY ? BodyReader.readApply(request) : BodyReader.readPatch(request);
        yield Http.Answer.json(200, api.patch(call, type, patch, request.flag("force")).object());
      }
      default -> throw Statuses.methodNotAllowed();
    };
  }

  private Http.Answer log(Http.Request request, Call call) {
    LogRequest options = LogRequest.of(request, call.name());
    ObjectNode pod = api.engine().get(call);
    String container = container(pod, options.container());
    String node = pod.path("spec").path("nodeName").asText("");
    if (node.isEmpty()) {
      return new Http.Answer.Whole(204, "text/plain", new byte[0], List.of());
    }
    PodLogs source = logs;
    if (source == null) {
      throw Statuses.internalError(
          "no node agent runs, so there is no log of pod " + call.name() + " on node " + node);
    }
    return new Http.Answer.Stream(
        "text/plain", out -> source.write(pod, container, options.options(), out));
  }

  private static String container(ObjectNode pod, String wanted) {
    List<String> names = new ArrayList<>();
    pod.path("spec").path("containers").forEach(each -> names.add(each.path("name").asText()));
    List<String> all = new ArrayList<>(names);
    List<String> initial = new ArrayList<>();
    pod.path("spec")
        .path("initContainers")
        .forEach(each -> initial.add(each.path("name").asText()));
    all.addAll(initial);
    pod.path("spec")
        .path("ephemeralContainers")
        .forEach(each -> all.add(each.path("name").asText()));
    if (wanted.isEmpty()) {
      String preset =
          Json.metadata(pod)
              .path("annotations")
              .path("kubectl.kubernetes.io/default-container")
              .asText("");
      if (names.contains(preset)) {
        return preset;
      }
      if (names.size() == 1) {
        return names.getFirst();
      }
      String choices = "[" + String.join(" ", names) + "]";
      throw Statuses.badRequest(
          "a container name must be specified for pod %s, choose one of: %s%s"
              .formatted(
                  Json.name(pod),
                  choices,
                  initial.isEmpty()
                      ? ""
                      : " or one of the init containers: [" + String.join(" ", initial) + "]"));
    }
    if (!all.contains(wanted)) {
      throw Statuses.badRequest(
          "container %s is not valid for pod %s".formatted(wanted, Json.name(pod)));
    }
    return wanted;
  }

  /// The parameters of a log request.
  private record LogRequest(String container, PodLogs.Options options) {
    static LogRequest of(Http.Request request, String pod) {
      Long tail = number(request, "tailLines");
      Long sinceSeconds = number(request, "sinceSeconds");
      Long limit = number(request, "limitBytes");
      String sinceTime = request.parameter("sinceTime");
      List<FieldError> faults = new ArrayList<>();
      if (tail != null && tail < 0) {
        faults.add(invalid("tailLines", tail, "must be greater than or equal to 0"));
      }
      if (limit != null && limit < 1) {
        faults.add(invalid("limitBytes", limit, "must be greater than 0"));
      }
      if (sinceSeconds != null && !sinceTime.isEmpty()) {
        faults.add(
            new FieldError(
                FieldError.Reason.FORBIDDEN,
                "[]",
                "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified"));
      } else if (sinceSeconds != null && sinceSeconds < 1) {
        faults.add(invalid("sinceSeconds", sinceSeconds, "must be greater than 0"));
      }
      if (!faults.isEmpty()) {
        throw Statuses.invalid(LOG_OPTIONS, pod, faults);
      }
      Instant since = null;
      if (sinceSeconds != null) {
        since = Instant.now().minusSeconds(sinceSeconds);
      } else if (!sinceTime.isEmpty()) {
        since = Instant.parse(sinceTime);
      }
      return new LogRequest(
          request.parameter("container"),
          new PodLogs.Options(
              request.flag("follow"),
              request.flag("previous"),
              request.flag("timestamps"),
              tail,
              since,
              limit));
    }

    private static FieldError invalid(String field, long value, String why) {
      return new FieldError(
          FieldError.Reason.INVALID, field, "Invalid value: " + value + ": " + why);
    }

    private static @Nullable Long number(Http.Request request, String name) {
      String text = request.parameter(name);
      if (text.isEmpty()) {
        return null;
      }
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException _) {
        throw Statuses.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
      }
    }
  }

  // ---------------------------------------------------------------- service accounts

  private ObjectNode token(Call call, ObjectNode request) {
    ObjectNode account = api.engine().get(call);
    JsonNode spec = request.path("spec");
    long seconds = spec.path("expirationSeconds").asLong(DEFAULT_TOKEN_SECONDS);
    if (spec.path("expirationSeconds").isNumber() && seconds < MIN_TOKEN_SECONDS) {
      throw Statuses.invalid(
          new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest"),
          "",
          List.of(
              new FieldError(
                  FieldError.Reason.INVALID,
                  "spec.expirationSeconds",
                  "Invalid value: %d: may not specify a duration less than 10 minutes"
                      .formatted(seconds))));
    }
    List<String> audiences = new ArrayList<>();
    spec.path("audiences").forEach(each -> audiences.add(each.asText()));
    ObjectNode bound = bound(call, spec.path("boundObjectRef"));
    Tokens.Issued issued = tokens.issue(account, audiences, seconds, bound);
    ObjectNode answer = Json.object();
    answer.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
    ObjectNode metadata = answer.putObject("metadata");
    metadata.put("name", call.name()).put("namespace", call.namespace());
    metadata.put("uid", Json.uid(account));
    metadata.put("creationTimestamp", api.engine().now().toString());
    ObjectNode owned = Json.object();
    for (String field : List.of("audiences", "boundObjectRef")) {
      if (spec.hasNonNull(field)) {
        owned.set(field, spec.get(field));
      }
    }
    owned.put("expirationSeconds", seconds);
    PassingFields.note(answer, owned, call.manager(), "token", api.engine().now());
    ObjectNode shownSpec = answer.putObject("spec");
    shownSpec.set(
        "audiences",
        Json.MAPPER.valueToTree(audiences.isEmpty() ? List.of(Tokens.ISSUER) : audiences));
    shownSpec.put("expirationSeconds", seconds);
    if (spec.hasNonNull("boundObjectRef")) {
      shownSpec.set("boundObjectRef", spec.get("boundObjectRef"));
    } else {
      shownSpec.putNull("boundObjectRef");
    }
    ObjectNode status = answer.putObject("status");
    status.put("token", issued.token());
    status.put("expirationTimestamp", issued.expires().toString());
    return answer;
  }

  private @Nullable ObjectNode bound(Call call, JsonNode reference) {
    if (!reference.isObject()) {
      return null;
    }
    String kind = reference.path("kind").asText();
    GroupResource resource =
        switch (kind) {
          case "Pod" -> GroupResource.PODS;
          case "Secret" -> GroupResource.SECRETS;
          case "Node" -> GroupResource.NODES;
          default ->
              throw Statuses.badRequest(
                  "cannot bind token for serviceaccount \"%s\" to %s".formatted(call.name(), kind));
        };
    String name = reference.path("name").asText();
    String namespace = kind.equals("Node") ? null : call.namespace();
    Optional<Store.Stored> found = api.engine().store().get(resource, Store.key(namespace, name));
    if (found.isEmpty()) {
      throw Statuses.notFound(resource, name);
    }
    String uid = Json.uid(found.get().object());
    String wanted = reference.path("uid").asText("");
    if (!wanted.isEmpty() && !wanted.equals(uid)) {
      throw Statuses.conflict(
          resource,
          name,
          "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
              .formatted(wanted));
    }
    return Json.object().put("kind", kind).put("name", name).put("uid", uid);
  }

  // ---------------------------------------------------------------- namespaces

  /// Sets a namespace's `spec.finalizers`; without any a terminating namespace is gone.
  private ObjectNode finalizeNamespace(Call call, ObjectNode body) {
    return Namespaces.setFinalizers(api.engine(), call, body.path("spec").path("finalizers"));
  }
}
