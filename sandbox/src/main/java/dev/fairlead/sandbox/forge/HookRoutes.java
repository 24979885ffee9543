package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.Secret;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/hooks` and the deliveries of a hook.
final class HookRoutes {
  private static final String HOOKS = "/api/v3/repos/{owner}/{repo}/hooks";

  private static final Pattern CURSOR = Pattern.compile("v1_(\\d{1,18})");

  private final RestApi api;
  private final Webhooks webhooks;
  private final Ids ids;
  private final Clock clock;
  private final ObjectMapper mapper = new ObjectMapper();

  HookRoutes(RestApi api, Webhooks webhooks, Ids ids, Clock clock) {
    this.api = api;
    this.webhooks = webhooks;
    this.ids = ids;
    this.clock = clock;
  }

  void register(RoutesConfig routes) {
    routes.get(HOOKS, this::list);
    routes.post(HOOKS, this::create);
    routes.get(HOOKS + "/{hook}", ctx -> api.answer(ctx, 200, json(ctx, hook(ctx))));
    routes.patch(HOOKS + "/{hook}", this::change);
    routes.delete(HOOKS + "/{hook}", this::remove);
    routes.post(HOOKS + "/{hook}/pings", this::ping);
    routes.get(HOOKS + "/{hook}/deliveries", this::deliveries);
    routes.get(HOOKS + "/{hook}/deliveries/{delivery}", this::delivery);
    routes.post(HOOKS + "/{hook}/deliveries/{delivery}/attempts", this::redeliver);
  }

  /// Who may not see hooks is not told that they are there.
  private ForgeRepository administrable(Context ctx) {
    Account caller = api.requireCaller(ctx);
    ForgeRepository repository = api.readable(ctx);
    if (!api.may(repository, caller, Role.ADMIN)) {
      throw ForgeException.notFound();
    }
    return repository;
  }

  private void list(Context ctx) {
    api.answerPage(ctx, administrable(ctx).hooks().stream().map(hook -> json(ctx, hook)).toList());
  }

  private void create(Context ctx) {
    ForgeRepository repository = administrable(ctx);
    JsonNode body = api.body(ctx);
    String name = body.path("name").asText("web");
    if (!name.equals("web")) {
      throw ForgeException.invalid("Hook", "name", "invalid", "name must be \"web\"");
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Webhook hook =
        of(
            ids.next(),
            body,
            new Webhook(0, "", "form", null, true, List.of("push"), now, now),
            now);
    boolean known =
        repository.hooks().stream()
            .anyMatch(
                other -> other.url().equals(hook.url()) && other.events().equals(hook.events()));
    if (known) {
      throw ForgeException.invalid(
          "Hook", "config", "custom", "Hook already exists on this repository");
    }
    repository.put(hook);
    sendPing(ctx, repository, hook);
    api.answer(ctx, 201, json(ctx, hook));
  }

  private void change(Context ctx) {
    ForgeRepository repository = administrable(ctx);
    Webhook former = hook(ctx);
    JsonNode body = api.body(ctx);
    Webhook hook = of(former.id(), body, former, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    var events = new ArrayList<>(hook.events());
    body.path("add_events").forEach(event -> events.add(event.asText()));
    body.path("remove_events").forEach(event -> events.remove(event.asText()));
    Webhook changed =
        new Webhook(
            hook.id(),
            hook.url(),
            hook.contentType(),
            hook.secret(),
            hook.active(),
            events.stream().distinct().toList(),
            hook.created(),
            hook.updated());
    repository.put(changed);
    api.answer(ctx, 200, json(ctx, changed));
  }

  /// @param former where the body says nothing
  private static Webhook of(long id, JsonNode body, Webhook former, Instant now) {
    JsonNode config = body.path("config");
    String url = config.path("url").asText(former.url());
    if (!url.matches("https?://\\S+")) {
      throw ForgeException.invalid(
          "Hook", "url", "missing_field", "config.url must be an http or https URL");
    }
    String type = config.path("content_type").asText(former.contentType());
    if (!type.equals("json") && !type.equals("form")) {
      throw ForgeException.invalid(
          "Hook", "content_type", "invalid", "config.content_type must be json or form");
    }
    var events = new ArrayList<String>();
    body.path("events").forEach(event -> events.add(event.asText()));
    @Nullable Secret secret =
        config.path("secret").isTextual() && !config.path("secret").asText().isEmpty()
            ? new Secret(config.path("secret").asText())
            : former.secret();
    return new Webhook(
        id,
        url,
        type,
        secret,
        body.path("active").asBoolean(former.active()),
        events.isEmpty() ? former.events() : events,
        former.created(),
        now);
  }

  private void remove(Context ctx) {
    if (!administrable(ctx).removeHook(hook(ctx).id())) {
      throw ForgeException.notFound();
    }
    ctx.status(204);
  }

  private void ping(Context ctx) {
    sendPing(ctx, administrable(ctx), hook(ctx));
    ctx.status(204);
  }

  private void sendPing(Context ctx, ForgeRepository repository, Webhook hook) {
    ObjectNode payload = api.json().object();
    payload.put("zen", MetaRoutes.ZEN);
    payload.put("hook_id", hook.id());
    payload.set("hook", json(ctx, hook));
    payload.set("repository", api.json().repository(repository));
    payload.set("sender", api.json().user(api.requireCaller(ctx)));
    webhooks.send(repository, hook, "ping", payload);
  }

  /// In pages that a cursor leads through, as new deliveries come in at the front.
  private void deliveries(Context ctx) {
    administrable(ctx);
    String status = PullRoutes.parameter(ctx, "status", "");
    String cursor = PullRoutes.parameter(ctx, "cursor", "");
    Matcher position = CURSOR.matcher(cursor);
    if (!cursor.isEmpty() && !position.matches()) {
      throw new ForgeException(422, "Invalid cursor: " + cursor);
    }
    long before = cursor.isEmpty() ? Long.MAX_VALUE : Long.parseLong(position.group(1));
    List<HookDelivery> found =
        webhooks.attempts(hook(ctx).id()).stream()
            .filter(each -> status.isEmpty() || each.succeeded() == status.equals("success"))
            .filter(each -> each.id() < before)
            .toList();
    int size = RestApi.pageSize(ctx);
    if (found.size() > size) {
      String next = api.json().base() + ctx.path() + "?per_page=" + size;
      next += status.isEmpty() ? "" : "&status=" + status;
      ctx.header("Link", "<" + next + "&cursor=v1_" + found.get(size - 1).id() + ">; rel=\"next\"");
    }
    ArrayNode answer = api.json().array();
    found.stream().limit(size).map(this::summary).forEach(answer::add);
    api.answer(ctx, 200, answer);
  }

  private void delivery(Context ctx) {
    administrable(ctx);
    HookDelivery attempt = attempt(ctx);
    ObjectNode node = summary(attempt);
    node.put("url", hook(ctx).url());
    ObjectNode request = node.putObject("request");
    ObjectNode requestHeaders = request.putObject("headers");
    attempt.requestHeaders().forEach(requestHeaders::put);
    try {
      request.set("payload", mapper.readTree(attempt.payload()));
    } catch (IOException e) {
      throw new IllegalStateException("a payload of ours is not JSON", e);
    }
    ObjectNode response = node.putObject("response");
    ObjectNode responseHeaders = response.putObject("headers");
    attempt.responseHeaders().forEach(responseHeaders::put);
    response.put("payload", attempt.responseBody());
    api.answer(ctx, 200, node);
  }

  private void redeliver(Context ctx) {
    webhooks.redeliver(administrable(ctx), attempt(ctx));
    api.answer(ctx, 202, api.json().object());
  }

  private HookDelivery attempt(Context ctx) {
    return number(ctx, "delivery")
        .flatMap(id -> webhooks.attempt(hook(ctx).id(), id))
        .orElseThrow(ForgeException::notFound);
  }

  private Webhook hook(Context ctx) {
    ForgeRepository repository = administrable(ctx);
    return number(ctx, "hook").flatMap(repository::hook).orElseThrow(ForgeException::notFound);
  }

  private static Optional<Long> number(Context ctx, String parameter) {
    String text = ctx.pathParam(parameter);
    return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  private ObjectNode summary(HookDelivery attempt) {
    return api.json()
        .object()
        .put("id", attempt.id())
        .put("guid", attempt.guid())
        .put("delivered_at", attempt.delivered().toString())
        .put("redelivery", attempt.redelivery())
        .put("duration", attempt.duration().toMillis() / 1000.0)
        .put("status", attempt.status())
        .put("status_code", attempt.statusCode())
        .put("event", attempt.event())
        .put("action", attempt.action().isEmpty() ? null : attempt.action())
        .putNull("installation_id")
        .putNull("repository_id");
  }

  private ObjectNode json(Context ctx, Webhook hook) {
    String url = api.json().api(api.readable(ctx)) + "/hooks/" + hook.id();
    ObjectNode node = api.json().object();
    node.put("type", "Repository").put("id", hook.id()).put("name", "web");
    node.put("active", hook.active());
    ArrayNode events = node.putArray("events");
    hook.events().forEach(events::add);
    ObjectNode config = node.putObject("config");
    config.put("content_type", hook.contentType()).put("insecure_ssl", "0").put("url", hook.url());
    if (hook.secret() != null) {
      config.put("secret", "********");
    }
    node.put("updated_at", hook.updated().toString()).put("created_at", hook.created().toString());
    node.put("url", url)
        .put("test_url", url + "/test")
        .put("ping_url", url + "/pings")
        .put("deliveries_url", url + "/deliveries");
    ObjectNode last = node.putObject("last_response");
    Optional<HookDelivery> attempt = webhooks.attempts(hook.id()).stream().findFirst();
    if (attempt.isPresent()) {
      last.put("code", attempt.get().statusCode()).put("status", attempt.get().status());
    } else {
      last.putNull("code").put("status", "unused");
    }
    last.putNull("message");
    return node;
  }
}
