package dev.fairlead.ansible.ledger;

import dev.fairlead.model.CommitId;
import dev.fairlead.store.Database;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The last success of each playbook. Safe for any thread.
public final class PlaybookLedger {
  private final Database database;

  public PlaybookLedger(Database database) {
    this.database = database;
  }

  /// @param limited whether only `hosts` were asked for; then the revision says nothing of others
  public record Success(
      String repository,
      String playbook,
      CommitId commit,
      boolean limited,
      List<String> hosts,
      Instant at) {
    public Success {
      hosts = List.copyOf(hosts);
    }
  }

  public void record(Success success) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO ansible_success (repository, playbook, commit_id, limited, hosts, at)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (repository, playbook) DO UPDATE SET
                  commit_id = excluded.commit_id, limited = excluded.limited,
                  hosts = excluded.hosts, at = excluded.at
                """,
                success.repository(),
                success.playbook(),
                success.commit().hex(),
                success.limited() ? 1 : 0,
                String.join("\n", success.hosts()),
                success.at().toString()));
  }

  /// The last run of a playbook that succeeded.
  public Optional<Success> find(String repository, String playbook) {
    return all(repository).stream()
        .filter(success -> success.playbook().equals(playbook))
        .findFirst();
  }

  /// The last success of each playbook of a repository, by path.
  public List<Success> all(String repository) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT playbook, commit_id, limited, hosts, at FROM ansible_success
                    WHERE repository = :repository ORDER BY playbook
                    """)
                .bind("repository", repository)
                .map((row, _) ->
                    new Success(
                        repository,
                        row.getString("playbook"),
                        new CommitId(row.getString("commit_id")),
                        row.getInt("limited") != 0,
                        row.getString("hosts").isEmpty()
                            ? List.of()
                            : List.of(row.getString("hosts").split("\n")),
                        Instant.parse(row.getString("at"))))
                .list());
  }
}
