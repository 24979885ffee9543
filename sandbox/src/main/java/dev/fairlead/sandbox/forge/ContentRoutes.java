package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/contents/{path}`: read a file or directory; create, change or delete a
/// file by a commit.
final class ContentRoutes {
  private static final String CONTENTS = "/api/v3/repos/{owner}/{repo}/contents";

  private final RestApi api;
  private final CommitJson commits;
  private final Contents contents;
  private final Clock clock;

  ContentRoutes(RestApi api, CommitJson commits, Contents contents, Clock clock) {
    this.api = api;
    this.commits = commits;
    this.contents = contents;
    this.clock = clock;
  }

  void register(RoutesConfig routes) {
    routes.get("/api/v3/repos/{owner}/{repo}/readme", this::readme);
    routes.get(CONTENTS, ctx -> read(ctx, ""));
    routes.get(CONTENTS + "/<path>", ctx -> read(ctx, path(ctx)));
    routes.put(CONTENTS + "/<path>", ctx -> write(ctx, path(ctx)));
    routes.delete(CONTENTS + "/<path>", ctx -> delete(ctx, path(ctx)));
  }

  private static String path(Context ctx) {
    return ctx.pathParam("path").replaceAll("^/+|/+$", "");
  }

  private void readme(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    String ref = Optional.ofNullable(ctx.queryParam("ref")).orElse(repository.defaultBranch());
    RevCommit commit;
    try {
      commit = api.commit(repository, ref);
    } catch (ForgeException _) {
      throw ForgeException.notFound();
    }
    try (var walk = new TreeWalk(repository.git())) {
      walk.addTree(commit.getTree());
      while (walk.next()) {
        if (!walk.isSubtree()
            && walk.getNameString().matches("(?i)readme(\\.(md|markdown|rst|txt))?")) {
          read(ctx, walk.getNameString());
          return;
        }
      }
    }
    throw ForgeException.notFound();
  }

  private void read(Context ctx, String path) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    String ref = Optional.ofNullable(ctx.queryParam("ref")).orElse(repository.defaultBranch());
    RevCommit commit;
    try {
      commit = api.commit(repository, ref);
    } catch (ForgeException _) {
      throw new ForgeException(404, "No commit found for the ref " + ref);
    }
    if (path.isEmpty()) {
      directory(ctx, repository, ref, path, commit.getTree());
      return;
    }
    try (TreeWalk found = TreeWalk.forPath(repository.git(), path, commit.getTree())) {
      if (found == null) {
        throw ForgeException.notFound();
      }
      if (found.isSubtree()) {
        directory(ctx, repository, ref, path, found.getObjectId(0));
        return;
      }
      ObjectNode node = entry(repository, ref, path, found.getFileMode(0), found.getObjectId(0));
      if (FileMode.GITLINK.equals(found.getFileMode(0))) {
        api.answer(ctx, 200, node);
        return;
      }
      byte[] content = repository.git().open(found.getObjectId(0)).getBytes();
      if (RestApi.accepts(ctx, "raw")) {
        ctx.contentType("application/vnd.github.raw; charset=utf-8").result(content);
        return;
      }
      node.put("content", base64(content)).put("encoding", "base64");
      api.answer(ctx, 200, node);
    }
  }

  /// GitHub breaks base64 as Ruby does: a line feed after every 60 characters and at the end.
  static String base64(byte[] content) {
    String base64 = Base64.getMimeEncoder(60, new byte[] {'\n'}).encodeToString(content);
    return content.length == 0 ? "" : base64 + "\n";
  }

  private void directory(
      Context ctx, ForgeRepository repository, String ref, String path, ObjectId tree)
      throws IOException {
    ArrayNode list = api.json().array();
    try (var walk = new TreeWalk(repository.git())) {
      walk.addTree(tree);
      while (walk.next()) {
        String child = path.isEmpty() ? walk.getNameString() : path + "/" + walk.getNameString();
        list.add(entry(repository, ref, child, walk.getFileMode(0), walk.getObjectId(0)));
      }
    }
    api.answer(ctx, 200, list);
  }

  private ObjectNode entry(
      ForgeRepository repository, String ref, String path, FileMode mode, ObjectId id)
      throws IOException {
    boolean file = FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
    String type =
        file
            ? "file"
            : FileMode.TREE.equals(mode)
                ? "dir"
                : FileMode.SYMLINK.equals(mode) ? "symlink" : "submodule";
    String self = api.json().api(repository) + "/contents/" + path + "?ref=" + ref;
    String html =
        api.json().html(repository)
            + (FileMode.TREE.equals(mode) ? "/tree/" : "/blob/")
            + ref
            + "/"
            + path;
    String git =
        api.json().api(repository)
            + (FileMode.TREE.equals(mode) ? "/git/trees/" : "/git/blobs/")
            + id.name();
    ObjectNode node = api.json().object();
    node.put("name", path.substring(path.lastIndexOf('/') + 1));
    node.put("path", path);
    node.put("sha", id.name());
    if (FileMode.TREE.equals(mode) || FileMode.GITLINK.equals(mode)) {
      node.put("size", 0);
    } else {
      ObjectLoader loader = repository.git().open(id);
      node.put("size", loader.getSize());
    }
    node.put("url", self).put("html_url", html).put("git_url", git);
    node.put(
        "download_url", file ? api.json().html(repository) + "/raw/" + ref + "/" + path : null);
    node.put("type", type);
    node.putObject("_links").put("self", self).put("git", git).put("html", html);
    return node;
  }

  private void write(Context ctx, String path) throws IOException {
    JsonNode body = api.body(ctx);
    byte[] content;
    try {
      content = Base64.getMimeDecoder().decode(body.path("content").asText());
    } catch (IllegalArgumentException _) {
      throw new ForgeException(422, "content is not valid Base64");
    }
    commit(ctx, path, body, content);
  }

  private void delete(Context ctx, String path) throws IOException {
    JsonNode body = api.body(ctx);
    if (!body.path("sha").isTextual()) {
      throw new ForgeException(422, "Invalid request.\n\n\"sha\" wasn't supplied.");
    }
    commit(ctx, path, body, null);
  }

  /// @param content the file's new content; null: the file is deleted
  private void commit(Context ctx, String path, JsonNode body, byte @Nullable [] content)
      throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    if (!body.path("message").isTextual()) {
      throw new ForgeException(422, "Invalid request.\n\n\"message\" wasn't supplied.");
    }
    String branch = body.path("branch").asText(repository.defaultBranch());
    String refName = Constants.R_HEADS + branch;
    Ref ref = repository.git().exactRef(refName);
    if (ref == null
        && !repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS).isEmpty()) {
      throw new ForgeException(404, "Branch " + branch + " not found");
    }
    RevCommit tip = ref == null ? null : api.commit(repository, refName);
    ObjectId former = Contents.blob(repository, tip, path);
    if (former == null && content == null) {
      throw ForgeException.notFound();
    }
    if (former != null && !former.name().equals(body.path("sha").asText())) {
      throw body.has("sha")
          ? new ForgeException(409, path + " does not match " + body.path("sha").asText())
          : new ForgeException(422, "Invalid request.\n\n\"sha\" wasn't supplied.");
    }
    PersonIdent committer = person(body.path("committer"), caller);
    PersonIdent author = body.has("author") ? person(body.path("author"), caller) : committer;
    var change =
        new Contents.Change(
            path, content == null ? null : () -> content, body.path("message").asText());
    ObjectId created = contents.commit(caller, repository, refName, tip, change, author, committer);
    RevCommit commit = api.commit(repository, created.name());
    ObjectId blob = content == null ? null : Contents.blob(repository, commit, path);
    ObjectNode answer = api.json().object();
    answer.set(
        "content",
        blob == null ? null : entry(repository, branch, path, FileMode.REGULAR_FILE, blob));
    answer.set("commit", commits.gitCommit(repository, commit));
    api.answer(ctx, former == null ? 201 : 200, answer);
  }

  private PersonIdent person(JsonNode given, Account caller) {
    return new PersonIdent(
        given.path("name").asText(caller.login()),
        given.path("email").asText(caller.email()),
        clock.instant(),
        ZoneOffset.UTC);
  }
}
