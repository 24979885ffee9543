package dev.fairlead.sync.control;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;

/// The Git repositories that sources name. Implementations are safe for any thread and may block.
public interface Repositories {

  /// The commit that a target revision means now: a branch, a tag, a constraint over tags, `HEAD`
  /// or a (possibly abbreviated) commit id.
  ///
  /// @param fresh ask the remote; false: what was last fetched is good enough where there is any
  /// @throws RepositoryException where the repository cannot be reached or has no such revision
  CommitId resolve(String repoUrl, String targetRevision, boolean fresh);

  /// The files of a commit.
  ///
  /// @throws RepositoryException where the repository cannot be reached or has no such commit
  RevisionTree tree(String repoUrl, CommitId revision);
}
