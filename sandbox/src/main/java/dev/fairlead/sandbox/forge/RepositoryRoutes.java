package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/// `/user`, `/repos/{owner}/{repo}`, its branches, tags and refs; creation of repositories.
final class RepositoryRoutes {
  private static final String REPO = "/api/v3/repos/{owner}/{repo}";

  private final RestApi api;
  private final CommitJson commits;
  private final Pushes pushes;
  private final MergeChecks checks;
  private final ProtectionRoutes protections;
  private final CollaboratorRoutes collaborators;

  RepositoryRoutes(
      RestApi api,
      CommitJson commits,
      Pushes pushes,
      MergeChecks checks,
      ProtectionRoutes protections,
      CollaboratorRoutes collaborators) {
    this.api = api;
    this.commits = commits;
    this.checks = checks;
    this.protections = protections;
    this.collaborators = collaborators;
    this.pushes = pushes;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v3", ctx -> api.answer(ctx, 200, root()));
    routes.get(
        "/api/v3/meta",
        ctx -> api.answer(ctx, 200, api.json().object().put("installed_version", "3.99.0")));
    routes.get(
        "/api/v3/user", ctx -> api.answer(ctx, 200, api.json().user(api.requireCaller(ctx))));
    routes.get("/api/v3/users/{login}", this::user);
    routes.get("/api/v3/user/repos", this::mine);
    routes.post("/api/v3/user/repos", ctx -> create(ctx, api.requireCaller(ctx).login()));
    routes.post("/api/v3/orgs/{org}/repos", ctx -> create(ctx, ctx.pathParam("org")));
    routes.get(REPO, ctx -> api.answer(ctx, 200, full(ctx, api.readable(ctx))));
    routes.patch(REPO, this::change);
    routes.get(REPO + "/branches", this::branches);
    routes.get(REPO + "/branches/<branch>", this::branch);
    routes.get(REPO + "/tags", this::tags);
    routes.get(REPO + "/git/ref/<ref>", this::ref);
    routes.get(REPO + "/git/matching-refs/<ref>", this::matchingRefs);
    routes.post(REPO + "/git/refs", this::createRef);
    routes.patch(REPO + "/git/refs/<ref>", this::updateRef);
    routes.delete(REPO + "/git/refs/<ref>", this::deleteRef);
  }

  private ObjectNode root() {
    return api.json()
        .object()
        .put("current_user_url", api.json().api() + "/user")
        .put("repository_url", api.json().api() + "/repos/{owner}/{repo}");
  }

  private void user(Context ctx) {
    Account account =
        api.accounts().find(ctx.pathParam("login")).orElseThrow(ForgeException::notFound);
    api.answer(ctx, 200, api.json().user(account));
  }

  private void mine(Context ctx) {
    api.requireCaller(ctx);
    api.answerPage(ctx, api.repositories().all().stream().map(api.json()::repository).toList());
  }

  private void create(Context ctx, String owner) {
    api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    String name = body.path("name").asText("");
    if (name.isEmpty()) {
      throw ForgeException.invalid("Repository", "name", "missing_field", "name is missing");
    }
    api.accounts().ensure(owner, Account.Kind.ORGANIZATION);
    boolean hidden =
        body.path("private").asBoolean() || body.path("visibility").asText().equals("private");
    ForgeRepository created =
        api.repositories().create(owner, name, hidden, body.path("default_branch").asText("main"));
    api.answer(ctx, 201, full(ctx, created));
  }

  private ObjectNode full(Context ctx, ForgeRepository repository) {
    ObjectNode node = api.json().repository(repository);
    api.caller(ctx)
        .ifPresent(caller ->
            node.set(
                "permissions",
                collaborators.permissions(api.access().role(repository, caller.login()))));
    return node.setAll(repository.settings().toJson());
  }

  private void change(Context ctx) throws IOException {
    ForgeRepository repository = api.administrable(ctx);
    JsonNode body = api.body(ctx);
    JsonNode branch = body.path("default_branch");
    if (branch.isTextual()) {
      if (repository.git().exactRef(Constants.R_HEADS + branch.asText()) == null) {
        throw ForgeException.invalid(
            "Repository", "default_branch", "invalid", "the branch does not exist");
      }
      repository.setDefaultBranch(branch.asText());
    }
    repository.setSettings(MergeSettings.of(body, repository.settings()));
    api.answer(ctx, 200, full(ctx, repository));
  }

  private void branches(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    List<ObjectNode> list = new ArrayList<>();
    for (Ref ref : repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
      String branch = Repository.shortenRefName(ref.getName());
      boolean isProtected = repository.protection(branch).isPresent();
      String filter = ctx.queryParam("protected");
      if (filter == null || filter.equals(String.valueOf(isProtected))) {
        list.add(protection(named(repository, ref), repository, branch));
      }
    }
    api.answerPage(ctx, list);
  }

  private ObjectNode named(ForgeRepository repository, Ref ref) throws IOException {
    ObjectNode node = api.json().object().put("name", Repository.shortenRefName(ref.getName()));
    String commit = peeled(repository, ref).name();
    node.putObject("commit")
        .put("sha", commit)
        .put("url", api.json().api(repository) + "/commits/" + commit);
    return node;
  }

  private static Ref existing(ForgeRepository repository, String name) throws IOException {
    return Objects.requireNonNull(repository.git().exactRef(name), name);
  }

  /// A ref that exists has an id; only an unborn HEAD has none.
  private static ObjectId id(Ref ref) {
    return Objects.requireNonNull(ref.getObjectId(), ref.getName());
  }

  private static ObjectId peeled(ForgeRepository repository, Ref ref) throws IOException {
    Ref peeled = repository.git().getRefDatabase().peel(ref);
    return Objects.requireNonNullElseGet(peeled.getPeeledObjectId(), () -> id(ref));
  }

  private void branch(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    String name = ctx.pathParam("branch");
    Ref ref = repository.git().exactRef(Constants.R_HEADS + name);
    if (ref == null) {
      throw new ForgeException(404, "Branch not found");
    }
    ObjectNode node = api.json().object().put("name", name);
    node.set("commit", commits.of(repository, api.commit(repository, id(ref).name())));
    String self = api.json().api(repository) + "/branches/" + name;
    node.putObject("_links")
        .put("self", self)
        .put("html", api.json().html(repository) + "/tree/" + name);
    api.answer(ctx, 200, protection(node, repository, name));
  }

  private ObjectNode protection(ObjectNode node, ForgeRepository repository, String branch) {
    node.put("protected", repository.protection(branch).isPresent());
    node.set("protection", protections.summary(repository, branch));
    return node.put(
        "protection_url", api.json().api(repository) + "/branches/" + branch + "/protection");
  }

  private void tags(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    List<ObjectNode> list = new ArrayList<>();
    for (Ref ref : repository.git().getRefDatabase().getRefsByPrefix(Constants.R_TAGS)) {
      list.add(named(repository, ref));
    }
    api.answerPage(ctx, list.reversed());
  }

  private void ref(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    Ref ref = repository.git().exactRef("refs/" + ctx.pathParam("ref"));
    if (ref == null) {
      throw ForgeException.notFound();
    }
    api.answer(ctx, 200, refJson(repository, ref));
  }

  private void matchingRefs(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    List<ObjectNode> list = new ArrayList<>();
    for (Ref ref : repository.git().getRefDatabase().getRefs()) {
      if (ref.getName().startsWith("refs/" + ctx.pathParam("ref"))) {
        list.add(refJson(repository, ref));
      }
    }
    api.answerPage(ctx, list);
  }

  private ObjectNode refJson(ForgeRepository repository, Ref ref) throws IOException {
    ObjectNode node = api.json().object();
    node.put("ref", ref.getName());
    node.put("node_id", GitHubJson.nodeId("Ref", repository.id()) + ref.getName());
    node.put("url", api.json().api(repository) + "/git/" + ref.getName());
    try (var walk = new RevWalk(repository.git())) {
      String type = Constants.typeString(walk.parseAny(id(ref)).getType());
      node.putObject("object")
          .put("sha", id(ref).name())
          .put("type", type)
          .put("url", api.json().api(repository) + "/git/" + type + "s/" + id(ref).name());
    }
    return node;
  }

  private void createRef(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    String name = body.path("ref").asText();
    if (!name.matches("refs/(heads|tags)/.+") || !Repository.isValidRefName(name)) {
      throw new ForgeException(422, "Reference name must be valid: " + name);
    }
    if (repository.git().exactRef(name) != null) {
      throw new ForgeException(422, "Reference already exists");
    }
    update(ctx, repository, name, object(repository, body), true);
    api.answer(ctx, 201, refJson(repository, existing(repository, name)));
  }

  private void updateRef(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    String name = "refs/" + ctx.pathParam("ref");
    if (repository.git().exactRef(name) == null) {
      throw new ForgeException(422, "Reference does not exist");
    }
    update(ctx, repository, name, object(repository, body), body.path("force").asBoolean());
    api.answer(ctx, 200, refJson(repository, existing(repository, name)));
  }

  private void deleteRef(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    String name = "refs/" + ctx.pathParam("ref");
    Ref ref = repository.git().exactRef(name);
    if (ref == null || !name.matches("refs/(heads|tags)/.+")) {
      throw new ForgeException(422, "Reference does not exist");
    }
    if (name.equals(Constants.R_HEADS + repository.defaultBranch())) {
      throw new ForgeException(422, "Cannot delete the default branch");
    }
    checkProtection(ctx, repository, name, id(ref), ObjectId.zeroId());
    RefUpdate update = repository.git().updateRef(name);
    update.setForceUpdate(true);
    update.setExpectedOldObjectId(id(ref));
    accept(name, update.delete());
    pushes.received(
        repository,
        api.requireCaller(ctx),
        List.of(new RefChange(name, id(ref), ObjectId.zeroId())));
    ctx.status(204);
  }

  private static ObjectId object(ForgeRepository repository, JsonNode body) throws IOException {
    String sha = body.path("sha").asText();
    if (!ObjectId.isId(sha)
        || !repository.git().getObjectDatabase().has(ObjectId.fromString(sha))) {
      throw new ForgeException(422, "Object does not exist");
    }
    return ObjectId.fromString(sha);
  }

  /// Moves a ref, and tells the hooks.
  void update(Context ctx, ForgeRepository repository, String name, ObjectId to, boolean force)
      throws IOException {
    Ref former = repository.git().exactRef(name);
    ObjectId before = former == null ? ObjectId.zeroId() : id(former);
    checkProtection(ctx, repository, name, before, to);
    RefUpdate update = repository.git().updateRef(name);
    update.setNewObjectId(to);
    update.setExpectedOldObjectId(before);
    update.setForceUpdate(force);
    RefUpdate.Result result = update.update();
    accept(name, result);
    if (result != RefUpdate.Result.NO_CHANGE) {
      pushes.received(repository, api.requireCaller(ctx), List.of(new RefChange(name, before, to)));
    }
  }

  private void checkProtection(
      Context ctx, ForgeRepository repository, String name, ObjectId from, ObjectId to)
      throws IOException {
    if (name.startsWith(Constants.R_HEADS)) {
      String branch = name.substring(Constants.R_HEADS.length());
      List<String> refusals = checks.refusals(repository, branch, api.requireCaller(ctx), from, to);
      if (!refusals.isEmpty()) {
        throw new ForgeException(422, String.join(" ", refusals));
      }
    }
  }

  private static void accept(String ref, RefUpdate.Result result) {
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      case REJECTED -> throw new ForgeException(422, "Update is not a fast forward");
      case LOCK_FAILURE ->
          throw new ForgeException(409, "Reference cannot be updated: it was changed meanwhile");
      default -> throw new IllegalStateException("cannot update " + ref + ": " + result);
    }
  }
}
