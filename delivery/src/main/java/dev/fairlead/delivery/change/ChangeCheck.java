package dev.fairlead.delivery.change;

import dev.fairlead.check.Checked;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;

/// What is wrong with a revision, judged against the one that it is to replace.
@FunctionalInterface
public interface ChangeCheck {

  /// @param base the files that the change started from
  /// @param head the files as they would be
  Checked check(PullRequest pullRequest, RevisionTree base, RevisionTree head);
}
