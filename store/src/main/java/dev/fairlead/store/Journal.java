package dev.fairlead.store;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.JournalEntry;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// The append-only record of everything that changed the world.
public final class Journal {
  private final Database database;

  public Journal(Database database) {
    this.database = database;
  }

  /// Appends an entry; it is on disk when this returns.
  public void append(JournalEntry entry) {
    database
        .jdbi()
        .useHandle(handle ->
            handle
                .createUpdate(
                    """
                    INSERT INTO journal (at, actor, delivery, subject, action, commit_id, cause, outcome)
                    VALUES (:at, :actor, :delivery, :subject, :action, :commit, :cause, :outcome)
                    """)
                .bind("at", entry.at().toString())
                .bind("actor", entry.actor())
                .bind("delivery", entry.delivery())
                .bind("subject", entry.subject())
                .bind("action", entry.action())
                .bind("commit", entry.commit() == null ? null : entry.commit().hex())
                .bind("cause", entry.cause())
                .bind("outcome", entry.outcome())
                .execute());
  }

  /// The newest entries, newest first.
  public List<JournalEntry> newest(int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM journal ORDER BY id DESC LIMIT :limit")
                .bind("limit", limit)
                .map((row, _) -> entry(row))
                .list());
  }

  /// A delivery's entries, oldest first.
  public List<JournalEntry> of(String delivery) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM journal WHERE delivery = :delivery ORDER BY id")
                .bind("delivery", delivery)
                .map((row, _) -> entry(row))
                .list());
  }

  private static JournalEntry entry(ResultSet row) throws SQLException {
    String commit = row.getString("commit_id");
    return new JournalEntry(
        Instant.parse(row.getString("at")),
        row.getString("actor"),
        row.getString("delivery"),
        row.getString("subject"),
        row.getString("action"),
        commit == null ? null : new CommitId(commit),
        row.getString("cause"),
        row.getString("outcome"));
  }
}
