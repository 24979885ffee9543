package dev.fairlead.delivery;

import dev.fairlead.check.CheckRequest;
import dev.fairlead.check.Checked;
import dev.fairlead.check.Checks;
import dev.fairlead.check.Judged;
import dev.fairlead.delivery.ApplicationEngine.Branching;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Severity;
import dev.fairlead.model.Stage;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/// The check across layers, which a pull request has passed before its merge, once more for what is
/// pushed without one. It has no stage of its own.
///
/// What the push brings stops it. What was wrong before is only remarked, and so is everything on a
/// branch that nothing is deployed from.
public final class CheckEngine implements DeliveryEngine {
  private final Checks checks;
  private final Branching branching;
  private final Clock clock;

  public CheckEngine(Checks checks, Branching branching, Clock clock) {
    this.checks = checks;
    this.branching = branching;
    this.clock = clock;
  }

  @Override
  public List<Finding> check(Change change) {
    Checked checked =
        checks.check(
            CheckRequest.of(
                    change.tree(), change.repository(), change.branch(), LocalDate.now(clock))
                .withBase(change.base())
                .withDefaultBranch(change.defaultBranch())
                .withSameRepository(branching::isSame));
    boolean deployed = DeployedBranch.speaks(change, branching);
    List<Finding> findings = new ArrayList<>();
    for (Finding finding : checked.findings()) {
      findings.add(deployed ? finding : remark(finding));
    }
    for (Judged judged : checked.inherited()) {
      findings.add(remark(judged.finding()));
    }
    return findings;
  }

  private static Finding remark(Finding finding) {
    return finding.severity() == Severity.ERROR
        ? Finding.warning(finding.rule(), finding.at(), finding.message())
        : finding;
  }

  @Override
  public List<Stage> plan(Change change) {
    return List.of();
  }

  @Override
  public boolean owns(Stage stage) {
    return false;
  }

  @Override
  public Outcome deliver(Change change, Stage stage, Progress progress) {
    throw new IllegalStateException("a check has no stage");
  }
}
