package dev.fairlead.git;

import dev.fairlead.git.GitException.Kind;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.RemoteRefUpdate;

/// Commits changed files on a branch of the remote, without a checkout. When somebody else pushed
/// in between, the edit is made again on their tip: text is never merged.
///
/// Safe for any thread; writers of one mirror wait for each other only while they push.
public final class CommitWriter {
  private static final long MIN_PAUSE_MILLIS = 200;
  private static final long MAX_PAUSE_MILLIS = 5000;

  private final Mirror mirror;
  private final int attempts;
  private final RandomGenerator random;

  /// @param attempts how often to try in all when pushes lose against others
  /// @param random spreads the pauses between attempts (0.2 to 5 seconds)
  public CommitWriter(Mirror mirror, int attempts, RandomGenerator random) {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
    }
    this.mirror = mirror;
    this.attempts = attempts;
    this.random = random;
  }

  /// What to change, worked out from the files as they are. It may run several times, each time on
  /// a newer tip; it must give no changes when what it wants is there already.
  @FunctionalInterface
  public interface Edit {
    Changes apply(RevisionTree tip);
  }

  /// @param written path to new content; a path that is new is made as a plain file, one that
  ///   exists keeps its mode; a link is followed inside of the tree
  /// @param deleted paths of files
  public record Changes(Map<String, byte[]> written, Set<String> deleted, String message) {
    public Changes {
      written = new TreeMap<>(written);
      deleted = Set.copyOf(deleted);
    }

    public static Changes write(Map<String, byte[]> written, String message) {
      return new Changes(written, Set.of(), message);
    }

    /// Nothing to do: no commit is made.
    public static Changes none() {
      return new Changes(Map.of(), Set.of(), "");
    }
  }

  /// How it ended.
  public sealed interface Written {
    /// The branch's tip afterwards.
    CommitId tip();

    /// @param tip the new commit, which is on the remote
    /// @param parent what it was made on
    record Pushed(CommitId tip, CommitId parent) implements Written {}

    /// The tip already had what the edit wants.
    record Unchanged(CommitId tip) implements Written {}
  }

  /// Makes the edit on the branch's newest tip, commits and pushes it.
  ///
  /// @param branch short name, such as `main`; it must exist
  /// @param author who made the change; the commit's message comes from the edit
  /// @param committer who writes it down
  /// @throws GitException RACE_LOST after the last attempt, REJECTED when the remote refuses (a
  ///   protected branch, a hook), UNREACHABLE, UNAUTHORIZED
  public Written commit(String branch, Person author, Person committer, Edit edit) {
    String reason = "";
    for (int attempt = 1; attempt <= attempts; attempt++) {
      if (attempt > 1) {
        LockSupport.parkNanos(
            Duration.ofMillis(random.nextLong(MIN_PAUSE_MILLIS, pauseBound(attempt))).toNanos());
      }
      mirror.fetch();
      CommitId tip = mirror.resolve(Constants.R_HEADS + branch);
      ObjectId commit = build(tip, author, committer, edit);
      if (commit == null) {
        return new Written.Unchanged(tip);
      }
      RemoteRefUpdate update = mirror.remote().push(branch, commit, tip);
      switch (update.getStatus()) {
        case OK, UP_TO_DATE -> {
          return new Written.Pushed(new CommitId(commit.name()), tip);
        }
        case REJECTED_NONFASTFORWARD, REJECTED_REMOTE_CHANGED -> reason = "the branch moved";
        case REJECTED_OTHER_REASON,
            REJECTED_NODELETE,
            NON_EXISTING,
            NOT_ATTEMPTED,
            AWAITING_REPORT -> {
          reason = String.valueOf(update.getMessage());
          if (!lostRace(reason, branch, tip)) {
            throw new GitException(
                Kind.REJECTED,
                "the remote refused the push to branch "
                    + branch
                    + " of "
                    + mirror.url()
                    + ": "
                    + reason
                    + "; is the branch protected, or does a hook refuse it?",
                null);
          }
        }
      }
    }
    throw new GitException(
        Kind.RACE_LOST,
        "cannot push to branch "
            + branch
            + " of "
            + mirror.url()
            + ": lost "
            + attempts
            + " times against other pushes (last: "
            + reason
            + "); run it again",
        null);
  }

  private long pauseBound(int attempt) {
    return Math.min(MAX_PAUSE_MILLIS, MIN_PAUSE_MILLIS << Math.min(attempt, 5));
  }

  /// Servers word a race in many ways; that the tip moved, or that the reference was locked, says
  /// it for sure.
  private boolean lostRace(String reason, String branch, CommitId tip) {
    String text = reason.toLowerCase(java.util.Locale.ROOT);
    if (text.contains("lock") || text.contains("fetch first") || text.contains("stale")) {
      return true;
    }
    mirror.fetch();
    return !mirror.find(Constants.R_HEADS + branch).equals(java.util.Optional.of(tip));
  }

  private @org.jspecify.annotations.Nullable ObjectId build(
      CommitId tip, Person author, Person committer, Edit edit) {
    LinkedTree files = mirror.linkedTree(tip);
    Changes changes = edit.apply(files);
    if (changes.written().isEmpty() && changes.deleted().isEmpty()) {
      return null;
    }
    Repository repository = mirror.repository();
    try (ObjectReader reader = repository.newObjectReader();
        RevWalk walk = new RevWalk(reader);
        ObjectInserter inserter = repository.newObjectInserter()) {
      ObjectId oldTree = walk.parseCommit(Mirror.id(tip)).getTree();
      DirCache index = DirCache.read(reader, oldTree);
      edit(index, files, changes, inserter);
      ObjectId newTree = index.writeTree(inserter);
      if (newTree.equals(oldTree)) {
        return null;
      }
      var builder = new CommitBuilder();
      builder.setTreeId(newTree);
      builder.setParentId(Mirror.id(tip));
      builder.setAuthor(author.ident());
      builder.setCommitter(committer.ident());
      builder.setMessage(changes.message());
      ObjectId commit = inserter.insert(builder);
      inserter.flush();
      return commit;
    } catch (IOException e) {
      throw new GitException(
          Kind.BROKEN,
          "cannot write a commit into " + mirror.directory() + ": " + e.getMessage(),
          e);
    }
  }

  private static void edit(
      DirCache index, LinkedTree files, Changes changes, ObjectInserter inserter)
      throws IOException {
    DirCacheEditor editor = index.editor();
    for (var written : changes.written().entrySet()) {
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, written.getValue());
      editor.add(
          new DirCacheEditor.PathEdit(place(files, written.getKey())) {
            @Override
            public void apply(DirCacheEntry entry) {
              if (entry.getRawMode() == 0 || !isFile(entry.getFileMode())) {
                entry.setFileMode(FileMode.REGULAR_FILE);
              }
              entry.setObjectId(blob);
            }
          });
    }
    for (String path : changes.deleted()) {
      editor.add(new DirCacheEditor.DeletePath(checked(path)));
    }
    editor.finish();
  }

  private static boolean isFile(FileMode mode) {
    return List.of(FileMode.REGULAR_FILE, FileMode.EXECUTABLE_FILE).contains(mode);
  }

  private static String place(LinkedTree files, String path) {
    String place = files.place(checked(path));
    if (place == null) {
      throw new GitException(
          Kind.BROKEN, "cannot write " + path + ": a link on the way leaves the repository", null);
    }
    return place;
  }

  private static String checked(String path) {
    boolean bad =
        path.isEmpty()
            || path.startsWith("/")
            || Arrays.stream(path.split("/", -1))
                .anyMatch(part ->
                    part.isEmpty()
                        || part.equals(".")
                        || part.equals("..")
                        || part.equalsIgnoreCase(".git"));
    if (bad) {
      throw new IllegalArgumentException("not a path inside of a repository: '" + path + "'");
    }
    return path;
  }
}
