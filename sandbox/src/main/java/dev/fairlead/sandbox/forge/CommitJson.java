package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.diff.Edit;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.patch.FileHeader;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.jspecify.annotations.Nullable;

/// GitHub's JSON for commits and for the files that differ between two trees.
final class CommitJson {
  /// A longer patch is left out, as GitHub does; only its numbers are told.
  private static final int MAX_PATCH_LINES = 20_000;

  private final GitHubJson json;
  private final Accounts accounts;

  CommitJson(GitHubJson json, Accounts accounts) {
    this.json = json;
    this.accounts = accounts;
  }

  /// A commit as lists and branches have it: without its files.
  ObjectNode of(ForgeRepository repository, RevCommit commit) {
    String url = json.api(repository) + "/commits/" + commit.name();
    ObjectNode node = json.object().put("sha", commit.name());
    node.put("node_id", GitHubJson.nodeId("Commit", repository.id()) + commit.name());
    ObjectNode inner = node.putObject("commit");
    inner.set("author", person(commit.getAuthorIdent()));
    inner.set("committer", person(commit.getCommitterIdent()));
    inner.put("message", commit.getFullMessage().stripTrailing());
    String tree = commit.getTree().name();
    inner
        .putObject("tree")
        .put("sha", tree)
        .put("url", json.api(repository) + "/git/trees/" + tree);
    inner.put("url", json.api(repository) + "/git/commits/" + commit.name());
    inner.put("comment_count", 0);
    inner.set("verification", verification());
    node.put("url", url);
    node.put("html_url", json.html(repository) + "/commit/" + commit.name());
    node.put("comments_url", url + "/comments");
    node.set("author", account(commit.getAuthorIdent()));
    node.set("committer", account(commit.getCommitterIdent()));
    ArrayNode parents = node.putArray("parents");
    for (RevCommit parent : commit.getParents()) {
      parents
          .addObject()
          .put("sha", parent.name())
          .put("url", json.api(repository) + "/commits/" + parent.name())
          .put("html_url", json.html(repository) + "/commit/" + parent.name());
    }
    return node;
  }

  /// A commit as Git's own object, which `/git/commits` answers.
  ObjectNode gitCommit(ForgeRepository repository, RevCommit commit) {
    String git = json.api(repository) + "/git";
    ObjectNode node = json.object();
    node.put("sha", commit.name())
        .put("node_id", GitHubJson.nodeId("Commit", repository.id()) + commit.name())
        .put("url", git + "/commits/" + commit.name())
        .put("html_url", json.html(repository) + "/commit/" + commit.name());
    node.set("author", person(commit.getAuthorIdent()));
    node.set("committer", person(commit.getCommitterIdent()));
    String tree = commit.getTree().name();
    node.putObject("tree").put("sha", tree).put("url", git + "/trees/" + tree);
    node.put("message", commit.getFullMessage().stripTrailing());
    ArrayNode parents = node.putArray("parents");
    for (RevCommit parent : commit.getParents()) {
      parents
          .addObject()
          .put("sha", parent.name())
          .put("url", git + "/commits/" + parent.name())
          .put("html_url", json.html(repository) + "/commit/" + parent.name());
    }
    node.set("verification", verification());
    return node;
  }

  /// Signatures are not looked at here.
  ObjectNode verification() {
    return json.object()
        .put("verified", false)
        .put("reason", "unsigned")
        .putNull("signature")
        .putNull("payload")
        .putNull("verified_at");
  }

  /// A commit with its statistics and the files that it changes against its first parent.
  ObjectNode withFiles(ForgeRepository repository, RevCommit commit) throws IOException {
    ObjectNode node = of(repository, commit);
    ArrayNode files = files(repository, parentTree(repository, commit), commit.getTree(), commit);
    int additions = 0;
    int deletions = 0;
    for (var file : files) {
      additions += file.path("additions").asInt();
      deletions += file.path("deletions").asInt();
    }
    node.putObject("stats")
        .put("total", additions + deletions)
        .put("additions", additions)
        .put("deletions", deletions);
    node.set("files", files);
    return node;
  }

  /// The files that differ between two trees, with unified patches and renames.
  ///
  /// @param old null: everything is new
  /// @param at the commit whose files the URLs name
  ArrayNode files(ForgeRepository repository, @Nullable RevTree old, RevTree next, RevCommit at)
      throws IOException {
    ArrayNode files = json.array();
    for (DiffEntry entry : changes(repository, old, next)) {
      files.add(file(repository, entry, at));
    }
    return files;
  }

  /// The files that differ between two trees, renames found.
  ///
  /// @param old null: everything is new
  List<DiffEntry> changes(ForgeRepository repository, @Nullable RevTree old, RevTree next)
      throws IOException {
    try (var formatter = formatter(repository, new ByteArrayOutputStream())) {
      return formatter.scan(old, next);
    }
  }

  /// One of them, with its unified patch.
  ///
  /// @param at the commit whose files the URLs name
  ObjectNode file(ForgeRepository repository, DiffEntry entry, RevCommit at) throws IOException {
    var text = new ByteArrayOutputStream();
    try (var formatter = formatter(repository, text)) {
      return file(repository, formatter, text, entry, at);
    }
  }

  private static DiffFormatter formatter(ForgeRepository repository, ByteArrayOutputStream text) {
    var formatter = new DiffFormatter(text);
    formatter.setRepository(repository.git());
    formatter.setDetectRenames(true);
    return formatter;
  }

  private ObjectNode file(
      ForgeRepository repository,
      DiffFormatter formatter,
      ByteArrayOutputStream text,
      DiffEntry entry,
      RevCommit at)
      throws IOException {
    boolean removed = entry.getChangeType() == DiffEntry.ChangeType.DELETE;
    String path = removed ? entry.getOldPath() : entry.getNewPath();
    FileHeader header = formatter.toFileHeader(entry);
    int additions = 0;
    int deletions = 0;
    for (Edit edit : header.toEditList()) {
      additions += edit.getLengthB();
      deletions += edit.getLengthA();
    }
    ObjectNode node = json.object();
    node.put("sha", (removed ? entry.getOldId() : entry.getNewId()).name());
    node.put("filename", path);
    node.put(
        "status",
        switch (entry.getChangeType()) {
          case ADD -> "added";
          case MODIFY -> "modified";
          case DELETE -> "removed";
          case RENAME -> "renamed";
          case COPY -> "copied";
        });
    node.put("additions", additions);
    node.put("deletions", deletions);
    node.put("changes", additions + deletions);
    node.put("blob_url", json.html(repository) + "/blob/" + at.name() + "/" + path);
    node.put("raw_url", json.html(repository) + "/raw/" + at.name() + "/" + path);
    node.put("contents_url", json.api(repository) + "/contents/" + path + "?ref=" + at.name());
    if (entry.getChangeType() == DiffEntry.ChangeType.RENAME
        || entry.getChangeType() == DiffEntry.ChangeType.COPY) {
      node.put("previous_filename", entry.getOldPath());
    }
    if (header.getPatchType() == FileHeader.PatchType.UNIFIED
        && additions + deletions <= MAX_PATCH_LINES) {
      text.reset();
      formatter.format(entry);
      formatter.flush();
      String patch = text.toString(StandardCharsets.UTF_8);
      int hunks = patch.indexOf("\n@@ ");
      if (hunks >= 0) { // GitHub leaves out the header lines and the last line's end
        node.put("patch", patch.substring(hunks + 1).replaceFirst("\\n\\z", ""));
      }
    }
    return node;
  }

  /// What a commit changed against its first parent, as `git diff` or `git format-patch` writes it.
  ///
  /// @param mail whether it is to be a commit again
  byte[] unified(ForgeRepository repository, RevCommit commit, boolean mail) throws IOException {
    return mail
        ? mails(repository, List.of(commit))
        : diff(repository, parentTree(repository, commit), commit.getTree());
  }

  /// Commits as `git format-patch` writes them; merges are left out.
  byte[] mails(ForgeRepository repository, List<RevCommit> commits) throws IOException {
    var text = new ByteArrayOutputStream();
    try (var walk = new RevWalk(repository.git())) {
      for (RevCommit each : commits) {
        RevCommit commit = walk.parseCommit(each);
        if (commit.getParentCount() < 2) {
          text.writeBytes(MailHeader.of(commit).getBytes(StandardCharsets.UTF_8));
          text.writeBytes(diff(repository, parentTree(repository, commit), commit.getTree()));
          text.writeBytes(MailHeader.END.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return text.toByteArray();
  }

  /// The difference of two trees as `git diff` writes it.
  byte[] diff(ForgeRepository repository, @Nullable RevTree old, RevTree next) throws IOException {
    var text = new ByteArrayOutputStream();
    try (var formatter = formatter(repository, text)) {
      formatter.format(old, next);
      formatter.flush();
    }
    return text.toByteArray();
  }

  static @Nullable RevTree parentTree(ForgeRepository repository, RevCommit commit)
      throws IOException {
    if (commit.getParentCount() == 0) {
      return null;
    }
    try (var walk = new RevWalk(repository.git())) {
      return walk.parseCommit(commit.getParent(0)).getTree();
    }
  }

  /// All commits in the given order, as JSON.
  List<ObjectNode> all(ForgeRepository repository, List<RevCommit> commits) {
    return commits.stream().map(commit -> of(repository, commit)).toList();
  }

  ObjectNode person(PersonIdent ident) {
    return json.object()
        .put("name", ident.getName())
        .put("email", ident.getEmailAddress())
        .put("date", GitHubJson.time(ident.getWhenAsInstant()));
  }

  private @Nullable ObjectNode account(PersonIdent ident) {
    return accounts.byEmail(ident.getEmailAddress()).map(json::user).orElse(null);
  }
}
