package dev.fairlead.delivery.change;

import dev.fairlead.check.Checked;
import dev.fairlead.model.PullRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One repository's pull requests, as the forge that holds them tells them. Every method throws a
/// RuntimeException with a telling message where the forge cannot be reached or refuses.
public interface ChangeForge {

  /// Those that are open.
  List<PullRequest> open();

  Optional<PullRequest> find(int number);

  /// The comments that were written or edited since a moment, oldest first.
  List<PullRequestComment> comments(Instant since);

  /// Shows what a check found where the change is proposed: a commit status, and a comment where
  /// there is something to say. Repeating it changes nothing.
  void report(PullRequest pullRequest, Checked checked);

  /// Says there that the change cannot be checked, and why.
  void reportProblem(PullRequest pullRequest, String problem);
}
