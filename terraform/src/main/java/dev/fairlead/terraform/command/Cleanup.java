package dev.fairlead.terraform.command;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.terraform.ledger.PlanRecord;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.run.Layout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Gives up the locks and plans of a pull request: by `unlock`, or because it was merged or closed.
final class Cleanup {
  private final Desk desk;
  private final RunWriter writer;

  Cleanup(Desk desk, RunWriter writer) {
    this.desk = desk;
    this.writer = writer;
  }

  void unlock(RunRecord run) {
    PullRequest pull = run.pullRequest();
    List<ProjectLock> locks = desk.ledger().locks().releaseAll(pull.repository(), pull.number());
    List<PlanRecord> recorded = desk.ledger().plans().of(pull.repository(), pull.number());
    for (PlanRecord plan : recorded) {
      Layout.deletePlan(plan);
      if (plan.status().isPending()) {
        desk.ledger()
            .plans()
            .save(plan.withStatus(PlanRecord.Status.PLAN_DISCARDED, "discarded by unlock"));
      }
    }
    writer.journal(run, "done", locks.size() + " locks released");
    boolean quiet = locks.isEmpty() && desk.settings().access().silenceNoProjects();
    writer.report(
        run,
        State.SUCCEEDED,
        locks.size() + " locks released",
        quiet
            ? List.of()
            : List.of("All Atlantis locks for this PR have been unlocked and plans discarded"),
        List.of());
  }

  void close(RunRecord run) {
    PullRequest pull = run.pullRequest();
    List<ProjectLock> locks = desk.ledger().locks().of(pull.repository(), pull.number());
    desk.ledger().plans().forget(pull.repository(), pull.number());
    Layout.delete(desk.layout().pullRequest(pull.repository(), pull.number()));
    Map<String, Set<String>> byDir = new TreeMap<>();
    locks.forEach(lock ->
        byDir
            .computeIfAbsent(lock.project().dir(), _ -> new TreeSet<>())
            .add("`" + lock.project().workspace() + "`"));
    var text =
        new StringBuilder(
            "Locks and plans deleted for the projects and workspaces modified in this pull"
                + " request:\n");
    byDir.forEach((dir, workspaces) ->
        text.append("\n- dir: `")
            .append(dir)
            .append(workspaces.size() == 1 ? "` workspace: " : "` workspaces: ")
            .append(String.join(", ", workspaces)));
    writer.report(
        run,
        State.SUCCEEDED,
        locks.size() + " locks released",
        locks.isEmpty() ? List.of() : List.of(text.toString()),
        List.of());
    // After the report is written down: it names them.
    desk.ledger().locks().releaseAll(pull.repository(), pull.number());
  }
}
