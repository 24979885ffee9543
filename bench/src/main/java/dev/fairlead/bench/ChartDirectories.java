package dev.fairlead.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Finds charts.
final class ChartDirectories {

  private ChartDirectories() {}

  /// The directories with a `Chart.yaml` that are not inside of another one.
  static List<Path> below(Path root) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(root)) {
      paths
          .filter(path -> Files.isRegularFile(path.resolve("Chart.yaml")))
          .sorted()
          .filter(path -> found.stream().noneMatch(path::startsWith))
          .forEach(found::add);
    }
    return found;
  }

  /// The size of all files, in bytes.
  static long size(Path directory) throws IOException {
    try (Stream<Path> paths = Files.walk(directory)) {
      return paths.filter(Files::isRegularFile).mapToLong(ChartDirectories::length).sum();
    }
  }

  private static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
