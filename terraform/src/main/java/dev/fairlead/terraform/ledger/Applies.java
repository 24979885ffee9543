package dev.fairlead.terraform.ledger;

import dev.fairlead.model.CommitId;
import dev.fairlead.store.Database;
import dev.fairlead.terraform.project.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// What was applied, with the outputs since then.
public final class Applies {
  private final Database database;

  public Applies(Database database) {
    this.database = database;
  }

  static void save(Handle handle, Applied applied, int position) {
    handle
        .createUpdate(
            """
            INSERT INTO terraform_apply (repository, dir, workspace, name, pull_request, commit_id,
              applied_by, applied_at, run, position, summary, outputs)
            VALUES (:repository, :dir, :workspace, :name, :number, :commit,
              :user, :at, :run, :position, :summary, :outputs)
            ON CONFLICT (run, position) DO NOTHING
            """)
        .bind("repository", applied.repository())
        .bind("dir", applied.project().dir())
        .bind("workspace", applied.project().workspace())
        .bind("name", Texts.name(applied.project().name()))
        .bind("number", applied.pullRequest())
        .bind("commit", applied.commit().hex())
        .bind("user", applied.user())
        .bind("at", applied.at().toString())
        .bind("run", applied.run())
        .bind("position", position)
        .bind("summary", applied.summary())
        .bind("outputs", Texts.json(applied.outputs()))
        .execute();
  }

  /// The newest apply of each project of a repository, by directory.
  public List<Applied> newest(String repository) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM terraform_apply WHERE ordinal IN (
                      SELECT max(ordinal) FROM terraform_apply WHERE repository = :repository
                      GROUP BY dir, workspace, name)
                    ORDER BY dir, workspace, name
                    """)
                .bind("repository", repository)
                .map((row, _) -> applied(row))
                .list());
  }

  /// The newest apply of a project.
  public Optional<Applied> newest(String repository, ProjectId project) {
    return newest(repository).stream()
        .filter(applied -> applied.project().equals(project))
        .findFirst();
  }

  private static Applied applied(ResultSet row) throws SQLException {
    return new Applied(
        row.getString("repository"),
        new ProjectId(
            row.getString("dir"), row.getString("workspace"), Texts.nameOf(row.getString("name"))),
        row.getInt("pull_request"),
        new CommitId(row.getString("commit_id")),
        row.getString("applied_by"),
        Instant.parse(row.getString("applied_at")),
        row.getString("run"),
        row.getString("summary"),
        Texts.read(row.getString("outputs"), Outputs.class));
  }
}
