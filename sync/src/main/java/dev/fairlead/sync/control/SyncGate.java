package dev.fairlead.sync.control;

import dev.fairlead.model.CommitId;
import java.util.List;

/// Whether a revision may be synced automatically now: a delivery whose earlier stages are not
/// finished holds its revision back. Syncs that a person starts do not ask.
public interface SyncGate {

  /// Admits everything.
  SyncGate OPEN = (application, revisions) -> new Verdict.Yes();

  /// Asked again whenever the Application is reconciled, and after [SyncController#gateChanged].
  ///
  /// @param revisions one per source of the Application, in its order
  Verdict admits(String application, List<CommitId> revisions);

  sealed interface Verdict {
    record Yes() implements Verdict {}

    /// Later, perhaps.
    record NotYet(String because) implements Verdict {}

    /// Not this revision.
    record No(String because) implements Verdict {}
  }
}
