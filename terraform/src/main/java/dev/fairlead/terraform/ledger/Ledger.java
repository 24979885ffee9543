package dev.fairlead.terraform.ledger;

import dev.fairlead.store.Database;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.report.Result;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// All that is written down, and the steps that change several tables at once.
public final class Ledger {
  private final Database database;
  private final Runs runs;
  private final Locks locks;
  private final Plans plans;
  private final Applies applies;

  public Ledger(Database database) {
    this.database = database;
    this.runs = new Runs(database);
    this.locks = new Locks(database);
    this.plans = new Plans(database);
    this.applies = new Applies(database);
  }

  public Runs runs() {
    return runs;
  }

  public Locks locks() {
    return locks;
  }

  public Plans plans() {
    return plans;
  }

  public Applies applies() {
    return applies;
  }

  /// Writes the end of a job down together with all that follows from it, or nothing of it.
  ///
  /// @param plan where the project stands now; null: as before
  /// @param applied null where nothing was applied
  /// @param unlock whether the project's lock is given up
  public void endJob(
      RunRecord run,
      int position,
      ProjectId project,
      Instant at,
      Result result,
      @Nullable PlanRecord plan,
      @Nullable Applied applied,
      boolean unlock) {
    database
        .jdbi()
        .useTransaction(handle -> {
          runs.endJob(handle, run.id(), position, at, result);
          if (plan != null) {
            Plans.save(handle, plan);
          }
          if (applied != null) {
            Applies.save(handle, applied, position);
          }
          if (unlock) {
            Locks.release(handle, run.repository(), project, run.number());
          }
        });
  }
}
