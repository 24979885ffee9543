package dev.fairlead.server;

import dev.fairlead.check.CheckRequest;
import dev.fairlead.check.Checked;
import dev.fairlead.check.Checks;
import dev.fairlead.delivery.ApplicationEngine.Branching;
import dev.fairlead.delivery.change.ChangeCheck;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import java.time.Clock;
import java.time.LocalDate;

/// The check across layers, of pull requests.
final class LinkCheck implements ChangeCheck {
  private final Checks checks;
  private final Branching branching;
  private final Clock clock;

  LinkCheck(Checks checks, Branching branching, Clock clock) {
    this.checks = checks;
    this.branching = branching;
    this.clock = clock;
  }

  @Override
  public Checked check(PullRequest pullRequest, RevisionTree base, RevisionTree head) {
    String repository = pullRequest.repository();
    String branch = pullRequest.baseBranch();
    return checks.check(
        CheckRequest.of(head, repository, branch, LocalDate.now(clock))
            .withBase(base)
            .withDefaultBranch(branching.defaultBranch(repository).orElse(branch))
            .withSameRepository(branching::isSame));
  }
}
