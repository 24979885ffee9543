package dev.fairlead.sync.control;

import java.util.List;

/// What a person asks for when starting a sync.
///
/// @param revision commit, branch or tag; empty: the Application's own target
/// @param only restrict to these objects; empty: all of them (hooks run only then)
/// @param syncOptions `Name=value`, added to the Application's own
/// @param initiatedBy who asked
public record SyncRequest(
    String revision,
    boolean prune,
    boolean dryRun,
    boolean force,
    List<Selected> only,
    List<String> syncOptions,
    String initiatedBy) {

  public SyncRequest {
    only = List.copyOf(only);
    syncOptions = List.copyOf(syncOptions);
  }

  /// Sync all of it to its target, without pruning.
  public static SyncRequest by(String user) {
    return new SyncRequest("", false, false, false, List.of(), List.of(), user);
  }

  public SyncRequest withPrune() {
    return new SyncRequest(revision, true, dryRun, force, only, syncOptions, initiatedBy);
  }

  public SyncRequest withRevision(String other) {
    return new SyncRequest(other, prune, dryRun, force, only, syncOptions, initiatedBy);
  }

  public SyncRequest withDryRun() {
    return new SyncRequest(revision, prune, true, force, only, syncOptions, initiatedBy);
  }

  /// @param namespace empty: any
  public record Selected(String group, String kind, String namespace, String name) {}
}
