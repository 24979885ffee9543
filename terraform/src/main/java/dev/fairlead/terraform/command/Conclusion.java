package dev.fairlead.terraform.command;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.ledger.JobRecord;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Report;
import dev.fairlead.terraform.pull.CommitStatus;
import dev.fairlead.terraform.report.ProjectReport;
import dev.fairlead.terraform.report.Result;
import dev.fairlead.terraform.report.StatusWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/// What a run whose jobs have all ended has to say.
final class Conclusion {
  /// Of a log in a comment.
  private static final int MAX_LOG_BYTES = 200_000;

  private final Desk desk;
  private final Reporter reporter;
  private final RunRecord run;
  private final CommandKind kind;
  private final PullRequest pull;
  private final List<JobRecord> jobs;

  Conclusion(Desk desk, Reporter reporter, RunRecord run) {
    this.desk = desk;
    this.reporter = reporter;
    this.run = run;
    this.kind = run.command().kind();
    this.pull = run.pullRequest();
    this.jobs = desk.ledger().runs().jobs(run.id());
  }

  void write(BiFunction<RunRecord, Integer, String> page) {
    List<ProjectReport> reports = new ArrayList<>();
    List<CommitStatus> statuses = new ArrayList<>();
    int failed = 0;
    int disabled = 0;
    var scene = new Scene(desk, pull);
    for (JobRecord job : jobs) {
      Result result = result(job);
      if (!scene.resolve(job.project()).silenced().contains(kind.word())) {
        reports.add(new ProjectReport(job.project(), result, lockUrl(job)));
      }
      failed += result.succeeded() ? 0 : 1;
      disabled += result instanceof Result.Disabled ? 1 : 0;
      status(job, result, page.apply(run, job.position())).ifPresent(statuses::add);
    }
    String summary = combined(failed, jobs.size() - disabled, page.apply(run, -1), statuses);
    List<String> comments =
        reports.isEmpty()
            ? List.of()
            : reporter.parts(
                run.id(), kind, desk.comments().results(run.command(), reports, log()));
    State state = failed == 0 ? State.SUCCEEDED : run.cancelled() ? State.CANCELLED : State.FAILED;
    desk.ledger().runs().report(run.id(), state, summary, new Report(comments, statuses));
  }

  private static Result result(JobRecord job) {
    @Nullable Result result = job.result();
    return result == null ? new Result.Broken("it did not end") : result;
  }

  private String lockUrl(JobRecord job) {
    Optional<ProjectLock> lock = desk.ledger().locks().find(pull.repository(), job.project());
    return lock.filter(held -> held.pullRequest() == pull.number())
        .map(desk.pages()::lock)
        .orElse("");
  }

  private Optional<CommitStatus> status(JobRecord job, Result result, String url) {
    if (kind != CommandKind.PLAN && kind != CommandKind.APPLY) {
      return Optional.empty();
    }
    String good = kind == CommandKind.PLAN ? result.brief() : "Apply succeeded.";
    return Optional.of(
        switch (result) {
          case Result.Planned _, Result.Done _, Result.Disabled _ ->
              desk.statuses()
                  .project(
                      kind,
                      job.project(),
                      CommitStatus.State.SUCCESS,
                      result instanceof Result.Disabled(String reason) ? reason : good,
                      url);
          case Result.Failed _, Result.Broken _ ->
              desk.statuses()
                  .project(
                      kind,
                      job.project(),
                      CommitStatus.State.FAILURE,
                      StatusWriter.failed(kind),
                      url);
        });
  }

  /// Adds the statuses for the command as a whole, and says it in one line.
  private String combined(int failed, int all, String url, List<CommitStatus> statuses) {
    List<PlanRecord> recorded = desk.ledger().plans().of(pull.repository(), pull.number());
    int unchanged =
        (int)
            recorded.stream()
                .filter(plan -> plan.status() == PlanRecord.Status.PLANNED_NO_CHANGES)
                .count();
    return switch (kind) {
      case PLAN -> {
        String text = StatusWriter.planned(all - failed, failed, all);
        statuses.add(
            desk.statuses()
                .combined(
                    kind,
                    failed == 0 ? CommitStatus.State.SUCCESS : CommitStatus.State.FAILURE,
                    text,
                    url));
        if (failed == 0 && unchanged == recorded.size()) {
          statuses.add(
              desk.statuses()
                  .combined(
                      CommandKind.APPLY,
                      CommitStatus.State.SUCCESS,
                      StatusWriter.applied(unchanged, unchanged, 0, recorded.size()),
                      url));
        }
        yield text;
      }
      case APPLY -> {
        int applied =
            (int)
                recorded.stream()
                    .filter(plan -> plan.status() == PlanRecord.Status.APPLIED)
                    .count();
        int count = Math.max(recorded.size(), all);
        String text = StatusWriter.applied(applied + unchanged, unchanged, failed, count);
        statuses.add(
            desk.statuses()
                .combined(
                    kind,
                    failed > 0
                        ? CommitStatus.State.FAILURE
                        : applied + unchanged < count
                            ? CommitStatus.State.PENDING
                            : CommitStatus.State.SUCCESS,
                    text,
                    url));
        yield text;
      }
      case VERSION, IMPORT, STATE_RM, UNLOCK, CANCEL ->
          failed == 0 ? "done" : failed + " of " + all + " failed";
    };
  }

  private Optional<String> log() {
    if (!run.command().verbose()) {
      return Optional.empty();
    }
    var text = new StringBuilder();
    for (JobRecord job : jobs) {
      Path log = desk.layout().log(run.id(), job.position());
      try {
        if (Files.isRegularFile(log)) {
          String all = Files.readString(log);
          text.append(
              all.length() > MAX_LOG_BYTES ? all.substring(all.length() - MAX_LOG_BYTES) : all);
        }
      } catch (IOException e) {
        text.append("(the log cannot be read: ").append(e.getMessage()).append(")\n");
      }
    }
    return Optional.of(text.toString());
  }
}
