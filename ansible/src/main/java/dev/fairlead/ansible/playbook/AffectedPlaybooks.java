package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.model.RevisionTree;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The playbooks that have to run for a change, and on which hosts. What cannot be decided without
/// running anything is decided for running more, never less.
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

  private static final AffectedPlaybooks NOTHING =
      new AffectedPlaybooks(List.of(), List.of(), HostChanges.NONE);

  public AffectedPlaybooks {
    runs = List.copyOf(runs);
    notes = List.copyOf(notes);
  }

  /// What a change from one revision to another asks for, with the inventory that the repository's
  /// own configuration names. With an empty tree as `before` everything is affected.
  ///
  /// @param changedPaths every path that was added, modified or deleted
  public static AffectedPlaybooks of(
      RevisionTree before, RevisionTree after, Collection<String> changedPaths) {
    return of(before, after, changedPaths, List.of());
  }

  /// As [#of(RevisionTree, RevisionTree, Collection)] for runs with other inventories.
  ///
  /// @param inventories paths in the repository; empty: those of the layer
  public static AffectedPlaybooks of(
      RevisionTree before,
      RevisionTree after,
      Collection<String> changedPaths,
      List<String> inventories) {
    Optional<AnsibleLayer> layer = AnsibleLayer.discover(after);
    if (layer.isEmpty()) {
      return NOTHING;
    }
    Optional<AnsibleLayer> former = AnsibleLayer.discover(before);
    if (former.isEmpty()) {
      return Impact.ofEverything(after, with(layer.get(), inventories));
    }
    return new Impact(
            before,
            with(former.get(), inventories),
            after,
            with(layer.get(), inventories),
            changedPaths)
        .affected();
  }

  private static AnsibleLayer with(AnsibleLayer layer, List<String> inventories) {
    return inventories.isEmpty()
        ? layer
        : new AnsibleLayer(
            layer.directory(),
            layer.config(),
            layer.settings(),
            inventories,
            layer.aggregate(),
            layer.units(),
            layer.findings());
  }
}
