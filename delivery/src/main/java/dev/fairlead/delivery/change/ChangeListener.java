package dev.fairlead.delivery.change;

import dev.fairlead.model.PullRequest;

/// What happens to pull requests, told in order, one thing at a time for a repository. A crash may
/// come before a listener has finished: it is then told the same again, and must not do it twice.
public interface ChangeListener {

  /// It was opened, reopened or made ready, or has a new head.
  void proposed(PullRequest pullRequest);

  void commented(PullRequest pullRequest, PullRequestComment comment);

  /// It was merged or closed.
  void ended(PullRequest pullRequest);
}
