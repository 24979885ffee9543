package dev.fairlead.sandbox.forge;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/// Changes single files by commits of their own. Safe for any thread.
final class Contents {
  private final RefWriter refs;
  private final Clock clock;

  Contents(RefWriter refs, Clock clock) {
    this.refs = refs;
    this.clock = clock;
  }

  /// @param content the file's new content; null: the file is deleted
  record Change(String path, @Nullable Content content, String message) {}

  /// A file's bytes.
  interface Content {
    byte[] bytes();
  }

  /// Makes a first commit, so that the repository can be cloned.
  void begin(Account caller, ForgeRepository repository) throws IOException {
    byte[] readme = ("# " + repository.name() + "\n").getBytes(StandardCharsets.UTF_8);
    var person = new PersonIdent(caller.login(), caller.email(), clock.instant(), ZoneOffset.UTC);
    commit(
        caller,
        repository,
        Constants.R_HEADS + repository.defaultBranch(),
        null,
        new Change("README.md", () -> readme, "Initial commit"),
        person,
        person);
  }

  /// Writes a commit on top of another, and moves the branch to it.
  ///
  /// @param branch the full name of its ref
  /// @param tip what the branch holds; null for a new one
  ObjectId commit(
      Account caller,
      ForgeRepository repository,
      String branch,
      @Nullable RevCommit tip,
      Change change,
      PersonIdent author,
      PersonIdent committer)
      throws IOException {
    ObjectId created;
    @Nullable Content content = change.content();
    try (ObjectInserter inserter = repository.git().newObjectInserter()) {
      ObjectId blob = content == null ? null : inserter.insert(Constants.OBJ_BLOB, content.bytes());
      var commit = new CommitBuilder();
      commit.setTreeId(tree(repository, tip, change.path(), blob, inserter));
      if (tip != null) {
        commit.setParentId(tip);
      }
      commit.setAuthor(author);
      commit.setCommitter(committer);
      commit.setMessage(change.message());
      created = inserter.insert(commit);
      inserter.flush();
    }
    refs.update(caller, repository, branch, created, false);
    return created;
  }

  /// The file that a commit has at a path; null for none.
  static @Nullable ObjectId blob(ForgeRepository repository, @Nullable RevCommit tip, String path)
      throws IOException {
    if (tip == null) {
      return null;
    }
    try (TreeWalk found = TreeWalk.forPath(repository.git(), path, tip.getTree())) {
      if (found != null && found.isSubtree()) {
        throw new ForgeException(422, path + " is a directory");
      }
      return found == null ? null : found.getObjectId(0);
    }
  }

  private static ObjectId tree(
      ForgeRepository repository,
      @Nullable RevCommit tip,
      String path,
      @Nullable ObjectId blob,
      ObjectInserter inserter)
      throws IOException {
    DirCache index = DirCache.newInCore();
    DirCacheBuilder builder = index.builder();
    FileMode mode = FileMode.REGULAR_FILE;
    if (tip != null) {
      try (var walk = new TreeWalk(repository.git())) {
        walk.addTree(tip.getTree());
        walk.setRecursive(true);
        while (walk.next()) {
          if (walk.getPathString().equals(path)) {
            mode = walk.getFileMode(0);
            continue;
          }
          var entry = new DirCacheEntry(walk.getPathString());
          entry.setFileMode(walk.getFileMode(0));
          entry.setObjectId(walk.getObjectId(0));
          builder.add(entry);
        }
      }
    }
    if (blob != null) {
      try {
        var entry = new DirCacheEntry(path.getBytes(StandardCharsets.UTF_8));
        entry.setFileMode(mode);
        entry.setObjectId(blob);
        builder.add(entry);
      } catch (IllegalArgumentException _) { // `..`, `.git`, empty parts
        throw new ForgeException(422, "path contains a malformed path component");
      }
    }
    builder.finish();
    return index.writeTree(inserter);
  }
}
