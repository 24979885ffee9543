package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTag;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/// `/repos/{owner}/{repo}/git/…`: blobs, trees, commits and tag objects, as tools write them that
/// commit without a clone.
final class GitDataRoutes {
  private static final String GIT = "/api/v3/repos/{owner}/{repo}/git";

  /// GitHub's limit on a recursive tree.
  private static final int MAX_ENTRIES = 100_000;

  private final RestApi api;
  private final CommitJson commits;
  private final Clock clock;

  GitDataRoutes(RestApi api, CommitJson commits, Clock clock) {
    this.api = api;
    this.commits = commits;
    this.clock = clock;
  }

  void register(RoutesConfig routes) {
    routes.post(GIT + "/blobs", this::createBlob);
    routes.get(GIT + "/blobs/{sha}", this::blob);
    routes.post(GIT + "/trees", this::createTree);
    routes.get(GIT + "/trees/<sha>", this::tree);
    routes.post(GIT + "/commits", this::createCommit);
    routes.get(GIT + "/commits/{sha}", this::commit);
    routes.post(GIT + "/tags", this::createTag);
    routes.get(GIT + "/tags/{sha}", this::tag);
  }

  private void createBlob(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    if (!body.path("content").isTextual()) {
      throw new ForgeException(422, "Invalid request.\n\n\"content\" wasn't supplied.");
    }
    byte[] content;
    try {
      content =
          body.path("encoding").asText("utf-8").equals("base64")
              ? Base64.getMimeDecoder().decode(body.path("content").asText())
              : body.path("content").asText().getBytes(StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw new ForgeException(422, "content is not valid Base64");
    }
    ObjectId id;
    try (ObjectInserter inserter = repository.git().newObjectInserter()) {
      id = inserter.insert(Constants.OBJ_BLOB, content);
      inserter.flush();
    }
    created(ctx, repository, "blobs", id);
    api.answer(
        ctx,
        201,
        api.json().object().put("sha", id.name()).put("url", url(repository, "blobs", id)));
  }

  private void created(Context ctx, ForgeRepository repository, String kind, ObjectId id) {
    ctx.header("Location", url(repository, kind, id));
  }

  private String url(ForgeRepository repository, String kind, ObjectId id) {
    return api.json().api(repository) + "/git/" + kind + "/" + id.name();
  }

  private void blob(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    ObjectId id = id(ctx);
    ObjectLoader loader;
    try {
      loader = repository.git().open(id, Constants.OBJ_BLOB);
    } catch (org.eclipse.jgit.errors.MissingObjectException
        | org.eclipse.jgit.errors.IncorrectObjectTypeException _) {
      throw ForgeException.notFound();
    }
    byte[] content = loader.getBytes();
    if (RestApi.accepts(ctx, "raw")) {
      ctx.contentType("application/vnd.github.raw; charset=utf-8").result(content);
      return;
    }
    ObjectNode node = api.json().object();
    node.put("sha", id.name())
        .put("node_id", GitHubJson.nodeId("Blob", repository.id()) + id.name())
        .put("size", content.length)
        .put("url", url(repository, "blobs", id))
        .put("content", ContentRoutes.base64(content))
        .put("encoding", "base64");
    api.answer(ctx, 200, node);
  }

  private static ObjectId id(Context ctx) {
    String sha = ctx.pathParam("sha");
    if (!ObjectId.isId(sha)) {
      throw new ForgeException(
          422, "The sha parameter must be exactly 40 characters and contain only [0-9a-f].");
    }
    return ObjectId.fromString(sha);
  }

  private void tree(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    ObjectId id = treeId(repository, ctx.pathParam("sha"));
    String recursive = ctx.queryParam("recursive");
    answerTree(ctx, 200, repository, id, recursive != null);
  }

  /// A tree is named by its own id, or by anything that names a commit.
  private ObjectId treeId(ForgeRepository repository, String name) throws IOException {
    if (ObjectId.isId(name)) {
      try (var walk = new RevWalk(repository.git())) {
        return walk.parseTree(ObjectId.fromString(name)).getId();
      } catch (org.eclipse.jgit.errors.MissingObjectException
          | org.eclipse.jgit.errors.IncorrectObjectTypeException _) {
        throw ForgeException.notFound();
      }
    }
    try {
      return api.commit(repository, name).getTree().getId();
    } catch (ForgeException _) { // a tree answers 404 where a commit answers 422
      throw ForgeException.notFound();
    }
  }

  private void answerTree(
      Context ctx, int status, ForgeRepository repository, ObjectId id, boolean recursive)
      throws IOException {
    ObjectNode node = api.json().object();
    node.put("sha", id.name()).put("url", url(repository, "trees", id));
    ArrayNode entries = node.putArray("tree");
    boolean truncated = false;
    try (var walk = new TreeWalk(repository.git())) {
      walk.addTree(id);
      while (walk.next()) {
        if (entries.size() == MAX_ENTRIES) {
          truncated = true;
          break;
        }
        FileMode mode = walk.getFileMode(0);
        ObjectId entry = walk.getObjectId(0);
        boolean commit = FileMode.GITLINK.equals(mode);
        ObjectNode child = entries.addObject();
        child
            .put("path", walk.getPathString())
            .put("mode", "%06o".formatted(mode.getBits()))
            .put("type", walk.isSubtree() ? "tree" : commit ? "commit" : "blob")
            .put("sha", entry.name());
        if (!walk.isSubtree() && !commit) {
          child.put(
              "size", repository.git().newObjectReader().getObjectSize(entry, Constants.OBJ_BLOB));
        }
        if (!commit) {
          child.put("url", url(repository, walk.isSubtree() ? "trees" : "blobs", entry));
        }
        if (recursive && walk.isSubtree()) {
          walk.enterSubtree();
        }
      }
    }
    node.put("truncated", truncated);
    api.answer(ctx, status, node);
  }

  /// A directory that is being put together.
  private static final class Directory {
    private final TreeMap<String, Entry> entries = new TreeMap<>();
    private final Map<String, Directory> directories = new HashMap<>();
  }

  private record Entry(FileMode mode, ObjectId id) {}

  private void createTree(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    JsonNode body = api.body(ctx);
    if (!body.path("tree").isArray()) {
      throw new ForgeException(422, "Invalid request.\n\n\"tree\" wasn't supplied.");
    }
    ObjectId base =
        body.path("base_tree").isTextual()
            ? baseTree(repository, body.path("base_tree").asText())
            : null;
    ObjectId id;
    try (ObjectInserter inserter = repository.git().newObjectInserter()) {
      Directory root = read(repository, base);
      for (JsonNode entry : body.path("tree")) {
        put(repository, inserter, root, entry);
      }
      id =
          write(inserter, root)
              .orElseGet(() -> {
                try {
                  return inserter.insert(new TreeFormatter());
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException("cannot write an empty tree", e);
                }
              });
      inserter.flush();
    }
    created(ctx, repository, "trees", id);
    answerTree(ctx, 201, repository, id, false);
  }

  private ObjectId baseTree(ForgeRepository repository, String name) throws IOException {
    try {
      return treeId(repository, name);
    } catch (ForgeException _) {
      throw new ForgeException(404, "base_tree is not a valid tree oid");
    }
  }

  private static Directory read(ForgeRepository repository, @Nullable ObjectId tree)
      throws IOException {
    var directory = new Directory();
    if (tree != null) {
      try (var walk = new TreeWalk(repository.git())) {
        walk.addTree(tree);
        while (walk.next()) {
          directory.entries.put(
              walk.getNameString(), new Entry(walk.getFileMode(0), walk.getObjectId(0)));
        }
      }
    }
    return directory;
  }

  private void put(
      ForgeRepository repository, ObjectInserter inserter, Directory root, JsonNode given)
      throws IOException {
    List<String> path = new ArrayList<>(List.of(given.path("path").asText().split("/", -1)));
    if (path.stream().anyMatch(part -> part.isEmpty() || part.matches("\\.\\.?|(?i)\\.git"))) {
      throw new ForgeException(422, "tree.path contains a malformed path component");
    }
    String name = path.removeLast();
    Directory directory = root;
    for (String part : path) {
      Directory next = directory.directories.get(part);
      if (next == null) {
        Entry known = directory.entries.get(part);
        next =
            read(
                repository,
                known != null && FileMode.TREE.equals(known.mode()) ? known.id() : null);
        directory.directories.put(part, next);
      }
      directory = next;
    }
    directory.directories.remove(name);
    if (given.has("sha") && given.path("sha").isNull()) {
      if (directory.entries.remove(name) == null) {
        throw new ForgeException(422, "GitRPC::BadObjectState");
      }
      return;
    }
    directory.entries.put(name, entry(repository, inserter, given));
  }

  private static Entry entry(ForgeRepository repository, ObjectInserter inserter, JsonNode given)
      throws IOException {
    String text = given.path("mode").asText();
    if (!List.of("100644", "100755", "040000", "160000", "120000").contains(text)) {
      throw new ForgeException(
          422, "Must supply a valid tree.mode: " + given.path("path").asText());
    }
    FileMode mode = FileMode.fromBits(Integer.parseInt(text, 8));
    if (given.path("content").isTextual()) {
      return new Entry(
          mode,
          inserter.insert(
              Constants.OBJ_BLOB, given.path("content").asText().getBytes(StandardCharsets.UTF_8)));
    }
    String sha = given.path("sha").asText();
    if (!ObjectId.isId(sha)) {
      throw new ForgeException(422, "Must supply either tree.sha or tree.content.");
    }
    ObjectId id = ObjectId.fromString(sha);
    if (!FileMode.GITLINK.equals(mode) && !repository.git().getObjectDatabase().has(id)) {
      throw new ForgeException(422, "tree.sha " + sha + " is not a valid blob");
    }
    return new Entry(mode, id);
  }

  /// @return the tree; empty for a directory without anything in it, which Git does not keep
  private static Optional<ObjectId> write(ObjectInserter inserter, Directory directory)
      throws IOException {
    for (var changed : directory.directories.entrySet()) {
      Optional<ObjectId> tree = write(inserter, changed.getValue());
      if (tree.isPresent()) {
        directory.entries.put(changed.getKey(), new Entry(FileMode.TREE, tree.get()));
      } else {
        directory.entries.remove(changed.getKey());
      }
    }
    if (directory.entries.isEmpty()) {
      return Optional.empty();
    }
    var formatter = new TreeFormatter();
    // Git sorts directories as if a slash ended their names.
    directory.entries.entrySet().stream()
        .sorted(
            java.util.Comparator.comparing(
                each ->
                    FileMode.TREE.equals(each.getValue().mode())
                        ? each.getKey() + "/"
                        : each.getKey(),
                (one, other) ->
                    java.util.Arrays.compareUnsigned(
                        one.getBytes(StandardCharsets.UTF_8),
                        other.getBytes(StandardCharsets.UTF_8))))
        .forEach(
            each -> formatter.append(each.getKey(), each.getValue().mode(), each.getValue().id()));
    return Optional.of(inserter.insert(formatter));
  }

  private void createCommit(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    if (!body.path("message").isTextual()) {
      throw new ForgeException(422, "Invalid request.\n\n\"message\" wasn't supplied.");
    }
    var commit = new CommitBuilder();
    try (var walk = new RevWalk(repository.git())) {
      commit.setTreeId(
          parse(walk, body.path("tree").asText(), RevTree.class, "Tree SHA does not exist"));
      var parents = new ArrayList<ObjectId>();
      for (JsonNode parent : body.path("parents")) {
        parents.add(
            parse(
                walk,
                parent.asText(),
                RevCommit.class,
                "Parent SHA does not exist or is not a commit object"));
      }
      commit.setParentIds(parents);
    }
    PersonIdent author = person(body.path("author"), caller);
    commit.setAuthor(author);
    commit.setCommitter(
        body.path("committer").isObject() ? person(body.path("committer"), caller) : author);
    commit.setMessage(body.path("message").asText());
    ObjectId id;
    try (ObjectInserter inserter = repository.git().newObjectInserter()) {
      id = inserter.insert(commit);
      inserter.flush();
    }
    created(ctx, repository, "commits", id);
    api.answer(ctx, 201, commits.gitCommit(repository, api.commit(repository, id.name())));
  }

  private static <T extends RevObject> ObjectId parse(
      RevWalk walk, String sha, Class<T> type, String refusal) throws IOException {
    try {
      if (ObjectId.isId(sha)) {
        RevObject found = walk.parseAny(ObjectId.fromString(sha));
        if (type.isInstance(found)) {
          return found.getId();
        }
      }
    } catch (org.eclipse.jgit.errors.MissingObjectException _) {
      // said below
    }
    throw new ForgeException(422, refusal);
  }

  private PersonIdent person(JsonNode given, Account caller) {
    String date = given.path("date").asText("");
    OffsetDateTime at;
    try {
      at = date.isEmpty() ? clock.instant().atOffset(ZoneOffset.UTC) : OffsetDateTime.parse(date);
    } catch (DateTimeParseException _) {
      throw new ForgeException(422, "Invalid request.\n\n" + date + " is not a valid date-time.");
    }
    return new PersonIdent(
        given.path("name").asText(caller.login()),
        given.path("email").asText(caller.email()),
        at.toInstant(),
        at.getOffset());
  }

  private void commit(Context ctx) throws IOException {
    ForgeRepository repository = api.readable(ctx);
    RevCommit commit;
    try {
      commit = api.commit(repository, id(ctx).name());
    } catch (ForgeException _) {
      throw ForgeException.notFound();
    }
    api.answer(ctx, 200, commits.gitCommit(repository, commit));
  }

  private void createTag(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    for (String field : List.of("tag", "message", "object", "type")) {
      if (!body.path(field).isTextual()) {
        throw new ForgeException(422, "Invalid request.\n\n\"" + field + "\" wasn't supplied.");
      }
    }
    var tag = new TagBuilder();
    tag.setTag(body.path("tag").asText());
    tag.setMessage(body.path("message").asText());
    tag.setTagger(person(body.path("tagger"), caller));
    ObjectId id;
    try (var walk = new RevWalk(repository.git());
        ObjectInserter inserter = repository.git().newObjectInserter()) {
      ObjectId target =
          parse(walk, body.path("object").asText(), RevObject.class, "Object does not exist");
      tag.setObjectId(walk.parseAny(target));
      id = inserter.insert(tag);
      inserter.flush();
    }
    created(ctx, repository, "tags", id);
    answerTag(ctx, 201, repository, id);
  }

  private void tag(Context ctx) throws IOException {
    answerTag(ctx, 200, api.readable(ctx), id(ctx));
  }

  private void answerTag(Context ctx, int status, ForgeRepository repository, ObjectId id)
      throws IOException {
    try (var walk = new RevWalk(repository.git())) {
      RevTag tag = walk.parseTag(id);
      ObjectNode node = api.json().object();
      node.put("node_id", GitHubJson.nodeId("Tag", repository.id()) + id.name())
          .put("tag", tag.getTagName())
          .put("sha", id.name())
          .put("url", url(repository, "tags", id))
          .put("message", tag.getFullMessage());
      PersonIdent tagger = tag.getTaggerIdent();
      if (tagger != null) {
        node.set("tagger", commits.person(tagger));
      }
      String type = Constants.typeString(walk.parseAny(tag.getObject()).getType());
      node.putObject("object")
          .put("sha", tag.getObject().name())
          .put("type", type)
          .put("url", url(repository, type + "s", tag.getObject()));
      node.set("verification", commits.verification());
      api.answer(ctx, status, node);
    } catch (org.eclipse.jgit.errors.MissingObjectException
        | org.eclipse.jgit.errors.IncorrectObjectTypeException _) {
      throw ForgeException.notFound();
    }
  }
}
