package dev.fairlead.ansible.playbook;

import dev.fairlead.ansible.layout.AnsibleYaml;
import dev.fairlead.model.Finding;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.yaml.YamlException;
import dev.fairlead.yaml.YamlNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Files of one revision, each parsed once. Confined to one thread.
final class LayerFiles {
  private final RevisionTree tree;
  private final Map<String, Optional<YamlNode>> documents = new LinkedHashMap<>();
  private final Map<String, Finding> broken = new LinkedHashMap<>();

  LayerFiles(RevisionTree tree) {
    this.tree = tree;
  }

  RevisionTree tree() {
    return tree;
  }

  boolean isFile(String path) {
    return !path.startsWith("../") && !path.startsWith("/") && tree.isFile(path);
  }

  boolean isDirectory(String path) {
    return !path.startsWith("../")
        && !path.startsWith("/")
        && !path.isEmpty()
        && tree.isDirectory(path);
  }

  String text(String path) {
    return tree.text(path);
  }

  List<String> walk(String directory) {
    return isDirectory(directory)
        ? tree.walk(directory).stream()
            .filter(entry -> entry.kind() == TreeEntry.Kind.FILE)
            .map(TreeEntry::path)
            .toList()
        : List.of();
  }

  /// The document of a YAML file; empty for one that is missing, empty, encrypted or broken.
  Optional<YamlNode> document(String path) {
    return documents.computeIfAbsent(
        path,
        _ -> {
          if (!isFile(path)) {
            return Optional.empty();
          }
          try {
            return AnsibleYaml.parse(path, tree.text(path));
          } catch (YamlException e) {
            broken.put(path, Finding.error(AnsibleCheck.SYNTAX, e.position(), e.problem()));
            return Optional.empty();
          }
        });
  }

  boolean isBroken(String path) {
    document(path);
    return broken.containsKey(path);
  }

  /// Errors of the files that were read.
  List<Finding> broken() {
    return List.copyOf(broken.values());
  }
}
