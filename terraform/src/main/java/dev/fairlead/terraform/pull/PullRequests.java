package dev.fairlead.terraform.pull;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import java.util.Set;

/// A forge's pull requests. Calls block; any of them may throw when the forge cannot be reached,
/// and is then repeated after a pause. Implementations are safe for any thread.
public interface PullRequests {

  /// The pull request as it is now.
  PullRequest get(String repository, int number);

  /// Whether somebody's approving review counts (GitHub: any review in state APPROVED that was not
  /// dismissed).
  boolean approved(PullRequest pullRequest);

  /// Whether the forge would merge it, apart from our own statuses of the context's `apply` kind.
  Mergeability mergeability(PullRequest pullRequest);

  /// Posts a comment.
  void comment(PullRequest pullRequest, String body);

  /// Whether one of our comments holds a text. It recognises a comment that was posted just before
  /// a crash.
  boolean hasComment(PullRequest pullRequest, String text);

  /// Sets the status of a commit. Setting it again changes nothing.
  void status(String repository, CommitId commit, CommitStatus status);

  /// Answers a comment with an emoji, such as `eyes`.
  default void react(PullRequest pullRequest, long comment, String emoji) {}

  /// The teams of a user, for settings that let teams apply.
  default Set<String> teams(String repository, String user) {
    return Set.of();
  }

  /// @param reason why not, for people; empty when it is mergeable
  record Mergeability(boolean mergeable, String reason) {
    public static final Mergeability YES = new Mergeability(true, "");
  }
}
