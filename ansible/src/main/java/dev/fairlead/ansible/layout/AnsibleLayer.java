package dev.fairlead.ansible.layout;

import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import java.util.List;
import java.util.Optional;

/// The Ansible layer of a revision. Paths are from the root of the repository.
///
/// @param directory the layer's directory, where runs start; empty for the root
/// @param inventories source files in Ansible's order; a directory is listed file by file, because
///   Ansible itself would skip its `.ini` files without a word
/// @param aggregate `site.yml`, where there is one
/// @param units playbooks that can be run on their own, in their order; not the aggregate
/// @param findings about the layout itself
public record AnsibleLayer(
    String directory,
    AnsibleConfig config,
    AnsibleSettings settings,
    List<String> inventories,
    Optional<String> aggregate,
    List<PlaybookUnit> units,
    List<Finding> findings) {

  public AnsibleLayer {
    inventories = List.copyOf(inventories);
    units = List.copyOf(units);
    findings = List.copyOf(findings);
  }

  /// Finds the layer; empty where a revision has none.
  public static Optional<AnsibleLayer> discover(RevisionTree tree) {
    return new LayerFinder(tree).find();
  }
}
