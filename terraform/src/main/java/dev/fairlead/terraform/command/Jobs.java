package dev.fairlead.terraform.command;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.config.RepoLocks;
import dev.fairlead.terraform.config.Step;
import dev.fairlead.terraform.config.Workflow.Stage;
import dev.fairlead.terraform.ledger.Applied;
import dev.fairlead.terraform.ledger.JobRecord;
import dev.fairlead.terraform.ledger.Ledger;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.plan.PlanSummary;
import dev.fairlead.terraform.plan.PlanText;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.report.Result;
import dev.fairlead.terraform.report.Result.Broken;
import dev.fairlead.terraform.report.Result.Disabled;
import dev.fairlead.terraform.report.Result.Done;
import dev.fairlead.terraform.report.Result.Failed;
import dev.fairlead.terraform.report.Result.Planned;
import dev.fairlead.terraform.run.CancelSignal;
import dev.fairlead.terraform.run.JobContext;
import dev.fairlead.terraform.run.Layout;
import dev.fairlead.terraform.run.Workshop;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Does the jobs of one run. A job first passes its checks, which is written down, then runs its
/// stage, whose processes are found again, then writes its end down with all that follows from it
/// at once. So it can be interrupted anywhere and done again.
final class Jobs {
  private final Desk desk;
  private final RunRecord run;
  private final Scene scene;
  private final Gates gates;
  private final CancelSignal cancel;

  Jobs(Desk desk, RunRecord run, Scene scene, CancelSignal cancel) {
    this.desk = desk;
    this.run = run;
    this.scene = scene;
    this.gates = new Gates(desk, run.pullRequest(), scene);
    this.cancel = cancel;
  }

  private CommandKind kind() {
    return run.command().kind();
  }

  private PullRequest pull() {
    return run.pullRequest();
  }

  private Ledger ledger() {
    return desk.ledger();
  }

  /// Does a job, or the rest of it.
  void run(JobRecord job, Project project) {
    switch (job.phase()) {
      case ENDED -> {}
      case WAITING -> {
        Optional<Result> refusal = refusal(project);
        if (refusal.isPresent()) {
          end(job, project, refusal.get());
        } else {
          ledger().runs().startJob(run.id(), job.position(), desk.now());
          work(job, project);
        }
      }
      case STARTED -> work(job, project);
    }
  }

  /// Ends a job that is not begun because of an earlier one.
  void skip(JobRecord job, Project project, String reason) {
    if (job.phase() == JobRecord.Phase.WAITING) {
      end(job, project, new Failed(reason));
    }
  }

  /// Ends a job that something unforeseen stopped.
  void breakOff(JobRecord job, Project project, String error) {
    end(job, project, new Broken(error));
  }

  private Optional<Result> refusal(Project project) {
    if (project.disabled().isPresent()) {
      return Optional.of(new Disabled(project.disabled().get()));
    }
    if (cancel.isCancelled()) {
      return Optional.of(new Broken("cancelled before it began"));
    }
    Optional<String> file = Gates.variableFiles(project.id(), run.command().terraformArgs());
    if (file.isPresent()) {
      return Optional.of(new Broken(file.get()));
    }
    return (switch (kind()) {
          case PLAN -> beforePlan(project);
          case APPLY -> beforeApply(project);
          case IMPORT, STATE_RM -> beforeStateChange(project);
          case VERSION, UNLOCK, CANCEL -> Optional.<String>empty();
        })
        .map(Failed::new);
  }

  private Optional<String> beforePlan(Project project) {
    if (project.repoLocks() == RepoLocks.ON_PLAN) {
      Optional<String> held = gates.lock(project, run.user());
      if (held.isPresent()) {
        return held;
      }
    }
    Optional<String> missing = gates.requirements(kind(), project, project.requirements().plan());
    if (missing.isPresent()) {
      ledger().locks().release(pull().repository(), project.id(), pull().number());
    }
    return missing;
  }

  private Optional<String> beforeApply(Project project) {
    List<PlanRecord> recorded = ledger().plans().of(pull().repository(), pull().number());
    Optional<PlanRecord> own =
        recorded.stream().filter(plan -> plan.project().equals(project.id())).findFirst();
    return gates
        .requirements(kind(), project, project.requirements().apply())
        .or(() -> gates.plan(project, own))
        .or(() -> gates.dependencies(project, recorded))
        .or(() ->
            project.repoLocks() == RepoLocks.ON_APPLY
                ? gates.lock(project, run.user())
                : Optional.empty());
  }

  private Optional<String> beforeStateChange(Project project) {
    return gates
        .requirements(kind(), project, project.requirements().importing())
        .or(() ->
            project.repoLocks() == RepoLocks.DISABLED
                ? Optional.empty()
                : gates.lock(project, run.user()));
  }

  private void work(JobRecord job, Project project) {
    JobContext context = context(job, project);
    switch (kind()) {
      case PLAN -> planned(job, project, context);
      case APPLY -> applied(job, project, context);
      case IMPORT -> changed(job, project, context, Stage.IMPORT);
      case STATE_RM -> changed(job, project, context, Stage.STATE_RM);
      case VERSION -> {
        switch (desk.workshop().version(context)) {
          case Workshop.End.Good good -> end(job, project, new Done(good.output()));
          case Workshop.End.Bad(String error) -> end(job, project, new Broken(error));
        }
      }
      case UNLOCK, CANCEL -> throw new IllegalStateException(kind() + " has no jobs");
    }
  }

  private void planned(JobRecord job, Project project, JobContext context) {
    switch (desk.workshop().run(context, Stage.PLAN, cancel)) {
      case Workshop.End.Good good -> {
        var result = new Planned(good.output(), good.summary(), scene.diverged(project));
        boolean nothing =
            result.noChanges()
                || (good.summary().equals(PlanSummary.NONE) && good.output().isBlank());
        String file = good.planSha256().isEmpty() ? null : context.planFile().toString();
        end(
            job,
            project,
            result,
            record(
                project,
                nothing ? PlanRecord.Status.PLANNED_NO_CHANGES : PlanRecord.Status.PLANNED,
                file,
                file == null ? null : good.planSha256(),
                result.line()),
            null,
            false);
      }
      case Workshop.End.Bad(String error) -> {
        var result = new Broken(error);
        end(
            job,
            project,
            result,
            record(project, PlanRecord.Status.PLAN_ERRORED, null, null, result.brief()),
            null,
            true);
      }
    }
  }

  private void applied(JobRecord job, Project project, JobContext context) {
    Optional<PlanRecord> plan =
        ledger().plans().find(pull().repository(), pull().number(), project.id());
    switch (desk.workshop().run(context, Stage.APPLY, cancel)) {
      case Workshop.End.Good good -> {
        String summary = PlanText.applied(good.output());
        end(
            job,
            project,
            new Done(good.output()),
            plan.map(p -> p.withStatus(PlanRecord.Status.APPLIED, summary)).orElse(null),
            new Applied(
                pull().repository(),
                project.id(),
                pull().number(),
                pull().head(),
                run.user(),
                desk.now(),
                run.id(),
                summary,
                good.outputs()),
            false);
        Layout.deleteFile(context.planFile());
      }
      case Workshop.End.Bad(String error) -> {
        var result = new Broken(error);
        end(
            job,
            project,
            result,
            plan.map(p -> p.withStatus(PlanRecord.Status.APPLY_ERRORED, result.brief()))
                .orElse(null),
            null,
            false);
      }
    }
  }

  private void changed(JobRecord job, Project project, JobContext context, Stage stage) {
    switch (desk.workshop().run(context, stage, cancel)) {
      case Workshop.End.Good good -> {
        end(
            job,
            project,
            new Done(good.output()),
            record(project, PlanRecord.Status.PLAN_DISCARDED, null, null, "the state was changed"),
            null,
            false);
        Layout.deleteFile(context.planFile());
      }
      case Workshop.End.Bad(String error) -> end(job, project, new Broken(error));
    }
  }

  private JobContext context(JobRecord job, Project project) {
    boolean asks =
        kind() != CommandKind.VERSION
            && project.workflow().stages().values().stream()
                .flatMap(List::stream)
                .anyMatch(step -> !(step instanceof Step.Builtin));
    return new JobContext(
        run.id(),
        job.position(),
        run.command(),
        run.user(),
        pull(),
        project,
        desk.layout().checkout(pull().repository(), pull().number(), project.workspace()),
        asks && gates.approved(),
        asks && gates.mergeability().mergeable());
  }

  private PlanRecord record(
      Project project,
      PlanRecord.Status status,
      @Nullable String file,
      @Nullable String sha256,
      String summary) {
    CommitId base = scene.baseTip();
    return new PlanRecord(
        pull().repository(),
        pull().number(),
        project.id(),
        status,
        pull().head(),
        pull().baseBranch(),
        base,
        file,
        sha256,
        summary,
        run.id());
  }

  /// Ends a job that leaves its project where it stood.
  private void end(JobRecord job, Project project, Result result) {
    end(job, project, result, null, null, false);
  }

  private void end(
      JobRecord job,
      Project project,
      Result result,
      @Nullable PlanRecord plan,
      @Nullable Applied applied,
      boolean unlock) {
    ledger().endJob(run, job.position(), project.id(), desk.now(), result, plan, applied, unlock);
  }
}
