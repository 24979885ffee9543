package dev.fairlead.terraform.report;

import dev.fairlead.terraform.comment.Command;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.comment.CommandText;
import dev.fairlead.terraform.plan.PlanText;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.report.Result.Broken;
import dev.fairlead.terraform.report.Result.Disabled;
import dev.fairlead.terraform.report.Result.Done;
import dev.fairlead.terraform.report.Result.Failed;
import dev.fairlead.terraform.report.Result.Planned;
import java.util.List;
import java.util.Optional;

/// Writes the comments that answer commands, in Atlantis's shape.
public final class CommentWriter {
  /// Output of more lines than this is folded.
  private static final int MAX_UNFOLDED_LINES = 12;

  private final String executable;
  private final boolean applyAll;

  /// @param applyAll whether `apply` without a project is allowed, and so suggested
  public CommentWriter(String executable, boolean applyAll) {
    this.executable = executable;
    this.applyAll = applyAll;
  }

  /// The answer to a command that ran.
  ///
  /// @param log what to show folded, for `--verbose`
  public String results(Command command, List<ProjectReport> reports, Optional<String> log) {
    String text =
        reports.size() == 1 ? single(command, reports.getFirst()) : several(command, reports);
    return text + log.map(CommentWriter::log).orElse("");
  }

  /// The answer where something must hold for the command as a whole and does not.
  public String failure(CommandKind kind, String reason) {
    return "**" + kind.title() + " Failed**: " + reason + "\n";
  }

  /// The answer where the command as a whole could not be run.
  public String error(CommandKind kind, String error) {
    return "**" + kind.title() + " Error**\n" + fence("", error) + "\n";
  }

  private String single(Command command, ProjectReport report) {
    String text =
        "Ran "
            + title(command.kind())
            + " for "
            + triple(command, report)
            + "\n\n"
            + body(command, report)
            + "\n";
    if (report.result() instanceof Planned && command.kind() == CommandKind.PLAN && applyAll) {
      text += "\n---\n" + hints();
    }
    return text;
  }

  /// Atlantis leaves the name out where a plan failed.
  private static String triple(Command command, ProjectReport report) {
    ProjectId project = report.project();
    return command.kind() == CommandKind.PLAN && !report.result().succeeded()
        ? new ProjectId(project.dir(), project.workspace(), null).triple()
        : project.triple();
  }

  private String several(Command command, List<ProjectReport> reports) {
    var text = new StringBuilder();
    text.append("Ran ")
        .append(title(command.kind()))
        .append(" for ")
        .append(reports.size())
        .append(" projects:\n\n");
    for (ProjectReport report : reports) {
      text.append("1. ").append(report.project().triple()).append('\n');
    }
    if (reports.isEmpty()) {
      return text.toString();
    }
    text.append("\n---\n\n");
    int number = 1;
    for (ProjectReport report : reports) {
      text.append("### ")
          .append(number++)
          .append(". ")
          .append(report.project().triple())
          .append('\n')
          .append(body(command, report))
          .append("\n\n---\n");
    }
    switch (command.kind()) {
      case PLAN -> text.append(planSummary(reports));
      case APPLY -> text.append(applySummary(reports));
      case VERSION, UNLOCK, CANCEL, IMPORT, STATE_RM -> {}
    }
    return text.toString();
  }

  private String planSummary(List<ProjectReport> reports) {
    long planned = reports.stream().filter(r -> r.result() instanceof Planned).count();
    long unchanged =
        reports.stream().filter(r -> r.result() instanceof Planned p && p.noChanges()).count();
    long disabled = reports.stream().filter(r -> r.result() instanceof Disabled).count();
    String text =
        "### Plan Summary\n\n%d projects, %d with changes, %d with no changes, %d failed"
            .formatted(
                reports.size(),
                planned - unchanged,
                unchanged,
                reports.size() - planned - disabled);
    text += (disabled > 0 ? ", " + disabled + " disabled" : "") + "\n";
    return planned > 0 && applyAll ? text + "\n" + hints() : text;
  }

  private static String applySummary(List<ProjectReport> reports) {
    long done = reports.stream().filter(r -> r.result() instanceof Done).count();
    long failed = reports.stream().filter(r -> r.result() instanceof Failed).count();
    long broken = reports.stream().filter(r -> r.result() instanceof Broken).count();
    return "### Apply Summary\n\n%d projects, %d successful, %d failed, %d errored\n"
        .formatted(reports.size(), done, failed, broken);
  }

  private String body(Command command, ProjectReport report) {
    return switch (report.result()) {
      case Planned planned -> planned(command, report, planned);
      case Done(String output) -> done(command, report, output);
      case Failed(String reason) -> "**" + command.kind().title() + " Failed**: " + reason;
      case Broken(String error) -> "**" + command.kind().title() + " Error**\n" + folded("", error);
      case Disabled(String reason) ->
          "**" + command.kind().title() + " Skipped**: this project is " + reason;
    };
  }

  private String planned(Command command, ProjectReport report, Planned planned) {
    boolean fold = isLong(planned.output());
    String text = fold ? details("diff", planned.output()) : fence("diff", planned.output());
    text += "\n\n";
    text +=
        bullet(
            "arrow_forward",
            "To **apply** this plan, comment:",
            CommandText.apply(executable, report.project()));
    text +=
        report.lockUrl().isEmpty()
            ? ""
            : "* :put_litter_in_its_place: To **delete** this plan and lock, click [here]("
                + report.lockUrl()
                + ")\n";
    text +=
        bullet(
            "repeat",
            "To **plan** this project again, comment:",
            CommandText.plan(executable, report.project(), command.extraArgs()));
    if (fold) {
      if (PlanText.changedOutside(planned.output())) {
        text += "\n**Note: Objects have changed outside of Terraform**\n";
      }
      text += planned.line();
    }
    if (planned.diverged()) {
      text +=
          "\n\n:warning: The branch we're merging into is ahead, it is recommended to pull new"
              + " commits first.";
    }
    return text.stripTrailing();
  }

  private String done(Command command, ProjectReport report, String output) {
    return switch (command.kind()) {
      case IMPORT, STATE_RM ->
          folded("diff", output)
              + "\n\n* :put_litter_in_its_place: A plan file was discarded. Re-plan would be"
              + " required before applying.\n"
              + bullet(
                      "repeat",
                      "To **plan** this project again, comment:",
                      CommandText.plan(executable, report.project(), List.of()))
                  .stripTrailing();
      case VERSION -> folded("", output);
      case APPLY, PLAN, UNLOCK, CANCEL -> folded("diff", output);
    };
  }

  private String hints() {
    return bullet(
            "fast_forward",
            "To **apply** all unapplied plans from this pull request, comment:",
            executable + " apply")
        + bullet(
            "put_litter_in_its_place",
            "To **delete** all plans and locks from this pull request, comment:",
            executable + " unlock");
  }

  private static String bullet(String emoji, String hint, String command) {
    return "* :" + emoji + ": " + hint + "\n  ```shell\n  " + command + "\n  ```\n";
  }

  private static String title(CommandKind kind) {
    return kind == CommandKind.STATE_RM ? "State `rm`" : kind.title();
  }

  private static boolean isLong(String output) {
    return output.chars().filter(c -> c == '\n').count() > MAX_UNFOLDED_LINES;
  }

  private static String folded(String language, String output) {
    return isLong(output) ? details(language, output) : fence(language, output);
  }

  private static String details(String language, String output) {
    return "<details><summary>Show Output</summary>\n\n" + fence(language, output) + "\n</details>";
  }

  /// A fence that the text cannot close: it is longer than any run of backticks in it.
  private static String fence(String language, String output) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < output.length(); i++) {
      run = output.charAt(i) == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    String ticks = "`".repeat(Math.max(3, longest + 1));
    return ticks + language + "\n" + output.stripTrailing() + "\n" + ticks;
  }

  private static String log(String log) {
    return "\n<details><summary>Log</summary>\n\n" + fence("", log) + "\n</details>\n";
  }
}
