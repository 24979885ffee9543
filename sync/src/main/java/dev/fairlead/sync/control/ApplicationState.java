package dev.fairlead.sync.control;

import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Position;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.plan.OperationPhase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one Application at one moment. Immutable; Secret values are masked in it.
///
/// @param revisions what the last comparison was made against, one per source; empty where none was
///   possible
/// @param health Argo CD's word: Healthy, Suspended, Progressing, Missing, Degraded or Unknown
/// @param operation the last or running operation
/// @param held why an automated sync is not started although the Application is out of sync (the
///   gate, a failed attempt ..); null where nothing holds it
/// @param resources sorted by key
/// @param history oldest first
public record ApplicationState(
    Application application,
    List<CommitId> revisions,
    SyncStatus sync,
    String health,
    String healthMessage,
    @Nullable Operation operation,
    @Nullable String held,
    List<Condition> conditions,
    List<ResourceRow> resources,
    List<Deployed> history,
    Instant observedAt) {

  public ApplicationState {
    revisions = List.copyOf(revisions);
    conditions = List.copyOf(conditions);
    resources = List.copyOf(resources);
    history = List.copyOf(history);
  }

  public String name() {
    return application.name();
  }

  /// Whether all of it runs as it should at the revision compared to: synced, healthy, and no
  /// operation on its way.
  public boolean isSettled() {
    return sync == SyncStatus.SYNCED
        && health.equals("Healthy")
        && (operation == null || operation.phase().isFinal());
  }

  /// The revision of the last successful full sync, of the first source.
  public Optional<CommitId> deployedRevision() {
    return history.isEmpty() || history.getLast().revisions().isEmpty()
        ? Optional.empty()
        : Optional.of(history.getLast().revisions().getFirst());
  }

  public enum SyncStatus {
    SYNCED("Synced"),
    OUT_OF_SYNC("OutOfSync"),
    UNKNOWN("Unknown");

    private final String text;

    SyncStatus(String text) {
      this.text = text;
    }

    /// Argo CD's word.
    public String text() {
      return text;
    }
  }

  /// @param type such as `ComparisonError`
  public record Condition(String type, String message, Instant since) {
    public boolean isError() {
      return type.endsWith("Error");
    }
  }

  /// One object that the Application owns or wants.
  ///
  /// @param sync null for hooks and for what does not count
  /// @param health empty where the kind has no rule for it
  /// @param origin where in the repository it was written, as far as known
  /// @param differences paths of the fields that differ; empty where in sync
  /// @param requiresPruning live, tracked, and no longer wanted
  public record ResourceRow(
      ResourceKey key,
      String version,
      @Nullable SyncStatus sync,
      String health,
      String healthMessage,
      boolean hook,
      int wave,
      boolean requiresPruning,
      @Nullable Position origin,
      List<String> differences) {
    public ResourceRow {
      differences = List.copyOf(differences);
    }
  }

  /// @param id tells operations of an Application apart
  /// @param initiatedBy user name; `automated` for the controller itself
  /// @param results what became of each object
  public record Operation(
      String id,
      OperationPhase phase,
      String message,
      List<CommitId> revisions,
      Instant startedAt,
      @Nullable Instant finishedAt,
      String initiatedBy,
      boolean automated,
      boolean selfHeal,
      int retryCount,
      List<ResourceResult> results) {
    public Operation {
      revisions = List.copyOf(revisions);
      results = List.copyOf(results);
    }
  }

  /// @param status Synced, SyncFailed, Pruned, PruneSkipped; empty while not done
  /// @param hookPhase phase of a hook or of a waiting object; empty where it has none
  public record ResourceResult(
      ResourceKey key,
      String version,
      String status,
      String message,
      String hookType,
      String hookPhase,
      String syncPhase) {}

  /// An entry of the history.
  public record Deployed(
      long id, List<CommitId> revisions, Instant startedAt, Instant at, String initiatedBy) {
    public Deployed {
      revisions = List.copyOf(revisions);
    }
  }
}
