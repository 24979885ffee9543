package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;
import java.util.List;

/// What a delivery carries: the commits of one push to a branch, and what the delivery itself has
/// written on top of them.
///
/// @param delivery the delivery's id
/// @param repository the repository's URL as users write it
/// @param defaultBranch the one that the repository's `HEAD` names
/// @param before the branch's tip before the push; [CommitId#NONE] for a new branch
/// @param pushed the commit that was pushed
/// @param head where the delivery has got to
/// @param changedPaths the files that the push added, changed or removed; all, for a new branch
/// @param writtenPaths the files that the delivery itself has changed since
/// @param commits the pushed commits, oldest first
/// @param base the files that the push is compared with; empty for the first branch of all
/// @param tree the files at `head`
public record Change(
    String delivery,
    String repository,
    String branch,
    String defaultBranch,
    CommitId before,
    CommitId pushed,
    CommitId head,
    List<String> changedPaths,
    List<String> writtenPaths,
    List<PushedCommit> commits,
    RevisionTree base,
    RevisionTree tree) {

  public Change {
    changedPaths = List.copyOf(changedPaths);
    writtenPaths = List.copyOf(writtenPaths);
    commits = List.copyOf(commits);
  }
}
