package dev.fairlead.terraform.command;

import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.Ledger;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.pull.PullRequests;
import dev.fairlead.terraform.pull.Revisions;
import dev.fairlead.terraform.report.CommentWriter;
import dev.fairlead.terraform.report.StatusWriter;
import dev.fairlead.terraform.run.Layout;
import dev.fairlead.terraform.run.Workshop;
import java.time.Clock;
import java.time.Instant;

/// What every command works with.
public record Desk(
    TerraformSettings settings,
    Layout layout,
    Ledger ledger,
    PullRequests pullRequests,
    Revisions revisions,
    Workshop workshop,
    Pages pages,
    Clock clock) {

  CommentWriter comments() {
    return new CommentWriter(settings.naming().executable(), settings.access().applyAll());
  }

  StatusWriter statuses() {
    return new StatusWriter(settings.naming().status());
  }

  /// The page of a job; -1: of the run as a whole.
  String page(RunRecord run, int job) {
    return pages.run(run.id(), job);
  }

  /// The pull request as it is now, with its commits at hand.
  PullRequest live(RunRecord run) {
    PullRequest live =
        Patience.SHORT.get(
            "look at " + run.pullRequest(), () -> pullRequests.get(run.repository(), run.number()));
    Patience.SHORT.run("fetch " + run.repository(), () -> revisions.fetch(live));
    return live;
  }

  Instant now() {
    return clock.instant();
  }
}
