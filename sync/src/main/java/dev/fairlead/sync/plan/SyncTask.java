package dev.fairlead.sync.plan;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.Position;
import org.jspecify.annotations.Nullable;

/// One thing to do to one object in a sync.
///
/// @param phase when
/// @param wave within the phase
/// @param target what is wanted; null for a prune
/// @param live what the cluster has; null where it has none
/// @param hook what the object is; [Hook#NONE] for ordinary ones
/// @param prune what is to become of an object that is no longer wanted; null for the others
/// @param skipDryRun the kind is not served yet, and its definition comes with this sync
/// @param origin where it was written, as far as known
public record SyncTask(
    Phase phase,
    int wave,
    ResourceKey key,
    @Nullable ObjectNode target,
    @Nullable ObjectNode live,
    Hook hook,
    @Nullable Prune prune,
    boolean skipDryRun,
    @Nullable Position origin) {

  /// Phases of a sync, in their order.
  public enum Phase {
    PRE_SYNC("PreSync"),
    SYNC("Sync"),
    POST_SYNC("PostSync"),
    SYNC_FAIL("SyncFail");

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  /// What happens to an object that is not wanted any more.
  public enum Prune {
    DELETE,
    /// A person must approve it first.
    CONFIRM,
    /// The sync was not asked to prune.
    NOT_REQUESTED,
    /// The object says never.
    NEVER
  }

  public boolean isHook() {
    return hook.isHook();
  }

  public boolean isPrune() {
    return prune != null;
  }

  /// Tells the tasks of one operation apart: a hook may run in several phases.
  public String id() {
    return phase.text() + "|" + key;
  }

  SyncTask at(Phase otherPhase, int otherWave) {
    return new SyncTask(otherPhase, otherWave, key, target, live, hook, prune, skipDryRun, origin);
  }
}
