package dev.fairlead.terraform.command;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.project.Project;
import dev.fairlead.terraform.project.Selection;
import java.util.List;

/// Begins `version`: of the projects that are named, or of those with a plan.
final class VersionCommand {
  private final Desk desk;
  private final RunWriter writer;

  VersionCommand(Desk desk, RunWriter writer) {
    this.desk = desk;
    this.writer = writer;
  }

  void begin(RunRecord run) {
    PullRequest pull = desk.live(run);
    var scene = new Scene(desk, pull);
    List<Project> projects;
    if (run.command().target().isAll()) {
      projects =
          desk.ledger().plans().of(pull.repository(), pull.number()).stream()
              .filter(plan -> plan.status().isPending())
              .map(plan -> scene.resolve(plan.project()))
              .toList();
    } else if (scene.select(run.command().target()) instanceof Selection.Found(var found)) {
      projects = found;
    } else {
      projects = List.of();
    }
    if (projects.isEmpty()) {
      writer.report(run, State.SKIPPED, "nothing is planned", List.of(), List.of());
    } else {
      writer.start(writer.reread(run, pull), pull, projects);
    }
  }
}
