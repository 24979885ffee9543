package dev.fairlead.terraform.command;

import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.Ledger;
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

  Instant now() {
    return clock.instant();
  }
}
