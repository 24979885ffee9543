package dev.fairlead.sync.render;

import java.util.ArrayDeque;
import java.util.Optional;

/// Paths inside of a repository.
final class RepoPath {
  private RepoPath() {}

  /// A path relative to a directory, or to the root where it starts with `/`; empty where it leaves
  /// the repository.
  static Optional<String> resolve(String directory, String path) {
    var parts = new ArrayDeque<String>();
    String whole = path.startsWith("/") ? path : directory + "/" + path;
    for (String part : whole.split("/")) {
      switch (part) {
        case "", "." -> {}
        case ".." -> {
          if (parts.pollLast() == null) {
            return Optional.empty();
          }
        }
        default -> parts.addLast(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }
}
