package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Optional;

/// `/user`, `/users/{login}` and `/orgs/{org}`. Every account is a member of every organisation, as
/// its role counts in every repository; there are no teams.
final class AccountRoutes {
  private static final String ORG = "/api/v3/orgs/{org}";

  private final RestApi api;

  AccountRoutes(RestApi api) {
    this.api = api;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v3/user", this::me);
    routes.get("/api/v3/user/orgs", ctx -> orgs(ctx, api.requireCaller(ctx)));
    routes.get("/api/v3/user/emails", this::emails);
    routes.get(
        "/api/v3/user/teams",
        ctx -> {
          api.requireCaller(ctx);
          noTeams(ctx);
        });
    routes.get(
        "/api/v3/user/memberships/orgs/{org}", ctx -> membership(ctx, api.requireCaller(ctx)));
    routes.get("/api/v3/users/{login}", this::user);
    routes.get("/api/v3/users/{login}/orgs", ctx -> orgs(ctx, account(ctx, "login")));
    routes.get("/api/v3/users/{login}/repos", ctx -> repositories(ctx, account(ctx, "login")));
    routes.get(ORG, this::org);
    routes.get(ORG + "/repos", ctx -> repositories(ctx, organization(ctx)));
    routes.get(ORG + "/members", this::members);
    routes.get(ORG + "/members/{login}", this::isMember);
    routes.get(ORG + "/memberships/{login}", ctx -> membership(ctx, account(ctx, "login")));
    routes.get(
        ORG + "/teams",
        ctx -> {
          organization(ctx);
          noTeams(ctx);
        });
    routes.get(
        "/api/v3/repos/{owner}/{repo}/teams",
        ctx -> {
          api.administrable(ctx);
          noTeams(ctx);
        });
  }

  private Account account(Context ctx, String parameter) {
    return api.accounts().find(ctx.pathParam(parameter)).orElseThrow(ForgeException::notFound);
  }

  private Account organization(Context ctx) {
    return Optional.of(account(ctx, "org"))
        .filter(account -> account.kind() == Account.Kind.ORGANIZATION)
        .orElseThrow(ForgeException::notFound);
  }

  private void noTeams(Context ctx) {
    api.answerPage(ctx, List.of());
  }

  private void me(Context ctx) {
    Account account = api.requireCaller(ctx);
    api.answer(
        ctx,
        200,
        profile(account)
            .put("private_gists", 0)
            .put("total_private_repos", hidden(account, true))
            .put("owned_private_repos", hidden(account, true))
            .put("disk_usage", 0)
            .put("collaborators", 0)
            .put("two_factor_authentication", true));
  }

  private void user(Context ctx) {
    api.answer(ctx, 200, profile(account(ctx, "login")));
  }

  private long hidden(Account account, boolean hidden) {
    return api.repositories().all().stream()
        .filter(each -> each.owner().equalsIgnoreCase(account.login()))
        .filter(each -> each.isPrivate() == hidden)
        .count();
  }

  private ObjectNode profile(Account account) {
    return api.json()
        .user(account)
        .put("name", account.login())
        .putNull("company")
        .put("blog", "")
        .putNull("location")
        .put("email", account.email())
        .putNull("hireable")
        .putNull("bio")
        .putNull("twitter_username")
        .put("public_repos", hidden(account, false))
        .put("public_gists", 0)
        .put("followers", 0)
        .put("following", 0)
        .put("created_at", "2024-01-01T00:00:00Z")
        .put("updated_at", "2024-01-01T00:00:00Z");
  }

  private void emails(Context ctx) {
    Account account = api.requireCaller(ctx);
    ObjectNode mail =
        api.json()
            .object()
            .put("email", account.email())
            .put("primary", true)
            .put("verified", true)
            .put("visibility", "private");
    api.answerPage(ctx, List.of(mail));
  }

  private void orgs(Context ctx, Account account) {
    List<Account> all =
        account.kind() == Account.Kind.ORGANIZATION
            ? List.of()
            : api.accounts().all().stream()
                .filter(each -> each.kind() == Account.Kind.ORGANIZATION)
                .toList();
    api.answerPage(ctx, all, api.json()::organization);
  }

  private void org(Context ctx) {
    Account account = organization(ctx);
    ObjectNode node = api.json().organization(account);
    node.put("name", account.login())
        .put("is_verified", false)
        .put("has_organization_projects", false)
        .put("has_repository_projects", false)
        .put("public_repos", hidden(account, false))
        .put("public_gists", 0)
        .put("followers", 0)
        .put("following", 0)
        .put("html_url", api.json().base() + "/" + account.login())
        .put("created_at", "2024-01-01T00:00:00Z")
        .put("updated_at", "2024-01-01T00:00:00Z")
        .putNull("archived_at")
        .put("type", "Organization");
    api.answer(ctx, 200, node);
  }

  private void repositories(Context ctx, Account owner) {
    Optional<Account> caller = api.caller(ctx);
    List<ForgeRepository> visible =
        api.repositories().all().stream()
            .filter(each -> each.owner().equalsIgnoreCase(owner.login()))
            .filter(each -> api.mayRead(each, caller))
            .toList();
    api.answerPage(ctx, visible, api.json()::repository);
  }

  private List<Account> people() {
    return api.accounts().all().stream()
        .filter(each -> each.kind() != Account.Kind.ORGANIZATION)
        .toList();
  }

  private void members(Context ctx) {
    organization(ctx);
    api.answerPage(ctx, people(), api.json()::user);
  }

  private void isMember(Context ctx) {
    organization(ctx);
    if (people().stream()
        .noneMatch(each -> each.login().equalsIgnoreCase(ctx.pathParam("login")))) {
      throw ForgeException.notFound();
    }
    ctx.status(204);
  }

  private void membership(Context ctx, Account account) {
    Account org = organization(ctx);
    String url = api.json().api() + "/orgs/" + org.login();
    ObjectNode node = api.json().object();
    node.put("url", url + "/memberships/" + account.login())
        .put("state", "active")
        .put("role", api.accounts().role(account.login()) == Role.ADMIN ? "admin" : "member")
        .put("organization_url", url);
    node.set("organization", api.json().organization(org));
    node.set("user", api.json().user(account));
    api.answer(ctx, 200, node);
  }
}
