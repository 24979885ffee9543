package dev.fairlead.terraform.ledger;

import dev.fairlead.store.Database;
import dev.fairlead.terraform.project.ProjectId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Which pull request holds which project.
public final class Locks {
  private final Database database;

  public Locks(Database database) {
    this.database = database;
  }

  /// Takes a lock, unless another pull request has it. The same one may take it again.
  ///
  /// @return who has it now
  public ProjectLock take(ProjectLock wanted) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          Optional<ProjectLock> holder = find(handle, wanted.repository(), wanted.project());
          if (holder.isPresent()) {
            return holder.get();
          }
          handle.execute(
              """
              INSERT INTO terraform_lock
                (repository, dir, workspace, name, pull_request, url, taken_by, taken_at)
              VALUES (?, ?, ?, ?, ?, ?, ?, ?)
              """,
              wanted.repository(),
              wanted.project().dir(),
              wanted.project().workspace(),
              Texts.name(wanted.project().name()),
              wanted.pullRequest(),
              wanted.url(),
              wanted.user(),
              wanted.at().toString());
          return wanted;
        });
  }

  public Optional<ProjectLock> find(String repository, ProjectId project) {
    return database.jdbi().withHandle(handle -> find(handle, repository, project));
  }

  private static Optional<ProjectLock> find(Handle handle, String repository, ProjectId project) {
    return handle
        .createQuery(
            """
            SELECT * FROM terraform_lock WHERE repository = :repository AND dir = :dir
              AND workspace = :workspace AND name = :name
            """)
        .bind("repository", repository)
        .bind("dir", project.dir())
        .bind("workspace", project.workspace())
        .bind("name", Texts.name(project.name()))
        .map((row, _) -> lock(row))
        .findFirst();
  }

  /// Gives a lock up where a pull request has it.
  public void release(String repository, ProjectId project, int pullRequest) {
    database.jdbi().useHandle(handle -> release(handle, repository, project, pullRequest));
  }

  static void release(Handle handle, String repository, ProjectId project, int pullRequest) {
    handle.execute(
        """
        DELETE FROM terraform_lock WHERE repository = ? AND dir = ? AND workspace = ? AND name = ?
          AND pull_request = ?
        """,
        repository,
        project.dir(),
        project.workspace(),
        Texts.name(project.name()),
        pullRequest);
  }

  /// Gives up all locks of a pull request, and says which they were.
  public List<ProjectLock> releaseAll(String repository, int pullRequest) {
    return database
        .jdbi()
        .inTransaction(handle -> {
          List<ProjectLock> held =
              handle
                  .createQuery(
                      """
                      SELECT * FROM terraform_lock
                      WHERE repository = :repository AND pull_request = :number
                      ORDER BY dir, workspace, name
                      """)
                  .bind("repository", repository)
                  .bind("number", pullRequest)
                  .map((row, _) -> lock(row))
                  .list();
          handle.execute(
              "DELETE FROM terraform_lock WHERE repository = ? AND pull_request = ?",
              repository,
              pullRequest);
          return held;
        });
  }

  /// The locks of a pull request.
  public List<ProjectLock> of(String repository, int pullRequest) {
    return all().stream()
        .filter(lock -> lock.repository().equals(repository) && lock.pullRequest() == pullRequest)
        .toList();
  }

  /// All locks, oldest first.
  public List<ProjectLock> all() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM terraform_lock ORDER BY taken_at, dir, workspace, name")
                .map((row, _) -> lock(row))
                .list());
  }

  private static ProjectLock lock(ResultSet row) throws SQLException {
    return new ProjectLock(
        row.getString("repository"),
        new ProjectId(
            row.getString("dir"), row.getString("workspace"), Texts.nameOf(row.getString("name"))),
        row.getInt("pull_request"),
        row.getString("url"),
        row.getString("taken_by"),
        Instant.parse(row.getString("taken_at")));
  }
}
