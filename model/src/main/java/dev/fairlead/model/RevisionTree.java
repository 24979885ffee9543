package dev.fairlead.model;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// The files of a revision. Paths are relative to its root, separated by `/`, without a leading or
/// trailing one; the root itself is the empty string.
///
/// Implementations never follow a symbolic link that leaves the tree, and are safe for any thread.
public interface RevisionTree {

  /// What names this tree in messages and caches: a commit id, or the directory it was read from.
  String id();

  /// The entry at a path; empty where there is none.
  Optional<TreeEntry> find(String path);

  /// The direct entries of a directory, sorted by name; empty where there is no such directory.
  List<TreeEntry> list(String directory);

  /// The content of a file.
  ///
  /// @throws MissingFileException where the path is not a file
  byte[] read(String path);

  /// The content of a file as UTF-8 text.
  ///
  /// @throws MissingFileException where the path is not a file
  default String text(String path) {
    return new String(read(path), StandardCharsets.UTF_8);
  }

  /// What names the content at a path, a directory's with everything that is seen below it, so that
  /// it can be told from before without being read: equal versions mean equal content. Empty where
  /// only reading tells.
  default Optional<String> version(String path) {
    return Optional.empty();
  }

  /// Whether a path is a file (a symbolic link counts as what it points to).
  default boolean isFile(String path) {
    return find(path).filter(entry -> entry.kind() == TreeEntry.Kind.FILE).isPresent();
  }

  /// Whether a path is a directory; the root always is.
  default boolean isDirectory(String path) {
    return path.isEmpty()
        || find(path).filter(entry -> entry.kind() == TreeEntry.Kind.DIRECTORY).isPresent();
  }

  /// Every file below a directory, depth first, sorted by path.
  default List<TreeEntry> walk(String directory) {
    return list(directory).stream()
        .flatMap(entry ->
            entry.kind() == TreeEntry.Kind.DIRECTORY
                ? walk(entry.path()).stream()
                : java.util.stream.Stream.of(entry))
        .toList();
  }
}
