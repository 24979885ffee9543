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
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/// `/user/repos`, `/repos/{owner}/{repo}`, its branches and tags; creation of repositories.
final class RepositoryRoutes {
  private static final String REPO = "/api/v3/repos/{owner}/{repo}";

  private final RestApi api;
  private final CommitJson commits;
  private final ProtectionRoutes protections;
  private final CollaboratorRoutes collaborators;
  private final Contents contents;

  RepositoryRoutes(
      RestApi api,
      CommitJson commits,
      ProtectionRoutes protections,
      CollaboratorRoutes collaborators,
      Contents contents) {
    this.api = api;
    this.commits = commits;
    this.protections = protections;
    this.collaborators = collaborators;
    this.contents = contents;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v3/user/repos", this::mine);
    routes.post("/api/v3/user/repos", ctx -> create(ctx, api.requireCaller(ctx).login()));
    routes.post("/api/v3/orgs/{org}/repos", ctx -> create(ctx, ctx.pathParam("org")));
    routes.get(REPO, ctx -> api.answer(ctx, 200, full(ctx, api.readable(ctx))));
    routes.patch(REPO, this::change);
    routes.delete(REPO, this::delete);
    routes.get(REPO + "/topics", this::topics);
    routes.get(REPO + "/languages", this::languages);
    routes.get(REPO + "/branches", this::branches);
    routes.get(REPO + "/branches/<branch>", this::branch);
    routes.get(REPO + "/tags", this::tags);
  }

  private void mine(Context ctx) {
    Account caller = api.requireCaller(ctx);
    api.answerPage(
        ctx,
        api.repositories().all().stream()
            .filter(each -> api.access().may(each, caller.login(), Role.READ))
            .toList(),
        each -> full(ctx, each));
  }

  private void create(Context ctx, String owner) throws IOException {
    Account caller = api.requireCaller(ctx);
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
    created.setDescription(textOrNull(body.path("description")));
    if (body.path("auto_init").asBoolean()) {
      contents.begin(caller, created);
    }
    ctx.header("Location", api.json().api(created));
    api.answer(ctx, 201, full(ctx, created));
  }

  private static @Nullable String textOrNull(JsonNode node) {
    return node.isTextual() ? node.asText() : null;
  }

  private void delete(Context ctx) throws IOException {
    ForgeRepository repository = api.administrable(ctx);
    api.repositories().remove(repository);
    ctx.status(204);
  }

  private ObjectNode full(Context ctx, ForgeRepository repository) {
    ObjectNode node = api.json().repository(repository);
    api.caller(ctx)
        .ifPresent(caller ->
            node.set(
                "permissions",
                collaborators.permissions(api.access().role(repository, caller.login()))));
    node.put("network_count", 0).put("subscribers_count", 0);
    api.accounts()
        .find(repository.owner())
        .filter(owner -> owner.kind() == Account.Kind.ORGANIZATION)
        .ifPresent(owner -> node.set("organization", api.json().user(owner)));
    return node.setAll(repository.settings().toJson());
  }

  private void topics(Context ctx) {
    api.readable(ctx);
    ObjectNode node = api.json().object();
    node.putArray("names");
    api.answer(ctx, 200, node);
  }

  private void languages(Context ctx) {
    api.readable(ctx);
    api.answer(ctx, 200, api.json().object());
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
    if (body.has("description")) {
      repository.setDescription(textOrNull(body.path("description")));
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

  static Ref existing(ForgeRepository repository, String name) throws IOException {
    return Objects.requireNonNull(repository.git().exactRef(name), name);
  }

  /// A ref that exists has an id; only an unborn HEAD has none.
  static ObjectId id(Ref ref) {
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
      String name = Repository.shortenRefName(ref.getName());
      String url = api.json().api(repository);
      list.add(
          named(repository, ref)
              .put("zipball_url", url + "/zipball/" + ref.getName())
              .put("tarball_url", url + "/tarball/" + ref.getName())
              .put("node_id", GitHubJson.nodeId("Ref", repository.id()) + name));
    }
    api.answerPage(ctx, list.reversed());
  }
}
