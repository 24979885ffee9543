package dev.fairlead.terraform.ledger;

import dev.fairlead.model.CommitId;
import dev.fairlead.store.Database;
import dev.fairlead.terraform.project.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Where each project of each pull request stands.
public final class Plans {
  private final Database database;

  public Plans(Database database) {
    this.database = database;
  }

  /// What is recorded of a pull request, by directory.
  public List<PlanRecord> of(String repository, int pullRequest) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM terraform_plan
                    WHERE repository = :repository AND pull_request = :number
                    ORDER BY dir, workspace, name
                    """)
                .bind("repository", repository)
                .bind("number", pullRequest)
                .map((row, _) -> plan(row))
                .list());
  }

  public Optional<PlanRecord> find(String repository, int pullRequest, ProjectId project) {
    return of(repository, pullRequest).stream()
        .filter(plan -> plan.project().equals(project))
        .findFirst();
  }

  static void save(Handle handle, PlanRecord plan) {
    handle
        .createUpdate(
            """
            INSERT INTO terraform_plan (repository, pull_request, dir, workspace, name, status,
              head_id, base_branch, base_id, plan_file, sha256, summary, run)
            VALUES (:repository, :number, :dir, :workspace, :name, :status,
              :head, :branch, :base, :file, :sha256, :summary, :run)
            ON CONFLICT (repository, pull_request, dir, workspace, name) DO UPDATE SET
              status = excluded.status, head_id = excluded.head_id,
              base_branch = excluded.base_branch, base_id = excluded.base_id,
              plan_file = excluded.plan_file, sha256 = excluded.sha256,
              summary = excluded.summary, run = excluded.run
            """)
        .bind("repository", plan.repository())
        .bind("number", plan.pullRequest())
        .bind("dir", plan.project().dir())
        .bind("workspace", plan.project().workspace())
        .bind("name", Texts.name(plan.project().name()))
        .bind("status", plan.status().name())
        .bind("head", plan.head().hex())
        .bind("branch", plan.baseBranch())
        .bind("base", plan.base().hex())
        .bind("file", plan.planFile())
        .bind("sha256", plan.sha256())
        .bind("summary", plan.summary())
        .bind("run", plan.run())
        .execute();
  }

  public void save(PlanRecord plan) {
    database.jdbi().useHandle(handle -> save(handle, plan));
  }

  public void forget(String repository, int pullRequest) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "DELETE FROM terraform_plan WHERE repository = ? AND pull_request = ?",
                repository,
                pullRequest));
  }

  private static PlanRecord plan(ResultSet row) throws SQLException {
    return new PlanRecord(
        row.getString("repository"),
        row.getInt("pull_request"),
        new ProjectId(
            row.getString("dir"), row.getString("workspace"), Texts.nameOf(row.getString("name"))),
        PlanRecord.Status.valueOf(row.getString("status")),
        new CommitId(row.getString("head_id")),
        row.getString("base_branch"),
        new CommitId(row.getString("base_id")),
        row.getString("plan_file"),
        row.getString("sha256"),
        row.getString("summary"),
        row.getString("run"));
  }
}
