package dev.fairlead.ansible.playbook;

import dev.fairlead.model.RevisionTree;
import java.util.Collection;
import java.util.List;

/// The playbooks that have to run for a change, and on which hosts.
///
/// @param runs in the order in which they have to run
/// @param notes what a reader of the preview should know, such as files that changed only in
///   comments
/// @param hosts how the inventory's hosts change
public record AffectedPlaybooks(List<PlannedRun> runs, List<String> notes, HostChanges hosts) {

  /// @param added names, sorted
  /// @param removed names, sorted; nothing is run for them
  /// @param changed hosts whose groups or variables differ
  public record HostChanges(List<String> added, List<String> removed, List<String> changed) {
    public static final HostChanges NONE = new HostChanges(List.of(), List.of(), List.of());

    public HostChanges {
      added = List.copyOf(added);
      removed = List.copyOf(removed);
      changed = List.copyOf(changed);
    }
  }

  public AffectedPlaybooks {
    runs = List.copyOf(runs);
    notes = List.copyOf(notes);
  }

  /// What a change from one revision to another asks for. With an empty tree as `before` everything
  /// is affected.
  ///
  /// @param changedPaths every path that was added, modified or deleted
  @SuppressWarnings("DoNotCallSuggester")
  public static AffectedPlaybooks of(
      RevisionTree before, RevisionTree after, Collection<String> changedPaths) {
    throw new UnsupportedOperationException("not yet: " + before + after + changedPaths);
  }
}
