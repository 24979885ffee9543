package dev.fairlead.store;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.ProposedChange;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.Severity;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Pull requests, what their checks found, and which of their comments were read.
public final class Changes {
  private final Database database;

  public Changes(Database database) {
    this.database = database;
  }

  /// Writes a change as a whole, new or not.
  public void save(ProposedChange change) {
    database
        .jdbi()
        .useTransaction(handle -> {
          PullRequest pull = change.pullRequest();
          saveRow(handle, change);
          handle.execute(
              "DELETE FROM pull_request_finding WHERE repository = ? AND number = ?",
              pull.repository(),
              pull.number());
          int position = 0;
          for (Finding finding : change.findings()) {
            saveFinding(handle, pull, position++, false, finding);
          }
          for (Finding finding : change.inherited()) {
            saveFinding(handle, pull, position++, true, finding);
          }
        });
  }

  public Optional<ProposedChange> find(String repository, int number) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT * FROM pull_request WHERE repository = :repository AND number ="
                        + " :number")
                .bind("repository", repository)
                .bind("number", number)
                .map((row, _) -> change(handle, row))
                .findFirst());
  }

  /// Those that were open when they were last looked at.
  public List<ProposedChange> open(String repository) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT * FROM pull_request WHERE repository = :repository AND status = 'OPEN'
                    ORDER BY number
                    """)
                .bind("repository", repository)
                .map((row, _) -> change(handle, row))
                .list());
  }

  /// Those that changed last, newest first.
  public List<ProposedChange> newest(int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT * FROM pull_request ORDER BY updated_at DESC, number DESC LIMIT :limit")
                .bind("limit", limit)
                .map((row, _) -> change(handle, row))
                .list());
  }

  /// The newest comment that was read of a repository; empty before the first look.
  public Optional<CommentCursor> cursor(String repository) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM comment_cursor WHERE repository = :repository")
                .bind("repository", repository)
                .map((row, _) ->
                    new CommentCursor(row.getLong("comment"), Instant.parse(row.getString("at"))))
                .findFirst());
  }

  /// @param comment its id; 0 where there was none yet
  /// @param at when it was written, by the forge's clock
  public record CommentCursor(long comment, Instant at) {}

  public void read(String repository, CommentCursor cursor) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO comment_cursor (repository, comment, at) VALUES (?, ?, ?)
                ON CONFLICT (repository) DO UPDATE SET comment = excluded.comment, at = excluded.at
                """,
                repository,
                cursor.comment(),
                cursor.at().toString()));
  }

  private static void saveRow(Handle handle, ProposedChange change) {
    PullRequest pull = change.pullRequest();
    handle
        .createUpdate(
            """
            INSERT INTO pull_request (repository, number, title, author, head_repository, head_branch,
              head_id, base_branch, base_id, draft, status, url, checked_id, problem, updated_at)
            VALUES (:repository, :number, :title, :author, :headRepository, :headBranch,
              :head, :baseBranch, :base, :draft, :status, :url, :checked, :problem, :updatedAt)
            ON CONFLICT (repository, number) DO UPDATE SET title = :title, author = :author,
              head_repository = :headRepository, head_branch = :headBranch, head_id = :head,
              base_branch = :baseBranch, base_id = :base, draft = :draft, status = :status, url = :url,
              checked_id = :checked, problem = :problem, updated_at = :updatedAt
            """)
        .bind("repository", pull.repository())
        .bind("number", pull.number())
        .bind("title", pull.title())
        .bind("author", pull.author())
        .bind("headRepository", pull.headRepository())
        .bind("headBranch", pull.headBranch())
        .bind("head", pull.head().hex())
        .bind("baseBranch", pull.baseBranch())
        .bind("base", pull.base().hex())
        .bind("draft", pull.draft() ? 1 : 0)
        .bind("status", pull.status().name())
        .bind("url", pull.url())
        .bind("checked", change.checkedHead().map(CommitId::hex).orElse(null))
        .bind("problem", change.problem())
        .bind("updatedAt", change.updatedAt().toString())
        .execute();
  }

  private static void saveFinding(
      Handle handle, PullRequest pull, int position, boolean inherited, Finding finding) {
    handle.execute(
        """
        INSERT INTO pull_request_finding
          (repository, number, position, inherited, severity, rule, file, line, col, message)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        pull.repository(),
        pull.number(),
        position,
        inherited ? 1 : 0,
        finding.severity().name(),
        finding.rule(),
        finding.at().file(),
        finding.at().line(),
        finding.at().column(),
        finding.message());
  }

  private static ProposedChange change(Handle handle, ResultSet row) throws SQLException {
    String repository = row.getString("repository");
    int number = row.getInt("number");
    var pull =
        new PullRequest(
            repository,
            number,
            row.getString("title"),
            row.getString("author"),
            row.getString("head_repository"),
            row.getString("head_branch"),
            new CommitId(row.getString("head_id")),
            row.getString("base_branch"),
            new CommitId(row.getString("base_id")),
            row.getInt("draft") != 0,
            PullRequest.Status.valueOf(row.getString("status")),
            row.getString("url"));
    String checked = row.getString("checked_id");
    return new ProposedChange(
        pull,
        checked == null ? null : new CommitId(checked),
        row.getString("problem"),
        findings(handle, repository, number, false),
        findings(handle, repository, number, true),
        Instant.parse(row.getString("updated_at")));
  }

  private static List<Finding> findings(
      Handle handle, String repository, int number, boolean inherited) {
    return handle
        .createQuery(
            """
            SELECT * FROM pull_request_finding
            WHERE repository = :repository AND number = :number AND inherited = :inherited
            ORDER BY position
            """)
        .bind("repository", repository)
        .bind("number", number)
        .bind("inherited", inherited ? 1 : 0)
        .map((row, _) ->
            new Finding(
                Severity.valueOf(row.getString("severity")),
                row.getString("rule"),
                new Position(row.getString("file"), row.getInt("line"), row.getInt("col")),
                row.getString("message")))
        .list();
  }
}
