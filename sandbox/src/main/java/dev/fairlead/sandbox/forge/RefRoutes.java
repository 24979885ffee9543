package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.sandbox.forge.pulls.Merges;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/// `/repos/{owner}/{repo}/git/refs` and its relatives, and `/repos/{owner}/{repo}/merges`.
final class RefRoutes {
  private static final String GIT = "/api/v3/repos/{owner}/{repo}/git";

  private final RestApi api;
  private final RefWriter refs;
  private final CommitJson commits;
  private final Clock clock;

  RefRoutes(RestApi api, RefWriter refs, CommitJson commits, Clock clock) {
    this.api = api;
    this.refs = refs;
    this.commits = commits;
    this.clock = clock;
  }

  void register(RoutesConfig routes) {
    routes.get(GIT + "/ref/<ref>", this::ref);
    routes.get(GIT + "/matching-refs/<ref>", this::matchingRefs);
    routes.post(GIT + "/refs", this::createRef);
    routes.patch(GIT + "/refs/<ref>", this::updateRef);
    routes.delete(GIT + "/refs/<ref>", this::deleteRef);
    routes.post("/api/v3/repos/{owner}/{repo}/merges", this::merge);
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
      String type = Constants.typeString(walk.parseAny(RepositoryRoutes.id(ref)).getType());
      node.putObject("object")
          .put("sha", RepositoryRoutes.id(ref).name())
          .put("type", type)
          .put(
              "url",
              api.json().api(repository) + "/git/" + type + "s/" + RepositoryRoutes.id(ref).name());
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
    refs.update(api.requireCaller(ctx), repository, name, object(repository, body), true);
    api.answer(ctx, 201, refJson(repository, RepositoryRoutes.existing(repository, name)));
  }

  private void updateRef(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    String name = "refs/" + ctx.pathParam("ref");
    if (repository.git().exactRef(name) == null) {
      throw new ForgeException(422, "Reference does not exist");
    }
    refs.update(
        api.requireCaller(ctx),
        repository,
        name,
        object(repository, body),
        body.path("force").asBoolean());
    api.answer(ctx, 200, refJson(repository, RepositoryRoutes.existing(repository, name)));
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
    refs.delete(api.requireCaller(ctx), repository, name, RepositoryRoutes.id(ref));
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

  /// Merges a branch or commit into a branch, without a pull request.
  private void merge(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    String into = body.path("base").asText();
    Ref branch = repository.git().exactRef(Constants.R_HEADS + into);
    if (branch == null) {
      throw new ForgeException(404, "Base does not exist");
    }
    ObjectId base = RepositoryRoutes.id(branch);
    ObjectId head;
    try {
      head = api.commit(repository, body.path("head").asText()).getId();
    } catch (ForgeException _) {
      throw new ForgeException(404, "Head does not exist");
    }
    var merges = new Merges(repository.git());
    if (merges.contains(base, head)) {
      ctx.status(204);
      return;
    }
    ObjectId tree =
        merges.tree(base, head).orElseThrow(() -> new ForgeException(409, "Merge conflict"));
    PersonIdent person = TestMerge.person(caller.login(), caller.email(), clock.instant());
    String message =
        body.path("commit_message").asText("Merge " + body.path("head").asText() + " into " + into);
    ObjectId merged = merges.commit(tree, List.of(base, head), person, person, message);
    refs.update(caller, repository, branch.getName(), merged, false);
    api.answer(ctx, 201, commits.of(repository, api.commit(repository, merged.name())));
  }
}
