package dev.fairlead.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A pull request and what its last check found.
///
/// @param checked the head that was checked; null before the first check
/// @param problem why it could not be checked; empty when it could
/// @param findings what this change brings
/// @param inherited what was wrong before it
/// @param updatedAt when it was last looked at
public record ProposedChange(
    PullRequest pullRequest,
    @Nullable CommitId checked,
    String problem,
    List<Finding> findings,
    List<Finding> inherited,
    Instant updatedAt) {

  public ProposedChange {
    findings = List.copyOf(findings);
    inherited = List.copyOf(inherited);
  }

  /// A pull request that nothing is known of yet.
  public static ProposedChange unchecked(PullRequest pullRequest, Instant at) {
    return new ProposedChange(pullRequest, null, "", List.of(), List.of(), at);
  }

  public Optional<CommitId> checkedHead() {
    return Optional.ofNullable(checked);
  }

  /// Whether the check of its present head found nothing that stands in the way.
  public boolean isGood() {
    return pullRequest.head().equals(checked) && problem.isEmpty() && errors() == 0;
  }

  public long errors() {
    return findings.stream().filter(each -> each.severity() == Severity.ERROR).count();
  }

  public ProposedChange with(PullRequest changed, Instant at) {
    return new ProposedChange(changed, checked, problem, findings, inherited, at);
  }
}
