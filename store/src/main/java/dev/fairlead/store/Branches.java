package dev.fairlead.store;

import dev.fairlead.model.CommitId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What is known of each branch: the tip that was last looked at, and the newest revision that may
/// be deployed.
public final class Branches {
  private final Database database;

  public Branches(Database database) {
    this.database = database;
  }

  /// Every branch of a repository that was seen, with its tip.
  public Map<String, CommitId> seen(String repository) {
    return database
        .jdbi()
        .withHandle(handle -> {
          Map<String, CommitId> tips = new TreeMap<>();
          handle
              .createQuery("SELECT name, seen_id FROM branch WHERE repository = :repository")
              .bind("repository", repository)
              .map((row, _) -> Map.entry(row.getString(1), new CommitId(row.getString(2))))
              .forEach(tip -> tips.put(tip.getKey(), tip.getValue()));
          return tips;
        });
  }

  public void see(String repository, String branch, CommitId tip) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO branch (repository, name, seen_id) VALUES (?, ?, ?)
                ON CONFLICT (repository, name) DO UPDATE SET seen_id = excluded.seen_id
                """,
                repository,
                branch,
                tip.hex()));
  }

  public void forget(String repository, String branch) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "DELETE FROM branch WHERE repository = ? AND name = ?", repository, branch));
  }

  public Optional<CommitId> released(String repository, String branch) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    """
                    SELECT released_id FROM branch
                    WHERE repository = :repository AND name = :branch AND released_id IS NOT NULL
                    """)
                .bind("repository", repository)
                .bind("branch", branch)
                .map((row, _) -> new CommitId(row.getString(1)))
                .findFirst());
  }

  /// Lets a revision be deployed. The branch must have been seen.
  public void release(String repository, String branch, CommitId revision) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                "UPDATE branch SET released_id = ? WHERE repository = ? AND name = ?",
                revision.hex(),
                repository,
                branch));
  }

  /// What the first look at a repository came to: the id of the delivery of what it held then, or
  /// an empty text for an empty repository. Empty before the first look.
  public Optional<String> takenOver(String repository) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT taken_over FROM repository WHERE url = :url")
                .bind("url", repository)
                .mapTo(String.class)
                .findFirst());
  }

  /// Notes what [#takenOver] gives.
  public void takeOver(String repository, String delivery) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO repository (url, taken_over) VALUES (?, ?)
                ON CONFLICT (url) DO UPDATE SET taken_over = excluded.taken_over
                """,
                repository,
                delivery));
  }

  /// Whether a delivery brings what a repository held before anybody watched it.
  public boolean isTakenOver(String delivery) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT 1 FROM repository WHERE taken_over = :delivery")
                .bind("delivery", delivery)
                .mapTo(Integer.class)
                .findFirst()
                .isPresent());
  }

  /// The revision that a repository's hosts are at: the newest one whose playbooks have all ended
  /// well; [CommitId#NONE] where they have never been configured from here. Empty before the first
  /// playbook was due.
  public Optional<CommitId> hosts(String repository) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT commit_id FROM hosts_revision WHERE repository = :repository")
                .bind("repository", repository)
                .map((row, _) -> new CommitId(row.getString(1)))
                .findFirst());
  }

  /// Notes what [#hosts] gives.
  public void hostsAt(String repository, CommitId revision) {
    database
        .jdbi()
        .useHandle(handle ->
            handle.execute(
                """
                INSERT INTO hosts_revision (repository, commit_id) VALUES (?, ?)
                ON CONFLICT (repository) DO UPDATE SET commit_id = excluded.commit_id
                """,
                repository,
                revision.hex()));
  }
}
