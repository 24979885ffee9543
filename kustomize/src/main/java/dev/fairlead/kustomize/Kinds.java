package dev.fairlead.kustomize;

import dev.fairlead.kubernetes.GroupVersionKind;
import java.util.HashMap;
import java.util.Map;

/// The kinds that kustomize knows. It carries the schema of Kubernetes 1.21 whatever the cluster's
/// version is, so this list is its own and not the API server's.
final class Kinds {
  private static final Map<GroupVersionKind, Boolean> NAMESPACED = read();

  private Kinds() {}

  static boolean isKnown(GroupVersionKind kind) {
    return NAMESPACED.containsKey(kind);
  }

  /// Whether objects certainly have no namespace; kinds that are not known count as namespaced.
  static boolean isClusterScoped(GroupVersionKind kind) {
    return !NAMESPACED.getOrDefault(kind, true);
  }

  private static Map<GroupVersionKind, Boolean> read() {
    Map<GroupVersionKind, Boolean> kinds = new HashMap<>();
    for (String line : FieldSpecs.lines("kinds.txt")) {
      String[] words = line.split(" ");
      for (int i = 1; i < words.length; i++) {
        boolean cluster = words[i].endsWith("*");
        String name = cluster ? words[i].substring(0, words[i].length() - 1) : words[i];
        kinds.put(GroupVersionKind.of(words[0], name), !cluster);
      }
    }
    return Map.copyOf(kinds);
  }
}
