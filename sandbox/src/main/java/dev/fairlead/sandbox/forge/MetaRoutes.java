package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/// What the API says about itself: its root, `/meta`, `/rate_limit`, `/zen`.
final class MetaRoutes {
  static final String ZEN = "Practicality beats purity.";

  private final RestApi api;
  private final RateLimits limits;

  MetaRoutes(RestApi api, RateLimits limits) {
    this.api = api;
    this.limits = limits;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v3", ctx -> api.answer(ctx, 200, root()));
    routes.get("/api/v3/meta", ctx -> api.answer(ctx, 200, meta()));
    routes.get("/api/v3/rate_limit", this::rateLimit);
    routes.get("/api/v3/zen", ctx -> ctx.contentType("text/plain; charset=utf-8").result(ZEN));
    routes.get(
        "/api/v3/versions", ctx -> api.answer(ctx, 200, api.json().array().add("2022-11-28")));
  }

  private ObjectNode root() {
    String url = api.json().api();
    String repo = url + "/repos/{owner}/{repo}";
    String pages = "{&page,per_page,sort,order}";
    return api.json()
        .object()
        .put(
            "current_user_authorizations_html_url",
            api.json().base() + "/settings/connections/applications{/client_id}")
        .put("authorizations_url", url + "/authorizations")
        .put("code_search_url", url + "/search/code?q={query}" + pages)
        .put("commit_search_url", url + "/search/commits?q={query}" + pages)
        .put("emails_url", url + "/user/emails")
        .put("emojis_url", url + "/emojis")
        .put("events_url", url + "/events")
        .put("feeds_url", url + "/feeds")
        .put("followers_url", url + "/user/followers")
        .put("following_url", url + "/user/following{/target}")
        .put("gists_url", url + "/gists{/gist_id}")
        .put("issues_url", url + "/issues")
        .put("keys_url", url + "/user/keys")
        .put(
            "label_search_url",
            url + "/search/labels?q={query}&repository_id={repository_id}{&page,per_page}")
        .put("notifications_url", url + "/notifications")
        .put("organization_teams_url", url + "/orgs/{org}/teams")
        .put("public_gists_url", url + "/gists/public")
        .put("starred_url", url + "/user/starred{/owner}{/repo}")
        .put("starred_gists_url", url + "/gists/starred")
        .put("user_search_url", url + "/search/users?q={query}" + pages)
        .put("current_user_url", url + "/user")
        .put("rate_limit_url", url + "/rate_limit")
        .put("issue_search_url", url + "/search/issues?q={query}{&page,per_page,sort,order}")
        .put(
            "repository_search_url",
            url + "/search/repositories?q={query}{&page,per_page,sort,order}")
        .put("organization_url", url + "/orgs/{org}")
        .put("organization_repositories_url", url + "/orgs/{org}/repos{?type,page,per_page,sort}")
        .put("repository_url", repo)
        .put("current_user_repositories_url", url + "/user/repos{?type,page,per_page,sort}")
        .put("user_url", url + "/users/{user}")
        .put("user_organizations_url", url + "/user/orgs")
        .put("user_repositories_url", url + "/users/{user}/repos{?type,page,per_page,sort}");
  }

  private ObjectNode meta() {
    ObjectNode node = api.json().object();
    node.put("verifiable_password_authentication", false).put("installed_version", "3.99.0");
    for (String list : new String[] {"hooks", "web", "api", "git"}) {
      node.putArray(list).add("127.0.0.0/8");
    }
    return node;
  }

  private void rateLimit(Context ctx) {
    String who = api.caller(ctx).map(Account::login).orElseGet(() -> "@" + ctx.ip());
    RateLimits.Window window = limits.of(who, false);
    ObjectNode node = api.json().object();
    ObjectNode resources = node.putObject("resources");
    for (String resource : new String[] {"core", "search", "graphql"}) {
      resources.set(resource, window(window));
    }
    node.set("rate", window(window));
    api.answer(ctx, 200, node);
  }

  private ObjectNode window(RateLimits.Window window) {
    return api.json()
        .object()
        .put("limit", window.limit())
        .put("used", window.used())
        .put("remaining", window.remaining())
        .put("reset", window.reset().getEpochSecond());
  }
}
