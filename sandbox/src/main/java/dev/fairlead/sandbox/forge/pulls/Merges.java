package dev.fairlead.sandbox.forge.pulls;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.merge.MergeStrategy;
import org.eclipse.jgit.merge.ThreeWayMerger;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;

/// Merges in a bare repository's object database; no ref is moved. Merging is textual, without
/// following renames. Safe for any thread.
public final class Merges {
  private final Repository git;

  public Merges(Repository git) {
    this.git = git;
  }

  /// The best common ancestor; empty for unrelated histories.
  public Optional<RevCommit> mergeBase(ObjectId one, ObjectId other) throws IOException {
    try (var walk = new RevWalk(git)) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(one));
      walk.markStart(walk.parseCommit(other));
      RevCommit base = walk.next();
      if (base != null) {
        walk.parseBody(base);
      }
      return Optional.ofNullable(base);
    }
  }

  /// Whether everything of a commit is in another one.
  public boolean contains(ObjectId whole, ObjectId part) throws IOException {
    try (var walk = new RevWalk(git)) {
      return walk.isMergedInto(walk.parseCommit(part), walk.parseCommit(whole));
    }
  }

  /// The commits of one that the other has not, the oldest first.
  public List<RevCommit> between(ObjectId without, ObjectId from) throws IOException {
    var found = new ArrayList<RevCommit>();
    try (var walk = new RevWalk(git)) {
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.REVERSE, true);
      walk.markStart(walk.parseCommit(from));
      walk.markUninteresting(walk.parseCommit(without));
      for (RevCommit commit : walk) {
        walk.parseBody(commit);
        found.add(commit);
      }
    }
    return found;
  }

  /// The tree of both together; empty where they conflict.
  public Optional<ObjectId> tree(ObjectId base, ObjectId head) throws IOException {
    ThreeWayMerger merger = MergeStrategy.RECURSIVE.newMerger(git, true);
    return merger.merge(base, head)
        ? Optional.of(merger.getResultTreeId().copy())
        : Optional.empty();
  }

  /// Writes a commit.
  public ObjectId commit(
      ObjectId tree,
      List<ObjectId> parents,
      PersonIdent author,
      PersonIdent committer,
      String message)
      throws IOException {
    var commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentIds(parents);
    commit.setAuthor(author);
    commit.setCommitter(committer);
    commit.setMessage(message);
    try (ObjectInserter inserter = git.newObjectInserter()) {
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id;
    }
  }

  /// The commits of `base..head` again on top of the base, without merges and without those that
  /// change nothing there; empty where one conflicts.
  public Optional<ObjectId> rebase(ObjectId base, ObjectId head, PersonIdent committer)
      throws IOException {
    ObjectId tip = base;
    for (RevCommit commit : between(base, head)) {
      if (commit.getParentCount() > 1) {
        continue;
      }
      ThreeWayMerger merger = MergeStrategy.RECURSIVE.newMerger(git, true);
      if (commit.getParentCount() == 1) {
        merger.setBase(commit.getParent(0));
      }
      if (!merger.merge(tip, commit)) {
        return Optional.empty();
      }
      ObjectId tree = merger.getResultTreeId().copy();
      try (var walk = new RevWalk(git)) {
        if (walk.parseCommit(tip).getTree().equals(tree)) {
          continue;
        }
      }
      tip = commit(tree, List.of(tip), commit.getAuthorIdent(), committer, commit.getFullMessage());
    }
    return Optional.of(tip);
  }
}
