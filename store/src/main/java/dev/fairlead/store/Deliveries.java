package dev.fairlead.store;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Deliveries with their stages.
public final class Deliveries {
  private final Database database;

  public Deliveries(Database database) {
    this.database = database;
  }

  /// Writes a delivery and its stages as a whole, new or changed.
  public void save(Delivery delivery) {
    database
        .jdbi()
        .useTransaction(handle -> {
          saveDelivery(handle, delivery);
          handle.execute("DELETE FROM stage WHERE delivery = ?", delivery.id());
          int position = 0;
          for (Stage stage : delivery.stages()) {
            saveStage(handle, delivery.id(), position++, stage);
          }
        });
  }

  public Optional<Delivery> find(String id) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT * FROM delivery WHERE id = :id")
                .bind("id", id)
                .map((row, _) -> delivery(handle, row))
                .findFirst());
  }

  /// The newest deliveries, newest first.
  public List<Delivery> newest(int limit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT * FROM delivery ORDER BY started_at DESC, id DESC LIMIT :limit")
                .bind("limit", limit)
                .map((row, _) -> delivery(handle, row))
                .list());
  }

  /// The deliveries that have not ended, oldest first.
  public List<Delivery> unfinished() {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery(
                    "SELECT * FROM delivery WHERE finished_at IS NULL ORDER BY started_at, id")
                .map((row, _) -> delivery(handle, row))
                .list());
  }

  /// How many stages a unit has had in all deliveries.
  public int countStages(String unit) {
    return database
        .jdbi()
        .withHandle(handle ->
            handle
                .createQuery("SELECT count(*) FROM stage WHERE unit = :unit")
                .bind("unit", unit)
                .mapTo(Integer.class)
                .one());
  }

  private static void saveDelivery(Handle handle, Delivery delivery) {
    handle
        .createUpdate(
            """
            INSERT INTO delivery (id, repository, branch, before_id, pushed_id, head_id, title, author,
              started_at, finished_at, state, cause)
            VALUES (:id, :repository, :branch, :before, :pushed, :head, :title, :author,
              :startedAt, :finishedAt, :state, :cause)
            ON CONFLICT (id) DO UPDATE SET head_id = :head, finished_at = :finishedAt, state = :state,
              cause = :cause
            """)
        .bind("id", delivery.id())
        .bind("repository", delivery.repository())
        .bind("branch", delivery.branch())
        .bind("before", delivery.before().hex())
        .bind("pushed", delivery.pushed().hex())
        .bind("head", delivery.head().hex())
        .bind("title", delivery.title())
        .bind("author", delivery.author())
        .bind("startedAt", delivery.startedAt().toString())
        .bind("finishedAt", text(delivery.finishedAt()))
        .bind("state", delivery.state().name())
        .bind("cause", delivery.cause())
        .execute();
  }

  private static void saveStage(Handle handle, String delivery, int position, Stage stage) {
    handle
        .createUpdate(
            """
            INSERT INTO stage (delivery, position, name, layer, unit, state, started_at, finished_at,
              summary, details, log)
            VALUES (:delivery, :position, :name, :layer, :unit, :state, :startedAt, :finishedAt,
              :summary, :details, :log)
            """)
        .bind("delivery", delivery)
        .bind("position", position)
        .bind("name", stage.name())
        .bind("layer", stage.layer().name())
        .bind("unit", stage.unit())
        .bind("state", stage.state().name())
        .bind("startedAt", text(stage.startedAt()))
        .bind("finishedAt", text(stage.finishedAt()))
        .bind("summary", stage.summary())
        .bind("details", String.join("\n", stage.details()))
        .bind("log", stage.log())
        .execute();
  }

  private static Delivery delivery(Handle handle, ResultSet row) throws SQLException {
    String id = row.getString("id");
    List<Stage> stages =
        handle
            .createQuery("SELECT * FROM stage WHERE delivery = :id ORDER BY position")
            .bind("id", id)
            .map((stage, _) -> stage(stage))
            .list();
    return new Delivery(
        id,
        row.getString("repository"),
        row.getString("branch"),
        new CommitId(row.getString("before_id")),
        new CommitId(row.getString("pushed_id")),
        new CommitId(row.getString("head_id")),
        row.getString("title"),
        row.getString("author"),
        Instant.parse(row.getString("started_at")),
        instant(row.getString("finished_at")),
        State.valueOf(row.getString("state")),
        row.getString("cause"),
        stages);
  }

  private static Stage stage(ResultSet row) throws SQLException {
    String details = row.getString("details");
    return new Stage(
        row.getString("name"),
        Layer.valueOf(row.getString("layer")),
        row.getString("unit"),
        State.valueOf(row.getString("state")),
        instant(row.getString("started_at")),
        instant(row.getString("finished_at")),
        row.getString("summary"),
        details.isEmpty() ? List.of() : List.of(details.split("\n", -1)),
        row.getString("log"));
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static @Nullable Instant instant(@Nullable String text) {
    return text == null ? null : Instant.parse(text);
  }
}
