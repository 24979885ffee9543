package dev.fairlead.ansible.outputs;

import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/// What the inventory file has to become so that it lists the hosts that Terraform made.
///
/// @param edits whole new contents; empty where nothing has to change or an error was found
/// @param findings an error means that nothing may be written
/// @param added names of new hosts, sorted
/// @param removed names of hosts whose lines go, sorted
/// @param changed names of hosts with another address or group, sorted
public record InventoryUpdate(
    List<FileEdit> edits,
    List<Finding> findings,
    List<String> added,
    List<String> removed,
    List<String> changed) {
  static final InventoryUpdate NOTHING =
      new InventoryUpdate(List.of(), List.of(), List.of(), List.of(), List.of());

  /// @param path from the root of the repository
  /// @param text the whole new content
  public record FileEdit(String path, String text) {

    /// The text as the file's bytes.
    public byte[] content() {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }

  public InventoryUpdate {
    edits = List.copyOf(edits);
    findings = List.copyOf(findings);
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  /// Only host lines of the groups that outputs feed are touched; every other byte stays. An output
  /// that lists no host never empties an inventory.
  ///
  /// @param outputs of all projects that were applied
  /// @param confirmedRemovals hosts whose lines may go. A host that no output lists any more keeps
  ///   its line and is reported, unless it is named here or `fairlead.yaml` says `confirm: never`
  public static InventoryUpdate of(
      RevisionTree tree, List<ProjectOutputs> outputs, Set<String> confirmedRemovals) {
    return new OutputSelection(tree, outputs).update(confirmedRemovals);
  }
}
