package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pages.HooksPage;
import dev.fairlead.sandbox.forge.pages.Sign;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;

/// The page of a repository's webhooks: what was delivered, what the receiver said to it, and to
/// deliver it once more.
final class HookPages {
  /// So many deliveries of each hook are shown.
  private static final int MAX_SHOWN = 30;

  /// So much of an answer, in characters.
  private static final int MAX_ANSWER = 2000;

  private final RestApi api;
  private final PageVisit visit;
  private final Webhooks webhooks;

  HookPages(RestApi api, PageVisit visit, Webhooks webhooks) {
    this.api = api;
    this.visit = visit;
    this.webhooks = webhooks;
  }

  void register(RoutesConfig routes) {
    routes.get("/{owner}/{repo}/settings/hooks", this::show);
    routes.post("/{owner}/{repo}/settings/hooks/{hook}/redeliver", this::redeliver);
  }

  private ForgeRepository administrable(Context ctx) {
    ForgeRepository repository = visit.repository(ctx);
    if (visit.reader(ctx).filter(who -> api.may(repository, who, Role.ADMIN)).isEmpty()) {
      throw ForgeException.notFound();
    }
    return repository;
  }

  private void show(Context ctx) {
    ForgeRepository repository = administrable(ctx);
    List<HooksPage.Hook> hooks =
        repository.hooks().stream()
            .map(hook ->
                new HooksPage.Hook(
                    hook.id(),
                    hook.url(),
                    String.join(", ", hook.events()),
                    hook.active(),
                    hook.secret() != null,
                    webhooks.attempts(hook.id()).stream()
                        .limit(MAX_SHOWN)
                        .map(HookPages::delivery)
                        .toList()))
            .toList();
    visit.show(
        ctx,
        visit
            .pages()
            .hooks(
                visit.frame(ctx, "Webhooks · " + repository.fullName()),
                new HooksPage(visit.header(ctx, repository, "hooks"), hooks)));
  }

  private static HooksPage.Delivery delivery(HookDelivery attempt) {
    String answer = attempt.responseBody();
    return new HooksPage.Delivery(
        attempt.id(),
        Sign.of(attempt.succeeded() ? "success" : "failure"),
        attempt.event() + (attempt.action().isEmpty() ? "" : "." + attempt.action()),
        attempt.statusCode() == 0
            ? attempt.status()
            : attempt.statusCode() + " " + attempt.status(),
        attempt.redelivery(),
        attempt.delivered(),
        attempt.duration().toMillis() + " ms",
        answer.length() > MAX_ANSWER ? answer.substring(0, MAX_ANSWER) + " …" : answer);
  }

  private void redeliver(Context ctx) {
    visit.checkForm(ctx);
    visit.actor(ctx);
    ForgeRepository repository = administrable(ctx);
    String hook = ctx.pathParam("hook");
    String delivery = String.valueOf(ctx.formParam("delivery"));
    if (!hook.matches("\\d{1,18}") || !delivery.matches("\\d{1,18}")) {
      throw ForgeException.notFound();
    }
    // Of this repository's hooks only.
    long id = repository.hook(Long.parseLong(hook)).orElseThrow(ForgeException::notFound).id();
    webhooks.redeliver(
        repository,
        webhooks.attempt(id, Long.parseLong(delivery)).orElseThrow(ForgeException::notFound));
    PageVisit.redirect(ctx, "/" + repository.fullName() + "/settings/hooks");
  }
}
