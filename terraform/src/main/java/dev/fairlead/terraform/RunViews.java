package dev.fairlead.terraform;

import dev.fairlead.model.State;
import dev.fairlead.terraform.ledger.JobRecord;
import dev.fairlead.terraform.ledger.Run;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Kind;
import dev.fairlead.terraform.ledger.RunRecord.Phase;
import dev.fairlead.terraform.ledger.Runs;
import dev.fairlead.terraform.report.Result;
import dev.fairlead.terraform.run.Layout;
import java.util.List;
import java.util.Optional;

/// Runs as the outside sees them. Replies are left out of lists: they run nothing.
final class RunViews {
  private final Runs runs;
  private final Layout layout;

  RunViews(Runs runs, Layout layout) {
    this.runs = runs;
    this.layout = layout;
  }

  /// The runs of a pull request, oldest first.
  List<Run> of(String repository, int pullRequest) {
    return runs.of(repository, pullRequest).stream()
        .filter(run -> run.kind() != Kind.REPLY)
        .map(this::view)
        .toList();
  }

  /// The newest runs of all pull requests, newest first.
  List<Run> newest(int limit) {
    return runs.newest(limit).stream()
        .filter(run -> run.kind() != Kind.REPLY)
        .map(this::view)
        .toList();
  }

  Optional<Run> find(String id) {
    return runs.find(id).map(this::view);
  }

  private Run view(RunRecord run) {
    List<Run.Job> jobs = runs.jobs(run.id()).stream().map(this::view).toList();
    return new Run(
        run.id(),
        run.repository(),
        run.number(),
        run.kind() == Kind.CLOSE
            ? "close"
            : run.kind() == Kind.AUTOPLAN ? "autoplan" : run.command().kind().word(),
        run.text(),
        run.user(),
        run.pullRequest().head(),
        run.createdAt(),
        run.finishedAt(),
        run.phase() == Phase.REPORTING ? State.RUNNING : run.state(),
        run.summary(),
        jobs);
  }

  private Run.Job view(JobRecord job) {
    State state =
        switch (job.phase()) {
          case WAITING -> State.WAITING;
          case STARTED -> State.RUNNING;
          case ENDED ->
              job.result() instanceof Result.Disabled
                  ? State.SKIPPED
                  : job.result() != null && job.result().succeeded()
                      ? State.SUCCEEDED
                      : State.FAILED;
        };
    return new Run.Job(
        job.project(),
        state,
        layout.log(job.run(), job.position()).toString(),
        job.startedAt(),
        job.finishedAt(),
        job.result() == null ? "" : job.result().brief());
  }
}
