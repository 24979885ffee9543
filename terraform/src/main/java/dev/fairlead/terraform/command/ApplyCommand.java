package dev.fairlead.terraform.command;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.Selection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Begins `apply`, which starts from the plans that were made.
final class ApplyCommand {
  private final Desk desk;
  private final RunWriter writer;
  private final Reporter reporter;
  private final Permissions permissions;

  ApplyCommand(Desk desk, RunWriter writer, Reporter reporter, Permissions permissions) {
    this.desk = desk;
    this.writer = writer;
    this.reporter = reporter;
    this.permissions = permissions;
  }

  void begin(RunRecord run) {
    if (permissions.refused(run)) {
      return;
    }
    if (run.command().target().isAll() && !desk.settings().access().applyAll()) {
      writer.failure(
          run,
          "Running `%s apply` without flags is disabled. You must specify which project to apply via the `-d <dir>`, `-w <workspace>` or `-p <project name>` flags."
              .formatted(desk.settings().naming().executable()));
      return;
    }
    PullRequest pull = desk.live(run);
    RunRecord now = writer.reread(run, pull);
    if (pull.status() != PullRequest.Status.OPEN) {
      writer.report(now, State.SKIPPED, "the pull request is not open", List.of(), List.of());
      return;
    }
    var scene = new Scene(desk, pull);
    if (!scene.problems().isEmpty()) {
      writer.fail(now, scene.parsingFailed());
      return;
    }
    Optional<List<Project>> projects =
        run.command().target().isAll() ? planned(now, scene) : named(now, scene);
    if (projects.isEmpty()) {
      return;
    }
    reporter.begun(now);
    writer.start(now, pull, projects.get());
  }

  /// All with a plan that waits; empty where the run has ended without one.
  private Optional<List<Project>> planned(RunRecord run, Scene scene) {
    PullRequest pull = run.pullRequest();
    List<PlanRecord> recorded = desk.ledger().plans().of(pull.repository(), pull.number());
    List<String> broken =
        recorded.stream()
            .filter(plan -> plan.status() == PlanRecord.Status.PLAN_ERRORED)
            .filter(plan -> plan.head().equals(pull.head()))
            .map(plan -> plan.project().label())
            .toList();
    if (!broken.isEmpty()) {
      writer.failure(
          run,
          "the plan of %s failed. Correct it and plan again, or apply the others one by one with `%s apply -d <dir>`."
              .formatted(String.join(", ", broken), desk.settings().naming().executable()));
      return Optional.empty();
    }
    List<Project> projects =
        recorded.stream()
            .filter(plan -> plan.status().isPending())
            .map(plan -> scene.resolve(plan.project()))
            .filter(project -> project.disabled().isEmpty())
            .sorted(Comparator.comparingInt(Project::group))
            .toList();
    if (projects.isEmpty()) {
      nothingPlanned(run, recorded);
      return Optional.empty();
    }
    return Optional.of(projects);
  }

  private void nothingPlanned(RunRecord run, List<PlanRecord> recorded) {
    String why =
        recorded.isEmpty()
            ? "nothing is planned for this pull request"
            : "every plan of this pull request is applied or discarded already";
    String comment =
        "%s\n%s; comment `%s plan` to plan it.\n"
            .formatted(
                desk.comments().results(run.command(), List.of(), Optional.empty()),
                why,
                desk.settings().naming().executable());
    boolean quiet = desk.settings().access().silenceNoProjects();
    writer.report(run, State.SUCCEEDED, why, quiet ? List.of() : List.of(comment), List.of());
  }

  /// What the command names; empty where the run has ended without a project.
  private Optional<List<Project>> named(RunRecord run, Scene scene) {
    switch (scene.select(run.command().target())) {
      case Selection.Found(List<Project> found) -> {
        if (!found.isEmpty()) {
          return Optional.of(found);
        }
        writer.nothingToDo(run, run.pullRequest());
      }
      case Selection.Silence() ->
          writer.report(run, State.SKIPPED, "no project of this server", List.of(), List.of());
      case Selection.Wrong(String problem) -> writer.fail(run, problem);
    }
    return Optional.empty();
  }
}
