package dev.fairlead.terraform.ledger;

import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.store.Database;
import dev.fairlead.terraform.comment.Command;
import dev.fairlead.terraform.ledger.RunRecord.Kind;
import dev.fairlead.terraform.ledger.RunRecord.Phase;
import dev.fairlead.terraform.ledger.RunRecord.Report;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.report.Result;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.result.ResultIterable;
import org.jspecify.annotations.Nullable;

/// Runs and their jobs.
public final class Runs {
  private final Database database;

  public Runs(Database database) {
    this.database = database;
  }

  /// Writes a new run down.
  ///
  /// @return false where its event has had a run already; nothing is written then
  public boolean create(RunRecord run) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          if (exists(handle, run)) {
            return false;
          }
          insert(handle, run);
          return true;
        });
  }

  /// As [#create], but only where nothing else of the pull request is at work. A run whose report
  /// is being posted has done its work: who answers to the comment that is there already is not
  /// refused.
  ///
  /// @return the run that is at work, where nothing was written because of it; the given one where
  ///   it was written; empty where its event has had a run already
  public Optional<RunRecord> createUnlessBusy(RunRecord run) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          if (exists(handle, run)) {
            return Optional.empty();
          }
          Optional<RunRecord> busy =
              select(
                      handle,
                      """
                      WHERE repository = ? AND pull_request = ?
                        AND phase IN ('QUEUED', 'RUNNING') AND kind IN ('AUTOPLAN', 'COMMAND')
                      ORDER BY ordinal LIMIT 1
                      """,
                      run.repository(),
                      run.number())
                  .findFirst();
          if (busy.isEmpty()) {
            insert(handle, run);
          }
          return Optional.of(busy.orElse(run));
        });
  }

  /// As [#create], for a run that a new head causes: where the newest run of its kind was for the
  /// same head, and the pull request was not closed since, nothing is written.
  public boolean createForHead(RunRecord run) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          Optional<RunRecord> last =
              select(
                      handle,
                      """
                      WHERE repository = ? AND pull_request = ? AND kind IN ('AUTOPLAN', 'CLOSE')
                      ORDER BY ordinal DESC LIMIT 1
                      """,
                      run.repository(),
                      run.number())
                  .findFirst();
          if (last.isPresent()
              && last.get().kind() == Kind.AUTOPLAN
              && last.get().pullRequest().head().equals(run.pullRequest().head())) {
            return false;
          }
          insert(handle, run);
          return true;
        });
  }

  private static boolean exists(Handle handle, RunRecord run) {
    return handle
        .createQuery(
            """
            SELECT 1 FROM terraform_run
            WHERE repository = :repository AND pull_request = :number AND event = :event
            """)
        .bind("repository", run.repository())
        .bind("number", run.number())
        .bind("event", run.event())
        .mapTo(Integer.class)
        .findFirst()
        .isPresent();
  }

  private static void insert(Handle handle, RunRecord run) {
    handle
        .createUpdate(
            """
            INSERT INTO terraform_run (id, repository, pull_request, kind, event, command, text,
              requested_by, pull, created_at, finished_at, phase, state, summary, cancelled, report)
            VALUES (:id, :repository, :number, :kind, :event, :command, :text,
              :user, :pull, :created, :finished, :phase, :state, :summary, :cancelled, :report)
            """)
        .bind("id", run.id())
        .bind("repository", run.repository())
        .bind("number", run.number())
        .bind("kind", run.kind().name())
        .bind("event", run.event())
        .bind("command", Texts.json(run.command()))
        .bind("text", run.text())
        .bind("user", run.user())
        .bind("pull", Texts.json(run.pullRequest()))
        .bind("created", run.createdAt().toString())
        .bind("finished", text(run.finishedAt()))
        .bind("phase", run.phase().name())
        .bind("state", run.state().name())
        .bind("summary", run.summary())
        .bind("cancelled", run.cancelled() ? 1 : 0)
        .bind("report", Texts.json(run.report()))
        .execute();
  }

  /// Takes a run from the queue. Which projects it covers, and for which head, is written with it.
  public void begin(String id, PullRequest pullRequest, List<ProjectId> projects) {
    database
        .jdbi()
        .useTransaction(handle -> {
          int position = 0;
          for (ProjectId project : projects) {
            handle.execute(
                """
                INSERT INTO terraform_job (run, position, dir, workspace, name, phase)
                VALUES (?, ?, ?, ?, ?, 'WAITING')
                """,
                id,
                position++,
                project.dir(),
                project.workspace(),
                Texts.name(project.name()));
          }
          handle.execute(
              """
              UPDATE terraform_run SET phase = 'RUNNING', state = 'RUNNING', pull = ? WHERE id = ?
              """,
              Texts.json(pullRequest),
              id);
        });
  }

  /// Writes the pull request down as it is by now.
  public void reread(String id, PullRequest pullRequest) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "UPDATE terraform_run SET pull = ? WHERE id = ?", Texts.json(pullRequest), id));
  }

  /// Everything is checked: from now on terraform may run for the job.
  public void startJob(String run, int position, Instant at) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                UPDATE terraform_job SET phase = 'STARTED', started_at = ?
                WHERE run = ? AND position = ? AND phase = 'WAITING'
                """,
                at.toString(),
                run,
                position));
  }

  /// Within a transaction of the caller, since the result changes other tables too.
  void endJob(Handle handle, String run, int position, Instant at, Result result) {
    handle.execute(
        """
        UPDATE terraform_job SET phase = 'ENDED', finished_at = ?, result = ?
        WHERE run = ? AND position = ?
        """,
        at.toString(),
        Texts.json(result),
        run,
        position);
  }

  /// All work is done: what is to be posted is known from now on.
  public void report(String id, State state, String summary, Report report) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                UPDATE terraform_run SET phase = 'REPORTING', state = ?, summary = ?, report = ?
                WHERE id = ?
                """,
                state.name(),
                summary,
                Texts.json(report),
                id));
  }

  public void finish(String id, Instant at) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "UPDATE terraform_run SET phase = 'DONE', finished_at = ? WHERE id = ?",
                at.toString(),
                id));
  }

  /// Asks the unfinished runs of a pull request to stop, `except` one.
  ///
  /// @return how many there were
  public int cancel(String repository, int number, String except) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle.execute(
                """
                UPDATE terraform_run SET cancelled = 1
                WHERE repository = ? AND pull_request = ? AND id <> ?
                  AND phase IN ('QUEUED', 'RUNNING') AND kind IN ('AUTOPLAN', 'COMMAND')
                """,
                repository,
                number,
                except));
  }

  /// Ends runs by themselves that wait and were overtaken by a newer head: the newest is enough.
  public void dropQueuedAutoplans(String repository, int number, String except, Instant at) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                UPDATE terraform_run
                SET phase = 'DONE', state = 'SKIPPED', finished_at = ?,
                  summary = 'a newer commit was pushed before it began'
                WHERE repository = ? AND pull_request = ? AND id <> ?
                  AND phase = 'QUEUED' AND kind = 'AUTOPLAN'
                """,
                at.toString(),
                repository,
                number,
                except));
  }

  public Optional<RunRecord> find(String id) {
    return database.jdbi().withHandle(handle -> select(handle, "WHERE id = ?", id).findFirst());
  }

  /// What is not done yet, oldest first.
  public List<RunRecord> unfinished() {
    return list("WHERE phase <> 'DONE' ORDER BY ordinal");
  }

  /// The runs of a pull request, oldest first.
  public List<RunRecord> of(String repository, int number) {
    return list("WHERE repository = ? AND pull_request = ? ORDER BY ordinal", repository, number);
  }

  public List<RunRecord> newest(int limit) {
    return list("ORDER BY ordinal DESC LIMIT ?", limit);
  }

  private List<RunRecord> list(String which, Object... values) {
    return database.jdbi().withHandle(handle -> select(handle, which, values).list());
  }

  /// @param which the rest of the query, after its table
  private static ResultIterable<RunRecord> select(Handle handle, String which, Object... values) {
    return handle.select("SELECT * FROM terraform_run " + which, values).map((row, _) -> run(row));
  }

  public List<JobRecord> jobs(String run) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM terraform_job WHERE run = :run ORDER BY position")
                .bind("run", run)
                .map((row, _) -> job(row))
                .list());
  }

  private static RunRecord run(ResultSet row) throws SQLException {
    return new RunRecord(
        row.getString("id"),
        Kind.valueOf(row.getString("kind")),
        row.getString("event"),
        Texts.read(row.getString("command"), Command.class),
        row.getString("text"),
        row.getString("requested_by"),
        Texts.read(row.getString("pull"), PullRequest.class),
        Instant.parse(row.getString("created_at")),
        instant(row.getString("finished_at")),
        Phase.valueOf(row.getString("phase")),
        State.valueOf(row.getString("state")),
        row.getString("summary"),
        row.getInt("cancelled") == 1,
        Texts.read(row.getString("report"), Report.class));
  }

  private static JobRecord job(ResultSet row) throws SQLException {
    String result = row.getString("result");
    return new JobRecord(
        row.getString("run"),
        row.getInt("position"),
        new ProjectId(
            row.getString("dir"), row.getString("workspace"), Texts.nameOf(row.getString("name"))),
        JobRecord.Phase.valueOf(row.getString("phase")),
        instant(row.getString("started_at")),
        instant(row.getString("finished_at")),
        result == null ? null : Texts.read(result, Result.class));
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
