package dev.fairlead.terraform.command;

import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.store.Journal;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Kind;
import dev.fairlead.terraform.ledger.RunRecord.Report;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.pull.CommitStatus;
import dev.fairlead.terraform.report.StatusWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes down how a run goes: what it covers, what it has to say, and what the journal keeps of
/// it.
final class RunWriter {
  private final Desk desk;
  private final Journal journal;
  private final Reporter reporter;
  private final Consumer<String> changed;

  RunWriter(Desk desk, Journal journal, Reporter reporter, Consumer<String> changed) {
    this.desk = desk;
    this.journal = journal;
    this.reporter = reporter;
    this.changed = changed;
  }

  RunRecord load(String id) {
    return desk.ledger()
        .runs()
        .find(id)
        .orElseThrow(() -> new IllegalStateException("no run " + id));
  }

  /// The run for the head as it is now; written down, so that statuses go to that head.
  RunRecord reread(RunRecord run, PullRequest pull) {
    desk.ledger().runs().reread(run.id(), pull);
    return load(run.id());
  }

  /// Which projects the run covers, for which head: from now on it is at work.
  void start(RunRecord run, PullRequest pull, List<Project> projects) {
    List<ProjectId> ids = projects.stream().map(Project::id).toList();
    journal(run, "started", String.join(", ", ids.stream().map(ProjectId::label).toList()));
    desk.ledger().runs().begin(run.id(), pull, ids);
    changed.accept(run.id());
  }

  /// There is no project that the command concerns.
  void nothingToDo(RunRecord run, PullRequest pull) {
    CommandKind kind = run.command().kind();
    List<CommitStatus> statuses = new ArrayList<>();
    if (kind == CommandKind.PLAN) {
      statuses.add(
          desk.statuses()
              .combined(
                  kind,
                  CommitStatus.State.SUCCESS,
                  StatusWriter.planned(0, 0, 0),
                  desk.page(run, -1)));
      statuses.add(
          desk.statuses()
              .combined(
                  CommandKind.APPLY,
                  CommitStatus.State.SUCCESS,
                  StatusWriter.applied(0, 0, 0, 0),
                  desk.page(run, -1)));
    }
    boolean quiet = run.kind() == Kind.AUTOPLAN || desk.settings().access().silenceNoProjects();
    report(
        reread(run, pull),
        State.SUCCEEDED,
        "no project is concerned",
        quiet
            ? List.of()
            : List.of(desk.comments().results(run.command(), List.of(), Optional.empty())),
        statuses);
  }

  /// The command as a whole cannot be run.
  void fail(RunRecord run, String error) {
    say(
        run,
        State.FAILED,
        error.lines().findFirst().orElse(""),
        desk.comments().error(run.command().kind(), error));
  }

  /// Something must hold for the command as a whole and does not.
  void failure(RunRecord run, String reason) {
    say(run, State.FAILED, reason, desk.comments().failure(run.command().kind(), reason));
  }

  /// Ends a run that failed with a comment and the statuses that go with it.
  void say(RunRecord run, State state, String summary, String comment) {
    CommandKind kind = run.command().kind();
    List<CommitStatus> statuses =
        kind == CommandKind.PLAN || kind == CommandKind.APPLY
            ? List.of(
                desk.statuses()
                    .combined(
                        kind,
                        CommitStatus.State.FAILURE,
                        StatusWriter.failed(kind),
                        desk.page(run, -1)))
            : List.of();
    report(run, state, summary, List.of(comment), statuses);
  }

  /// Ends a run: what is to be posted is written down.
  void report(
      RunRecord run,
      State state,
      String summary,
      List<String> comments,
      List<CommitStatus> statuses) {
    List<String> parts = new ArrayList<>();
    comments.forEach(
        comment -> parts.addAll(reporter.parts(run.id(), run.command().kind(), comment)));
    desk.ledger().runs().report(run.id(), state, summary, new Report(parts, statuses));
    changed.accept(run.id());
  }

  void journal(RunRecord run, String outcome, String cause) {
    journal.append(
        new JournalEntry(
            desk.now(),
            run.user(),
            null,
            "pull request " + run.number() + " of " + run.repository(),
            "terraform " + run.command().kind().word(),
            run.pullRequest().head(),
            cause,
            outcome.equals("done") && run.state() == State.FAILED
                ? "failed: " + run.summary()
                : outcome));
  }
}
