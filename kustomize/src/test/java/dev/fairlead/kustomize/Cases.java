package dev.fairlead.kustomize;

import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The folders below `cases`, each a small repository.
final class Cases {
  static final Path ROOT = Path.of("src/test/resources/cases");

  private Cases() {}

  static Stream<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.map(path -> path.getFileName().toString()).sorted().toList().stream();
    }
  }

  static RevisionTree tree(Path directory) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        files.put(directory.relativize(path).toString(), Files.readAllBytes(path));
      }
    }
    return new MemoryTree(directory.toString(), files);
  }
}
