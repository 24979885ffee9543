package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.RevisionTree;
import java.util.List;
import java.util.stream.Collectors;

/// `kustomize build`, as kustomize 5.5 (the one in kubectl 1.32) does it: a function from the files
/// of a revision to Kubernetes objects. Remote bases, plugins and `helmCharts` are refused.
public final class Kustomize {

  private Kustomize() {}

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
    if (!tree.isDirectory(path)) {
      throw new KustomizeException(path, path + ": no such directory in " + tree.id());
    }
    throw new KustomizeException(path, path + ": kustomize build is not there yet");
  }

  /// Objects as `kubectl kustomize` prints them: keys sorted, documents separated by `---`.
  public static String text(List<ObjectNode> objects) {
    return objects.stream().map(ObjectNode::toString).collect(Collectors.joining("---\n"));
  }
}
