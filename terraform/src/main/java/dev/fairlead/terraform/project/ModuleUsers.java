package dev.fairlead.terraform.project;

import dev.fairlead.model.RevisionTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which directories of local modules a root uses, directly or through other modules.
final class ModuleUsers {
  private final RevisionTree tree;
  private final Map<String, SortedSet<String>> called = new HashMap<>();

  ModuleUsers(RevisionTree tree) {
    this.tree = tree;
  }

  /// @param root directory of the root module, which is not part of the answer unless it calls
  ///   itself
  SortedSet<String> modulesOf(String root) {
    SortedSet<String> found = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(calledBy(root));
    while (!open.isEmpty()) {
      String dir = open.pop();
      if (found.add(dir)) {
        open.addAll(calledBy(dir));
      }
    }
    return found;
  }

  private SortedSet<String> calledBy(String dir) {
    SortedSet<String> known = called.get(dir);
    if (known == null) {
      known = RootModule.read(tree, dir).moduleDirs();
      called.put(dir, known);
    }
    return known;
  }
}
