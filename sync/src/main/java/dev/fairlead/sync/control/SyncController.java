package dev.fairlead.sync.control;

import dev.fairlead.cluster.ClusterClient;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Argo CD's application controller: watches Applications and the objects that they own, compares,
/// syncs, heals, and writes what it sees to their status. Safe for any thread.
public final class SyncController implements AutoCloseable {

  /// @param clock for timestamps and intervals
  public SyncController(
      SyncSettings settings,
      ClusterClient cluster,
      Repositories repositories,
      SyncGate gate,
      SyncJournal journal,
      Clock clock) {}

  /// Installs the custom resource definitions where they are missing, fills the caches and starts
  /// to reconcile. Returns when the Applications of the cluster are known.
  public void start() {}

  /// Brings the Application, ApplicationSet and AppProject objects that a revision holds into the
  /// control namespace, and removes those that an earlier revision of the same repository brought
  /// and this one no longer has. Bad ones are reported and left as they are in the cluster.
  ///
  /// @param repoUrl names the repository, for the journal and for what to remove
  public List<Finding> bootstrap(String repoUrl, CommitId revision, RevisionTree tree) {
    return List.of();
  }

  /// Reconcile one Application now, asking its repositories for new revisions.
  public void refresh(String application) {}

  /// Reconcile every Application that has a source in this repository (a push was seen).
  public void repositoryChanged(String repoUrl) {}

  /// The gate's answers may have changed: ask again.
  public void gateChanged() {}

  /// Starts a sync as if a person had written `operation` to the Application.
  ///
  /// @throws IllegalStateException where there is no such Application, or an operation is already
  ///   running
  public void sync(String application, SyncRequest request) {}

  /// Ends the running operation, gently.
  public void terminate(String application) {}

  /// All Applications, sorted by name.
  public List<ApplicationState> applications() {
    return List.of();
  }

  public Optional<ApplicationState> application(String name) {
    return Optional.empty();
  }

  /// Calls back with each new state, from the controller's own threads: return soon.
  public Subscription subscribe(Consumer<ApplicationState> listener) {
    return () -> {};
  }

  /// Ends everything that runs; a running operation stays `Running` in the cluster and is picked up
  /// by the next start.
  @Override
  public void close() {}

  public interface Subscription extends AutoCloseable {
    @Override
    void close();
  }
}
