package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.yaml.GoYaml;
import java.util.List;
import java.util.stream.Collectors;

/// `kustomize build`, as kustomize 5.5 (the one in kubectl 1.32) does it: a function from the files
/// of a revision to Kubernetes objects. Remote bases, plugins that are not built in, and
/// `helmCharts` are refused; `crds` have no effect.
public final class Kustomize {

  private Kustomize() {}

  /// Whether a directory has a kustomization file.
  public static boolean isKustomization(RevisionTree tree, String path) {
    return Kustomization.FILE_NAMES.stream().anyMatch(name -> tree.isFile(Paths.join(path, name)));
  }

  /// The objects of the kustomization in a directory, in kustomize's order.
  ///
  /// @param path a directory of the tree that holds a kustomization file; the root is the empty
  ///   string
  /// @throws KustomizeException naming the kustomization, the place and the remedy
  public static List<ObjectNode> build(RevisionTree tree, String path) {
    return build(tree, path, KustomizeOptions.NONE);
  }

  /// As [#build(RevisionTree, String)], with what an Argo CD Application adds in its `kustomize`
  /// block: the options act as if they stood in the kustomization file itself.
  public static List<ObjectNode> build(RevisionTree tree, String path, KustomizeOptions options) {
    try {
      return Target.root(tree, path, options).build();
    } catch (Refusal e) {
      throw new KustomizeException(
          path,
          "cannot build the kustomization %s: %s".formatted(Paths.show(path), e.problem()),
          e);
    }
  }

  /// Objects as `kubectl kustomize` prints them: keys sorted, documents separated by `---`.
  public static String text(List<ObjectNode> objects) {
    return objects.stream().map(GoYaml::write).collect(Collectors.joining("---\n"));
  }
}
