package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/// `/repos/{owner}/{repo}/collaborators`.
final class CollaboratorRoutes {
  private static final String COLLABORATORS = "/api/v3/repos/{owner}/{repo}/collaborators";
  private static final String ONE = COLLABORATORS + "/{login}";

  private final RestApi api;

  CollaboratorRoutes(RestApi api) {
    this.api = api;
  }

  void register(RoutesConfig routes) {
    routes.get(COLLABORATORS, this::list);
    routes.get(ONE, this::is);
    routes.put(ONE, this::put);
    routes.delete(ONE, this::remove);
    routes.get(ONE + "/permission", this::permission);
  }

  private Account account(Context ctx) {
    return api.accounts().find(ctx.pathParam("login")).orElseThrow(ForgeException::notFound);
  }

  private void list(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    api.answerPage(
        ctx,
        api.access().collaborators(repository),
        account -> json(account, api.access().role(repository, account.login())));
  }

  private ObjectNode json(Account account, Role role) {
    ObjectNode node = api.json().user(account);
    node.set("permissions", permissions(role));
    return node.put("role_name", role.text());
  }

  ObjectNode permissions(Role role) {
    return api.json()
        .object()
        .put("admin", role.atLeast(Role.ADMIN))
        .put("maintain", role.atLeast(Role.MAINTAIN))
        .put("push", role.atLeast(Role.WRITE))
        .put("triage", role.atLeast(Role.TRIAGE))
        .put("pull", role.atLeast(Role.READ));
  }

  private void is(Context ctx) {
    ForgeRepository repository = api.writable(ctx);
    String login = account(ctx).login();
    if (api.access().collaborators(repository).stream()
        .noneMatch(each -> each.login().equals(login))) {
      throw ForgeException.notFound();
    }
    ctx.status(204);
  }

  /// GitHub invites somebody who was not there before; here he is in at once.
  private void put(Context ctx) {
    ForgeRepository repository = api.administrable(ctx);
    String word = api.body(ctx).path("permission").asText("push");
    Role role =
        Role.of(word)
            .filter(found -> found != Role.NONE)
            .orElseThrow(() ->
                ForgeException.invalid(
                    "Repository", "permission", "invalid", "no such permission: " + word));
    repository.collaborate(account(ctx).login(), role);
    ctx.status(204);
  }

  private void remove(Context ctx) {
    api.administrable(ctx).collaborate(account(ctx).login(), null);
    ctx.status(204);
  }

  private void permission(Context ctx) {
    ForgeRepository repository = api.joined(ctx);
    Account account = account(ctx);
    Role role = api.access().role(repository, account.login());
    ObjectNode node = api.json().object();
    node.put("permission", role.permission());
    node.set("user", json(account, role));
    api.answer(ctx, 200, node.put("role_name", role.text()));
  }
}
