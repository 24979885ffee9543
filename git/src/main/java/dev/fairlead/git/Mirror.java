package dev.fairlead.git;

import dev.fairlead.git.GitException.Kind;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;

/// A bare copy of one remote repository in a directory of its own: every branch, tag and pull
/// request reference under the name it has there. Objects that the remote forgot (after a forced
/// push) are kept, since deliveries refer to them.
///
/// Safe for any thread; fetches of one directory wait for each other, also across processes.
public final class Mirror implements AutoCloseable {
  /// How many commits [#log(CommitId, CommitId)] gives at most.
  public static final int LOG_LIMIT = 1000;

  private final Repository repository;
  private final MirrorRemote remote;

  private Mirror(Repository repository, MirrorRemote remote) {
    this.repository = repository;
    this.remote = remote;
  }

  /// Opens the mirror in a directory, and makes an empty one where there is none yet. Nothing is
  /// fetched.
  ///
  /// @param url as Git takes it, already translated by `Endpoints`; without credentials in it
  /// @param credentials asked before each fetch and push, so that a token can be renewed
  /// @param timeout for each answer of the remote, in whole seconds
  public static Mirror open(
      Path directory, String url, Supplier<Credentials> credentials, Duration timeout) {
    Repository repository = MirrorDirectory.open(directory, url);
    return new Mirror(
        repository, new MirrorRemote(repository, directory, url, credentials, timeout));
  }

  /// A mirror with fixed credentials and a timeout of a minute.
  public static Mirror open(Path directory, String url, Credentials credentials) {
    return open(directory, url, () -> credentials, Duration.ofMinutes(1));
  }

  /// The remote's URL.
  public String url() {
    return remote.url();
  }

  /// The directory, which Git itself can read (`git clone DIRECTORY`).
  public Path directory() {
    return repository.getDirectory().toPath();
  }

  /// Takes over every reference of the remote, and drops those that it no longer has.
  ///
  /// @return the references that changed: full name to what it was and is ([CommitId#NONE] for "not
  ///   there"); annotated tags count as their commit
  /// @throws GitException when the remote cannot be reached or wants other credentials
  public Map<String, RefChange> fetch() {
    return remote.fetch();
  }

  public record RefChange(CommitId before, CommitId after) {}

  /// The branch that the remote's HEAD names, such as `main`; empty before the first fetch, and for
  /// an empty repository.
  public Optional<String> defaultBranch() {
    return reading(
        "read HEAD",
        () -> {
          Ref head = repository.exactRef(Constants.HEAD);
          return head != null && head.isSymbolic() && head.getObjectId() != null
              ? Optional.of(Repository.shortenRefName(head.getTarget().getName()))
              : Optional.empty();
        });
  }

  /// Full reference names (`refs/heads/main`) and the commits they name.
  public Map<String, CommitId> references() {
    return reading("list references", () -> remote.references());
  }

  /// The commit that a branch, a tag, a full reference name, a full or short commit id, or `HEAD`
  /// names; Git's suffixes (`~2`, `^`) work. A branch wins over a tag of the same name.
  ///
  /// @throws GitException of kind UNKNOWN_REVISION
  public CommitId resolve(String revision) {
    return find(revision)
        .orElseThrow(() ->
            new GitException(
                Kind.UNKNOWN_REVISION,
                "no branch, tag or commit '"
                    + revision
                    + "' in "
                    + url()
                    + "; is it spelled as in the repository, and pushed?",
                null));
  }

  /// As [#resolve], but empty where there is nothing of that name.
  public Optional<CommitId> find(String revision) {
    return reading(
        "look up '" + revision + "'",
        () -> {
          for (String name : List.of("refs/heads/" + revision, revision)) {
            try {
              ObjectId id = repository.resolve(name + "^{commit}");
              if (id != null) {
                return Optional.of(new CommitId(id.name()));
              }
            } catch (RevisionSyntaxException | MissingObjectException _) {
              // Not a name of a commit in this form; the next form, or none, is the answer.
            }
          }
          return Optional.empty();
        });
  }

  /// The files of a commit, straight from the object database. The result may be kept; it stays
  /// valid as long as the mirror is open.
  ///
  /// @throws GitException of kind UNKNOWN_REVISION when the mirror does not hold the commit
  public RevisionTree tree(CommitId commit) {
    return linkedTree(commit);
  }

  LinkedTree linkedTree(CommitId commit) {
    return reading(
        "open commit " + commit,
        () -> {
          try (RevWalk walk = new RevWalk(repository)) {
            ObjectId tree = walk.parseCommit(id(commit)).getTree();
            return new LinkedTree(commit.hex(), new ObjectSource(repository, tree.copy()));
          }
        });
  }

  /// What one commit says about itself.
  public Commit commit(CommitId commit) {
    return reading(
        "read commit " + commit,
        () -> {
          try (RevWalk walk = new RevWalk(repository)) {
            return commit(walk.parseCommit(id(commit)));
          }
        });
  }

  /// The paths of files that differ, deleted ones included. [CommitId#NONE] stands for a revision
  /// without files, so that everything in the other one counts.
  public SortedSet<String> changedPaths(CommitId before, CommitId after) {
    var paths = new TreeSet<String>();
    changes(before, after).forEach(change -> paths.add(change.path()));
    return paths;
  }

  /// As [#changedPaths], with how each differs, sorted by path.
  public List<PathChange> changes(CommitId before, CommitId after) {
    return reading(
        "compare " + before + " with " + after,
        () -> {
          List<PathChange> changes = new ArrayList<>();
          try (RevWalk commits = new RevWalk(repository);
              TreeWalk walk = new TreeWalk(repository)) {
            addTree(walk, commits, before);
            addTree(walk, commits, after);
            walk.setRecursive(true);
            walk.setFilter(TreeFilter.ANY_DIFF);
            while (walk.next()) {
              PathChange.Kind kind =
                  walk.getRawMode(0) == 0
                      ? PathChange.Kind.ADDED
                      : walk.getRawMode(1) == 0
                          ? PathChange.Kind.DELETED
                          : PathChange.Kind.MODIFIED;
              changes.add(new PathChange(walk.getPathString(), kind));
            }
          }
          changes.sort(java.util.Comparator.comparing(PathChange::path));
          return List.copyOf(changes);
        });
  }

  private static void addTree(TreeWalk walk, RevWalk commits, CommitId commit) throws IOException {
    if (commit.equals(CommitId.NONE)) {
      walk.addTree(new EmptyTreeIterator());
    } else {
      walk.addTree(commits.parseCommit(id(commit)).getTree());
    }
  }

  /// The commits that `after` has and `before` has not, children before parents, newest first; at
  /// most [#LOG_LIMIT]. With `before` = [CommitId#NONE], the whole history of `after`.
  public List<Commit> log(CommitId before, CommitId after) {
    return log(before, after, LOG_LIMIT);
  }

  /// As [#log(CommitId, CommitId)] with another limit.
  public List<Commit> log(CommitId before, CommitId after, int limit) {
    return reading(
        "list the commits " + before + ".." + after,
        () -> {
          List<Commit> commits = new ArrayList<>();
          if (after.equals(CommitId.NONE)) {
            return commits;
          }
          try (RevWalk walk = new RevWalk(repository)) {
            walk.sort(RevSort.TOPO);
            walk.sort(RevSort.COMMIT_TIME_DESC, true);
            walk.markStart(walk.parseCommit(id(after)));
            if (!before.equals(CommitId.NONE)) {
              walk.markUninteresting(walk.parseCommit(id(before)));
            }
            for (RevCommit next = walk.next(); next != null; next = walk.next()) {
              if (commits.size() == limit) {
                break;
              }
              commits.add(commit(next));
            }
          }
          return List.copyOf(commits);
        });
  }

  /// The newest commits that changed a path (a file, or anything below a directory).
  public List<Commit> logOf(CommitId head, String path, int limit) {
    return reading(
        "list the commits of " + path,
        () -> {
          List<Commit> commits = new ArrayList<>();
          try (RevWalk walk = new RevWalk(repository)) {
            walk.setTreeFilter(
                org.eclipse.jgit.treewalk.filter.AndTreeFilter.create(
                    org.eclipse.jgit.treewalk.filter.PathFilter.create(path), TreeFilter.ANY_DIFF));
            walk.markStart(walk.parseCommit(id(head)));
            for (RevCommit next = walk.next();
                next != null && commits.size() < limit;
                next = walk.next()) {
              commits.add(commit(next));
            }
          }
          return List.copyOf(commits);
        });
  }

  /// The best common ancestor; empty for histories that have none.
  public Optional<CommitId> mergeBase(CommitId one, CommitId other) {
    return reading(
        "find the merge base of " + one + " and " + other,
        () -> {
          try (RevWalk walk = new RevWalk(repository)) {
            walk.setRevFilter(RevFilter.MERGE_BASE);
            walk.markStart(walk.parseCommit(id(one)));
            walk.markStart(walk.parseCommit(id(other)));
            RevCommit base = walk.next();
            return Optional.ofNullable(base).map(found -> new CommitId(found.name()));
          }
        });
  }

  /// Whether a commit is another one, or is in its history.
  public boolean isAncestor(CommitId ancestor, CommitId descendant) {
    return reading(
        "compare " + ancestor + " with " + descendant,
        () -> {
          try (RevWalk walk = new RevWalk(repository)) {
            return walk.isMergedInto(
                walk.parseCommit(id(ancestor)), walk.parseCommit(id(descendant)));
          }
        });
  }

  /// Whether the mirror holds a commit.
  public boolean contains(CommitId commit) {
    return !commit.equals(CommitId.NONE)
        && reading("look for " + commit, () -> repository.getObjectDatabase().has(id(commit)));
  }

  /// Makes a directory a checkout of a commit, whatever an earlier one left in it: tracked files
  /// are as in the commit, files that Git does not know stay. It may be repeated after a crash; two
  /// at once must not use one directory.
  ///
  /// @throws GitException UNKNOWN_REVISION where the mirror has not got the commit; where the
  ///   directory cannot be written
  public void checkOut(CommitId commit, Path directory) {
    boolean _ =
        reading(
            "check out " + commit + " in " + directory,
            () -> {
              Checkout.of(repository, commit, directory);
              return true;
            });
  }

  @Override
  public void close() {
    repository.close();
  }

  Repository repository() {
    return repository;
  }

  MirrorRemote remote() {
    return remote;
  }

  static ObjectId id(CommitId commit) {
    return ObjectId.fromString(commit.hex());
  }

  private static Commit commit(RevCommit commit) {
    String message = commit.getFullMessage();
    return new Commit(
        new CommitId(commit.name()),
        commit.getTree().name(),
        java.util.Arrays.stream(commit.getParents())
            .map(parent -> new CommitId(parent.name()))
            .toList(),
        Person.of(commit.getAuthorIdent()),
        Person.of(commit.getCommitterIdent()),
        message,
        Trailer.parse(message));
  }

  private interface Reading<T> {
    T run() throws IOException;
  }

  private <T> T reading(String doing, Reading<T> reading) {
    try {
      return reading.run();
    } catch (MissingObjectException e) {
      throw new GitException(
          Kind.UNKNOWN_REVISION,
          "cannot " + doing + ": the mirror of " + url() + " has no " + e.getObjectId().name(),
          e);
    } catch (IOException e) {
      throw new GitException(
          Kind.BROKEN, "cannot " + doing + " in " + directory() + ": " + e.getMessage(), e);
    }
  }
}
