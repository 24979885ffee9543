package dev.fairlead.terraform.pull;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;

/// A repository's commits. Implementations are safe for any thread.
public interface Revisions {

  /// Makes sure that the commits of a pull request are here: its head and the tip of its base.
  void fetch(PullRequest pullRequest);

  /// The files of a commit.
  RevisionTree tree(String repository, CommitId commit);

  /// The tip of a branch when it was last fetched; empty for a branch that is gone.
  Optional<CommitId> tip(String repository, String branch);

  /// The best common ancestor; empty for unrelated histories.
  Optional<CommitId> mergeBase(String repository, CommitId one, CommitId other);

  /// The paths that differ between two commits, deleted ones included. [CommitId#NONE] stands for
  /// "no files".
  SortedSet<String> changedPaths(String repository, CommitId before, CommitId after);

  /// Makes a directory a checkout of a commit, whatever it held before: tracked files are as in the
  /// commit, and files that Git does not know are left alone. Safe to repeat after a crash.
  void checkOut(String repository, CommitId commit, Path directory);

  /// What a pull request changes: everything between the common ancestor and its head.
  default SortedSet<String> changedPaths(PullRequest pullRequest) {
    String repository = pullRequest.repository();
    CommitId before =
        mergeBase(repository, pullRequest.base(), pullRequest.head()).orElse(CommitId.NONE);
    return changedPaths(repository, before, pullRequest.head());
  }
}
