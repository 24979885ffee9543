package dev.fairlead.sandbox.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.kubernetes.FieldError;
import dev.fairlead.kubernetes.GroupVersionKind;
import dev.fairlead.kubernetes.KubernetesException;
import dev.fairlead.yaml.GoYaml;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers HTTP requests: who asks, may he, what is meant, in which form the answer goes back.
final class HttpApi {
  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

  private final Api api;
  private final Engine engine;
  private final Lists lists;
  private final Tokens tokens;
  private final Rbac rbac;
  private final Impersonation impersonation;
  private final Discovery discovery;
  private final Subresources subresources;
  private final Reviews reviews;
  private final Identities identities;
  private final Clock clock;

  HttpApi(
      Api api,
      Tokens tokens,
      Rbac rbac,
      Discovery discovery,
      Subresources subresources,
      Identities identities,
      Clock clock) {
    this.api = api;
    this.engine = api.engine();
    this.lists = new Lists(engine);
    this.tokens = tokens;
    this.rbac = rbac;
    this.impersonation = new Impersonation(rbac);
    this.discovery = discovery;
    this.subresources = subresources;
    this.reviews = new Reviews(rbac, tokens);
    this.identities = identities;
    this.clock = clock;
  }

  /// Answers one request; every failure becomes an answer.
  Http.Answer answer(Http.Request request) {
    List<String> warnings = new ArrayList<>();
    try {
      Http.Answer answer = route(request, warnings);
      return answer instanceof Http.Answer.Whole whole ? withWarnings(whole, warnings) : answer;
    } catch (ApiException e) {
      return withWarnings(failure(e, request), warnings);
    } catch (KubernetesException e) {
      return withWarnings(failure(Statuses.of(e), request), warnings);
    } catch (RuntimeException e) {
      LOG.warn("{} {} failed", request.method(), request.rawPath(), e);
      return failure(Statuses.internalError(e.toString()), request);
    }
  }

  /// A failure in the form that every client reads.
  static Http.Answer.Whole failure(ApiException e) {
    return new Http.Answer.Whole(
        e.code(), "application/json", Json.bytes(e.status()), retryAfter(e));
  }

  private static List<Map.Entry<String, String>> retryAfter(ApiException e) {
    JsonNode retry = e.status().path("details").path("retryAfterSeconds");
    return retry.isNumber() ? List.of(Map.entry("Retry-After", retry.asText())) : List.of();
  }

  private static Http.Answer.Whole failure(ApiException e, Http.Request request) {
    List<Map.Entry<String, String>> headers = retryAfter(e);
    if (request.method().equals("HEAD")) {
      return new Http.Answer.Whole(e.code(), "application/json", new byte[0], headers);
    }
    if (wantsYaml(request)) {
      byte[] yaml = GoYaml.write(e.status()).getBytes(StandardCharsets.UTF_8);
      return new Http.Answer.Whole(e.code(), "application/yaml", yaml, headers);
    }
    return failure(e);
  }

  private static boolean wantsYaml(Http.Request request) {
    List<Negotiation.Clause> clauses = Negotiation.clauses(request.headerOrEmpty("Accept"));
    return !clauses.isEmpty() && clauses.getFirst().type().equals("application/yaml");
  }

  private static Http.Answer.Whole withWarnings(Http.Answer.Whole answer, List<String> warnings) {
    if (warnings.isEmpty()) {
      return answer;
    }
    List<Map.Entry<String, String>> headers = new ArrayList<>(answer.headers());
    for (String warning : warnings) {
      headers.add(
          Map.entry(
              "Warning",
              "299 - \""
                  + warning
                      .replace("\\", "\\\\")
                      .replace("\"", "\\\"")
                      .replaceAll("\\p{Cntrl}", " ")
                  + "\""));
    }
    return new Http.Answer.Whole(
        answer.code(), answer.contentType(), answer.body(), List.copyOf(headers));
  }

  private Http.Answer route(Http.Request request, List<String> warnings) {
    Caller caller = impersonation.of(tokens.authenticate(request.header("Authorization")), request);
    List<String> segments = RequestPath.segments(request.rawPath());
    RequestPath path = RequestPath.of(segments);
    if (path == null) {
      String verb = pathVerb(request.method());
      String name = "/" + String.join("/", segments);
      if (rbac.grant(caller, new Rbac.Wish.Path(verb, name)).isEmpty()) {
        throw Statuses.forbiddenPath(caller.name(), verb, name);
      }
      return discovery.answer(request, segments);
    }
    checkTimeout(request);
    String verb = verb(request, path);
    authorize(caller, request, path, verb);
    Served.View view = engine.served().view();
    if (request.method().equals("HEAD")) {
      throw Statuses.methodNotAllowed();
    }
    Optional<Http.Answer> special = special(request, path, caller);
    if (special.isPresent()) {
      return special.get();
    }
    Optional<Served.Entry> entry = view.find(path.group(), path.version(), path.resource());
    if (entry.isEmpty()) {
      return unknown(view, path);
    }
    if (!path.rest().isEmpty()
        || (entry.get().type().namespaced() && path.namespace() == null && !path.name().isEmpty())
        || (!entry.get().type().namespaced() && path.namespace() != null)
        || path.name().contains("/")
        || path.subresource().contains("/")) {
      throw Statuses.noSuchResource();
    }
    checkNameText(path.name());
    if (path.namespace() != null) {
      checkNamespaceText(path.namespace());
    }
    Call call = call(request, path, entry.get(), caller, warnings);
    entry.get().deprecation().ifPresent(call::warn);
    return dispatch(request, path, call, verb);
  }

  private static Http.Answer unknown(Served.View view, RequestPath path) {
    boolean group = !view.versions(path.group()).isEmpty();
    if (!group || view.isCustomGroup(path.group())) {
      return Http.Answer.text(404, "404 page not found\n");
    }
    throw Statuses.noSuchResource();
  }

  private static String pathVerb(String method) {
    return switch (method) {
      case "POST" -> "post";
      case "PUT" -> "put";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      case "HEAD" -> "head";
      case "OPTIONS" -> "options";
      default -> "get";
    };
  }

  private static String verb(Http.Request request, RequestPath path) {
    boolean collection = path.name().isEmpty();
    return switch (request.method()) {
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> collection ? "deletecollection" : "delete";
      case "GET", "HEAD" ->
          path.watch() || (collection && request.flag("watch"))
              ? "watch"
              : collection ? "list" : "get";
      default -> "";
    };
  }

  private void authorize(Caller caller, Http.Request request, RequestPath path, String verb) {
    if (caller.isMaster()) {
      return;
    }
    String name = path.name();
    if (name.isEmpty() && Set.of("list", "watch", "deletecollection").contains(verb)) {
      for (String part : request.parameter("fieldSelector").split(",")) {
        if (part.startsWith("metadata.name=")) {
          name = part.substring("metadata.name=".length()).replaceFirst("^=", "");
        }
      }
    }
    String namespace = path.namespace();
    if (path.group().isEmpty() && path.resource().equals("namespaces") && !path.name().isEmpty()) {
      namespace = path.name();
    }
    String resource =
        path.subresource().isEmpty() ? path.resource() : path.resource() + "/" + path.subresource();
    Rbac.Wish wish = new Rbac.Wish.Resource(verb, path.group(), resource, namespace, name);
    if (rbac.grant(caller, wish).isEmpty()) {
      String where =
          namespace == null ? "at the cluster scope" : "in the namespace \"" + namespace + "\"";
      throw Statuses.forbidden(
          new GroupResource(path.group(), path.resource()),
          path.name(),
          "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
              .formatted(caller.name(), verb, resource, path.group(), where));
    }
  }

  private static void checkTimeout(Http.Request request) {
    String timeout = request.parameter("timeout");
    if (!timeout.isEmpty() && !timeout.matches("[-+]?(0|(\\d+(\\.\\d*)?(ns|us|µs|ms|s|m|h))+)")) {
      throw Statuses.badRequest(
          "invalid timeout specified in the request URL - time: invalid duration \"%s\""
              .formatted(timeout));
    }
  }

  private static void checkNameText(String name) {
    if (name.equals(".") || name.equals("..")) {
      throw Statuses.badRequest(
          "Name parameter invalid: \"%s\": may not be '%s'".formatted(name, name));
    }
    if (name.contains("%")) {
      throw Statuses.badRequest(
          "Name parameter invalid: \"%s\": may not contain '%%'".formatted(name));
    }
  }

  private static void checkNamespaceText(String namespace) {
    if (namespace.equals(".") || namespace.equals("..")) {
      throw Statuses.badRequest(
          "Namespace parameter invalid: \"%s\": may not be '%s'".formatted(namespace, namespace));
    }
  }

  private Call call(
      Http.Request request,
      RequestPath path,
      Served.Entry entry,
      Caller caller,
      List<String> warnings) {
    Call.FieldValidation validation =
        switch (request.parameter("fieldValidation")) {
          case "Strict" -> Call.FieldValidation.STRICT;
          case "Ignore" -> Call.FieldValidation.IGNORE;
          default -> Call.FieldValidation.WARN;
        };
    boolean dryRun = !request.parameter("dryRun").isEmpty();
    return new Call(
        entry,
        entry.type().namespaced() ? path.namespace() : null,
        path.name(),
        path.subresource(),
        caller,
        manager(request),
        dryRun,
        validation,
        warnings);
  }

  /// The fieldManager parameter, or the user agent up to its first slash.
  static String manager(Http.Request request) {
    String manager = request.parameter("fieldManager");
    if (!manager.isEmpty()) {
      return manager;
    }
    String agent = request.headerOrEmpty("User-Agent");
    int slash = agent.indexOf('/');
    String prefix = slash < 0 ? agent : agent.substring(0, slash);
    StringBuilder printable = new StringBuilder();
    prefix
        .codePoints()
        .filter(c -> !Character.isISOControl(c))
        .limit(128)
        .forEach(printable::appendCodePoint);
    return printable.isEmpty() ? "unknown" : printable.toString();
  }

  // ---------------------------------------------------------------- dispatch

  /// Things that are no stored kinds: reviews, and bindings below a namespace.
  private Optional<Http.Answer> special(Http.Request request, RequestPath path, Caller caller) {
    if (reviews.serves(path)) {
      if (!request.method().equals("POST") || !path.name().isEmpty()) {
        throw Statuses.methodNotAllowed();
      }
      BodyReader.Body body = BodyReader.read(request, reviews.kind(path));
      return Optional.of(
          Http.Answer.json(
              201,
              reviews.answer(
                  path, caller, (ObjectNode) body.tree(), manager(request), engine.now())));
    }
    if (path.group().isEmpty()
        && path.version().equals("v1")
        && path.resource().equals("bindings")
        && path.namespace() != null) {
      if (!request.method().equals("POST") || !path.name().isEmpty()) {
        throw Statuses.methodNotAllowed();
      }
      ObjectNode binding = (ObjectNode) BodyReader.read(request, "Binding").tree();
      Served.Entry pods =
          engine.served().view().find("", "v1", "pods").orElseThrow(Statuses::noSuchResource);
      RequestPath pod =
          new RequestPath(
              "", "v1", path.namespace(), "pods", Json.name(binding), "binding", false, List.of());
      Call call = call(request, pod, pods, caller, new ArrayList<>());
      return Optional.of(Http.Answer.json(201, api.binding(call, binding)));
    }
    return Optional.empty();
  }

  private Http.Answer dispatch(Http.Request request, RequestPath path, Call call, String verb) {
    if (!path.subresource().isEmpty()) {
      String subresource = path.subresource();
      boolean stored =
          (subresource.equals("status") && call.type().hasStatus())
              || (subresource.equals("scale") && call.type().scale().isPresent());
      if (!stored) {
        return subresources.answer(request, call);
      }
      if (Set.of("create", "delete", "deletecollection", "").contains(verb)) {
        throw Statuses.methodNotAllowed();
      }
    }
    return switch (verb) {
      case "get" -> get(request, call);
      case "list" -> list(request, call);
      case "watch" -> watch(request, path, call);
      case "create" -> {
        if (!path.name().isEmpty() || (call.type().namespaced() && path.namespace() == null)) {
          throw Statuses.methodNotAllowed();
        }
        yield create(request, call);
      }
      case "update" -> {
        if (path.name().isEmpty()) {
          throw Statuses.methodNotAllowed();
        }
        yield update(request, call);
      }
      case "patch" -> {
        if (path.name().isEmpty()) {
          throw Statuses.methodNotAllowed();
        }
        yield patch(request, call);
      }
      case "delete" -> delete(request, call);
      case "deletecollection" -> {
        if (call.type().namespaced() && path.namespace() == null) {
          throw Statuses.methodNotAllowed();
        }
        yield deleteCollection(request, call);
      }
      default -> throw Statuses.methodNotAllowed();
    };
  }

  private Presentation presentation(Http.Request request, Served.Entry entry, String accept) {
    return new Presentation(
        entry, Negotiation.of(accept, true), request.parameter("includeObject"), clock);
  }

  private Presentation presentation(Http.Request request, Call call) {
    return presentation(request, call.entry(), request.headerOrEmpty("Accept"));
  }

  private static Http.Answer.Whole body(Http.Request request, int code, JsonNode body) {
    if (Negotiation.of(request.headerOrEmpty("Accept"), true).yaml()) {
      return new Http.Answer.Whole(
          code, "application/yaml", GoYaml.write(body).getBytes(StandardCharsets.UTF_8), List.of());
    }
    return Http.Answer.json(code, body);
  }

  private Http.Answer shown(Http.Request request, Call call, int code, ObjectNode object) {
    Presentation presentation = presentation(request, call);
    boolean own = !Set.of("Status", "Scale").contains(object.path("kind").asText());
    return body(request, code, own ? presentation.object(object) : object);
  }

  private Http.Answer get(Http.Request request, Call call) {
    Presentation presentation = presentation(request, call);
    String version = request.parameter("resourceVersion");
    if (!version.isEmpty()) {
      if (!version.matches("\\d{1,18}")) {
        throw Statuses.internal(
            "resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing \"%s\": invalid syntax"
                .formatted(version, version));
      }
      long current = engine.store().revision();
      if (Long.parseLong(version) > current) {
        throw Statuses.tooLargeResourceVersion(Long.parseLong(version), current);
      }
    }
    if (call.subresource().equals("scale")) {
      return body(request, 200, api.scales().get(call));
    }
    return body(request, 200, presentation.object(engine.get(call)));
  }

  private Http.Answer list(Http.Request request, Call call) {
    Presentation presentation = presentation(request, call);
    Lists.Page page = lists.list(call, request);
    return body(request, 200, presentation.list(page.objects(), listMetadata(call, page)));
  }

  private static ObjectNode listMetadata(Call call, Lists.Page page) {
    ObjectNode metadata = Json.object();
    metadata.put("resourceVersion", Long.toString(page.revision()));
    if (call.entry().custom()) {
      metadata.put("continue", ""); // the real server always shows it here
    }
    if (!page.next().isEmpty()) {
      metadata.put("continue", page.next());
      if (page.remaining() >= 0) {
        metadata.put("remainingItemCount", page.remaining());
      }
    }
    return metadata;
  }

  private Http.Answer watch(Http.Request request, RequestPath path, Call call) {
    Presentation presentation = presentation(request, call);
    Http.Request effective = request;
    if (!path.name().isEmpty()) {
      Map<String, List<String>> query = new java.util.LinkedHashMap<>(request.query());
      query.put("fieldSelector", List.of("metadata.name=" + path.name()));
      effective =
          new Http.Request(
              request.method(), request.rawPath(), query, request.headers(), request.body());
    }
    return new Http.Answer.Watching(
        WatchSession.open(engine, call.withName(""), effective, presentation, identities));
  }

  private Http.Answer create(Http.Request request, Call call) {
    presentation(request, call);
    OptionChecks.check(request, "CreateOptions", false);
    BodyReader.Body body = BodyReader.read(request, call.type().kindName());
    ObjectNode object = Kinds.expected(call, body);
    ObjectNode decoded = engine.decode(call, object, body.duplicates());
    return shown(request, call, 201, engine.create(call.withName(""), decoded));
  }

  private Http.Answer update(Http.Request request, Call call) {
    presentation(request, call);
    OptionChecks.check(request, "UpdateOptions", false);
    if (call.subresource().equals("scale")) {
      BodyReader.Body body = BodyReader.read(request, "Scale");
      return body(request, 200, api.scales().update(call, body.tree()));
    }
    BodyReader.Body body = BodyReader.read(request, call.type().kindName());
    ObjectNode object = Kinds.expected(call, body);
    ObjectNode decoded = engine.decode(call, object, body.duplicates());
    return shown(request, call, 200, engine.update(call, decoded));
  }

  private Http.Answer patch(Http.Request request, Call call) {
    presentation(request, call);
    PatchType type = PatchType.of(BodyReader.mediaType(request));
    OptionChecks.check(request, "PatchOptions", type == PatchType.APPLY);
    JsonNode patch =
        type == PatchType.APPLY ? BodyReader.readApply(request) : BodyReader.readPatch(request);
    Engine.Written written =
        api.patch(call, type, patch, type == PatchType.APPLY && request.flag("force"));
    return shown(request, call, written.created() ? 201 : 200, written.object());
  }

  private Http.Answer delete(Http.Request request, Call call) {
    presentation(request, call);
    DeleteRequest options = DeleteRequest.of(request);
    Call effective = options.options().dryRun() ? dry(call) : call;
    ObjectNode answer = api.deletion().delete(effective, options.options());
    return shown(request, call, 200, answer);
  }

  private Http.Answer deleteCollection(Http.Request request, Call call) {
    Presentation presentation = presentation(request, call);
    DeleteRequest options = DeleteRequest.of(request);
    Lists.Page page = lists.list(call, request);
    Call effective = options.options().dryRun() ? dry(call) : call;
    api.deletion().deleteAll(effective, page.objects(), options.options());
    return body(request, 200, presentation.list(page.objects(), listMetadata(call, page)));
  }

  private static Call dry(Call call) {
    return new Call(
        call.entry(),
        call.namespace(),
        call.name(),
        call.subresource(),
        call.user(),
        call.manager(),
        true,
        call.fieldValidation(),
        call.warnings());
  }

  /// Checks of the parameters that writes share.
  static final class OptionChecks {
    private OptionChecks() {}

    static void check(Http.Request request, String kind, boolean apply) {
      List<FieldError> faults = new ArrayList<>();
      if (kind.equals("PatchOptions")) {
        if (request.flag("force") && !apply) {
          faults.add(
              new FieldError(
                  FieldError.Reason.FORBIDDEN,
                  "force",
                  "Forbidden: may not be specified for non-apply patch"));
        }
        if (apply && request.parameter("fieldManager").isEmpty()) {
          faults.add(
              new FieldError(
                  FieldError.Reason.REQUIRED,
                  "fieldManager",
                  "Required value: is required for apply patch"));
        }
      }
      fieldManager(request.parameter("fieldManager"), faults);
      dryRun(request.query().get("dryRun"), faults);
      String validation = request.parameter("fieldValidation");
      if (!Set.of("", "Ignore", "Warn", "Strict").contains(validation)) {
        faults.add(
            new FieldError(
                FieldError.Reason.NOT_SUPPORTED,
                "fieldValidation",
                "Unsupported value: \"%s\": supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""
                    .formatted(validation)));
      }
      if (!faults.isEmpty()) {
        throw Statuses.invalid(new GroupVersionKind("meta.k8s.io", "v1", kind), "", faults);
      }
    }

    private static void fieldManager(String manager, List<FieldError> faults) {
      if (manager.length() > 128) {
        faults.add(
            new FieldError(
                FieldError.Reason.TOO_LONG,
                "fieldManager",
                "Too long: may not be more than 128 bytes"));
      }
      for (int i = 0; i < manager.length(); i++) {
        char c = manager.charAt(i);
        if (Character.isISOControl(c)) {
          faults.add(
              new FieldError(
                  FieldError.Reason.INVALID,
                  "fieldManager",
                  "Invalid value: %s: should only contain printable characters"
                      .formatted(com.fasterxml.jackson.databind.node.TextNode.valueOf(manager))));
          return;
        }
      }
    }

    static void dryRun(@Nullable List<String> values, List<FieldError> faults) {
      if (values == null) {
        return;
      }
      boolean bad = values.stream().anyMatch(value -> !value.equals("All"));
      if (bad) {
        String shown =
            values.stream()
                .map(value -> "\"" + value + "\"")
                .reduce((a, b) -> a + "," + b)
                .orElse("");
        faults.add(
            new FieldError(
                FieldError.Reason.NOT_SUPPORTED,
                "dryRun",
                "Unsupported value: [%s]: supported values: \"All\"".formatted(shown)));
      }
    }
  }
}
