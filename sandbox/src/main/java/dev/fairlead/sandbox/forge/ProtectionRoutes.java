package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Protection;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/branches/{branch}/protection`. Required checks, required reviews (with
/// the dismissal of stale ones), linear history, force pushes, deletions and the exemption of
/// administrators are enforced; code owners, approval of the last push and restrictions are kept or
/// left out, and not enforced.
final class ProtectionRoutes {
  private static final String PROTECTION =
      "/api/v3/repos/{owner}/{repo}/branches/<branch>/protection";

  private final RestApi api;

  ProtectionRoutes(RestApi api) {
    this.api = api;
  }

  /// Before the routes of branches, whose names may hold slashes.
  void register(RoutesConfig routes) {
    routes.get(PROTECTION, this::get);
    routes.put(PROTECTION, this::put);
    routes.delete(PROTECTION, this::delete);
    String required = PROTECTION + "/required_status_checks";
    routes.get(required, this::checks);
    routes.patch(required, this::changeChecks);
    routes.delete(required, ctx -> change(ctx, former -> of(former, null, former.reviews()), 204));
    routes.post(required + "/contexts", ctx -> changeContexts(ctx, ContextChange.ADD));
    routes.put(required + "/contexts", ctx -> changeContexts(ctx, ContextChange.SET));
    routes.delete(required + "/contexts", ctx -> changeContexts(ctx, ContextChange.REMOVE));
    String reviews = PROTECTION + "/required_pull_request_reviews";
    routes.patch(reviews, this::changeReviews);
    routes.delete(reviews, ctx -> change(ctx, former -> of(former, former.checks(), null), 204));
    routes.post(PROTECTION + "/enforce_admins", ctx -> enforce(ctx, true));
    routes.delete(PROTECTION + "/enforce_admins", ctx -> enforce(ctx, false));
    routes.get(PROTECTION + "/required_status_checks/contexts", this::contexts);
    routes.get(PROTECTION + "/required_pull_request_reviews", this::reviews);
    routes.get(PROTECTION + "/enforce_admins", this::admins);
    routes.get(
        "/api/v3/repos/{owner}/{repo}/rules/branches/<branch>",
        ctx -> {
          api.readable(ctx);
          api.answerPage(ctx, List.of()); // protection is the older way: there are no rule sets
        });
  }

  private ForgeRepository withBranch(Context ctx) throws IOException {
    ForgeRepository repository = api.administrable(ctx);
    if (Pulls.tip(repository, ctx.pathParam("branch")).isEmpty()) {
      throw new ForgeException(404, "Branch not found");
    }
    return repository;
  }

  private Protection existing(Context ctx) throws IOException {
    return withBranch(ctx)
        .protection(ctx.pathParam("branch"))
        .orElseThrow(() -> new ForgeException(404, "Branch not protected"));
  }

  private void get(Context ctx) throws IOException {
    api.answer(ctx, 200, json(ctx, existing(ctx)));
  }

  private void put(Context ctx) throws IOException {
    ForgeRepository repository = withBranch(ctx);
    JsonNode body = api.body(ctx);
    List<String> absent =
        List.of(
                "required_status_checks",
                "enforce_admins",
                "required_pull_request_reviews",
                "restrictions")
            .stream()
            .filter(field -> !body.has(field))
            .map(field -> "\"" + field + "\"")
            .toList();
    if (!absent.isEmpty()) {
      throw new ForgeException(
          422,
          "Invalid request.\n\n"
              + String.join(", ", absent)
              + (absent.size() == 1 ? " wasn't supplied." : " weren't supplied."));
    }
    Protection protection = ProtectionFile.read(body);
    repository.protect(ctx.pathParam("branch"), protection);
    api.answer(ctx, 200, json(ctx, protection));
  }

  private void delete(Context ctx) throws IOException {
    existing(ctx);
    api.administrable(ctx).protect(ctx.pathParam("branch"), null);
    ctx.status(204);
  }

  private enum ContextChange {
    ADD,
    SET,
    REMOVE
  }

  private static Protection of(
      Protection former, Protection.@Nullable Checks checks, Protection.@Nullable Reviews reviews) {
    return new Protection(
        checks,
        reviews,
        former.enforceAdmins(),
        former.linearHistory(),
        former.allowForcePushes(),
        former.allowDeletions());
  }

  private void change(Context ctx, UnaryOperator<Protection> change, int status)
      throws IOException {
    Protection changed = change.apply(existing(ctx));
    api.administrable(ctx).protect(ctx.pathParam("branch"), changed);
    if (status == 204) {
      ctx.status(204);
    }
  }

  private void enforce(Context ctx, boolean enforced) throws IOException {
    change(
        ctx,
        former ->
            new Protection(
                former.checks(),
                former.reviews(),
                enforced,
                former.linearHistory(),
                former.allowForcePushes(),
                former.allowDeletions()),
        enforced ? 200 : 204);
    if (enforced) {
      admins(ctx);
    }
  }

  private void changeChecks(Context ctx) throws IOException {
    JsonNode body = api.body(ctx);
    change(
        ctx,
        former -> {
          ObjectNode merged = ProtectionFile.write(former);
          ObjectNode checks = merged.withObject("required_status_checks");
          if (body.has("strict")) {
            checks.set("strict", body.path("strict"));
          }
          if (body.has("contexts") || body.has("checks")) {
            checks.remove("contexts");
            body.properties().forEach(each -> checks.set(each.getKey(), each.getValue()));
          }
          return ProtectionFile.read(merged);
        },
        200);
    checks(ctx);
  }

  private void changeReviews(Context ctx) throws IOException {
    JsonNode body = api.body(ctx);
    change(
        ctx,
        former -> {
          ObjectNode merged = ProtectionFile.write(former);
          ObjectNode reviews = merged.withObject("required_pull_request_reviews");
          body.properties().forEach(each -> reviews.set(each.getKey(), each.getValue()));
          return ProtectionFile.read(merged);
        },
        200);
    reviews(ctx);
  }

  private void changeContexts(Context ctx, ContextChange how) throws IOException {
    JsonNode body = api.body(ctx);
    var given = new ArrayList<String>();
    (body.isArray() ? body : body.path("contexts")).forEach(each -> given.add(each.asText()));
    change(
        ctx,
        former -> {
          if (former.checks() == null) {
            throw new ForgeException(404, "Required status checks not enabled");
          }
          var contexts =
              new ArrayList<String>(
                  how == ContextChange.SET ? List.of() : former.checks().contexts());
          if (how == ContextChange.REMOVE) {
            contexts.removeAll(given);
          } else {
            contexts.addAll(given);
          }
          return of(
              former, new Protection.Checks(former.checks().strict(), contexts), former.reviews());
        },
        200);
    contexts(ctx);
  }

  private void checks(Context ctx) throws IOException {
    answerPart(ctx, "required_status_checks");
  }

  private void contexts(Context ctx) throws IOException {
    JsonNode checks = json(ctx, existing(ctx)).path("required_status_checks");
    if (checks.isMissingNode()) {
      throw new ForgeException(404, "Required status checks not enabled");
    }
    api.answer(ctx, 200, checks.path("contexts"));
  }

  private void reviews(Context ctx) throws IOException {
    answerPart(ctx, "required_pull_request_reviews");
  }

  private void admins(Context ctx) throws IOException {
    answerPart(ctx, "enforce_admins");
  }

  private void answerPart(Context ctx, String part) throws IOException {
    JsonNode node = json(ctx, existing(ctx)).path(part);
    if (node.isMissingNode()) {
      throw ForgeException.notFound();
    }
    api.answer(ctx, 200, node);
  }

  private ObjectNode json(Context ctx, Protection protection) {
    String url =
        api.json().api(api.readable(ctx)) + "/branches/" + ctx.pathParam("branch") + "/protection";
    ObjectNode node = api.json().object().put("url", url);
    if (protection.checks() != null) {
      ObjectNode checks = node.putObject("required_status_checks");
      checks
          .put("url", url + "/required_status_checks")
          .put("strict", protection.checks().strict());
      checks.set("contexts", contexts(protection));
      checks.put("contexts_url", url + "/required_status_checks/contexts");
      checks.set("checks", checks(protection));
    }
    if (protection.reviews() != null) {
      node.putObject("required_pull_request_reviews")
          .put("url", url + "/required_pull_request_reviews")
          .put("dismiss_stale_reviews", protection.reviews().dismissStale())
          .put("require_code_owner_reviews", protection.reviews().codeOwners())
          .put("require_last_push_approval", protection.reviews().lastPushApproval())
          .put("required_approving_review_count", protection.reviews().approvals());
    }
    node.putObject("enforce_admins")
        .put("url", url + "/enforce_admins")
        .put("enabled", protection.enforceAdmins());
    enabled(node, "required_signatures", false).put("url", url + "/required_signatures");
    enabled(node, "required_linear_history", protection.linearHistory());
    enabled(node, "allow_force_pushes", protection.allowForcePushes());
    enabled(node, "allow_deletions", protection.allowDeletions());
    enabled(node, "block_creations", false);
    enabled(node, "required_conversation_resolution", false);
    enabled(node, "lock_branch", false);
    enabled(node, "allow_fork_syncing", false);
    return node;
  }

  private static ObjectNode enabled(ObjectNode node, String field, boolean enabled) {
    return node.putObject(field).put("enabled", enabled);
  }

  private ArrayNode contexts(Protection protection) {
    ArrayNode list = api.json().array();
    if (protection.checks() != null) {
      protection.checks().contexts().forEach(list::add);
    }
    return list;
  }

  private ArrayNode checks(Protection protection) {
    ArrayNode list = api.json().array();
    if (protection.checks() != null) {
      for (String context : protection.checks().contexts()) {
        list.addObject().put("context", context).putNull("app_id");
      }
    }
    return list;
  }

  /// What a branch tells everybody who may read it.
  ///
  /// @return an object with `enabled` and `required_status_checks`
  ObjectNode summary(ForgeRepository repository, String branch) {
    Protection protection =
        repository
            .protection(branch)
            .orElse(new Protection(null, null, false, false, false, false));
    ObjectNode node = api.json().object();
    node.put("enabled", repository.protection(branch).isPresent());
    ObjectNode checks = node.putObject("required_status_checks");
    checks.put(
        "enforcement_level",
        protection.checks() == null
            ? "off"
            : protection.enforceAdmins() ? "everyone" : "non_admins");
    checks.set("contexts", contexts(protection));
    checks.set("checks", checks(protection));
    return node;
  }
}
