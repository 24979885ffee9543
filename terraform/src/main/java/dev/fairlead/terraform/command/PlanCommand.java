package dev.fairlead.terraform.command;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.terraform.comment.CommandKind;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Kind;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.Selection;
import dev.fairlead.terraform.run.Layout;
import java.util.List;

/// Begins what starts from the head of a pull request: `plan`, `import` and `state rm`.
final class PlanCommand {
  private final Desk desk;
  private final RunWriter writer;
  private final Reporter reporter;
  private final Permissions permissions;

  PlanCommand(Desk desk, RunWriter writer, Reporter reporter, Permissions permissions) {
    this.desk = desk;
    this.writer = writer;
    this.reporter = reporter;
    this.permissions = permissions;
  }

  void begin(RunRecord run) {
    if (permissions.refused(run)) {
      return;
    }
    PullRequest pull = desk.live(run);
    if (pull.status() != PullRequest.Status.OPEN) {
      writer.report(run, State.SKIPPED, "the pull request is not open", List.of(), List.of());
      return;
    }
    CommandKind kind = run.command().kind();
    RunRecord now = writer.reread(run, pull);
    if (kind == CommandKind.PLAN) {
      reporter.begun(now);
    }
    var scene = new Scene(desk, pull);
    if (!scene.problems().isEmpty()) {
      writer.fail(
          now,
          scene.parsingFailed() + "\n\nCorrect the file and push; the plan will run by itself.");
      return;
    }
    switch (scene.select(run.command().target())) {
      case Selection.Silence() ->
          writer.report(now, State.SKIPPED, "no project of this server", List.of(), List.of());
      case Selection.Wrong(String problem) -> writer.fail(now, problem);
      case Selection.Found(List<Project> found) -> {
        List<Project> projects =
            run.kind() == Kind.AUTOPLAN ? found.stream().filter(Project::autoplan).toList() : found;
        if (kind == CommandKind.IMPORT && projects.size() > 1) {
          writer.failure(
              now, "import cannot run on multiple projects. please specify one project.");
          return;
        }
        beginProjects(now, pull, projects);
      }
    }
  }

  private void beginProjects(RunRecord run, PullRequest pull, List<Project> projects) {
    CommandKind kind = run.command().kind();
    boolean all = run.command().target().isAll() && kind == CommandKind.PLAN;
    List<PlanRecord> recorded = desk.ledger().plans().of(pull.repository(), pull.number());
    boolean newHead = recorded.stream().anyMatch(plan -> !plan.head().equals(pull.head()));
    if (projects.isEmpty()) {
      if (all || newHead) {
        discardPlans(pull, recorded);
      }
      writer.nothingToDo(run, pull);
      return;
    }
    if (all || newHead) {
      discardPlans(pull, recorded);
    }
    if (all) {
      projects.forEach(
          project -> desk.ledger().locks().release(pull.repository(), project.id(), pull.number()));
    }
    writer.start(run, pull, projects);
  }

  private void discardPlans(PullRequest pull, List<PlanRecord> recorded) {
    recorded.forEach(Layout::deletePlan);
    desk.ledger().plans().forget(pull.repository(), pull.number());
  }
}
