package dev.fairlead.chart;

import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Loads charts.
public final class Charts {
  static final int MAX_FILE_BYTES = 5 * 1024 * 1024;

  private Charts() {}

  /// Loads the chart in a directory of a tree, with the charts it vendors in `charts/`. A
  /// dependency that is not vendored but named by `file://` is loaded from the tree, as `helm
  /// dependency build` would have copied it.
  ///
  /// @param path of the directory, or of a packaged chart (`.tgz`), from the root of the tree
  /// @throws ChartException with helm's message
  public static Chart load(RevisionTree tree, String path) {
    return load(HelmVersion.V4, tree, path);
  }

  /// Loads a chart as a version of Helm reads it, to be rendered as that version renders it.
  ///
  /// @throws ChartException with helm's message
  public static Chart load(HelmVersion helm, RevisionTree tree, String path) {
    return load(helm, tree, path, ChartLoader::load);
  }

  /// Loads a packaged chart.
  ///
  /// @throws ChartException with helm's message
  public static Chart loadArchive(byte[] bytes) {
    return loadArchive(HelmVersion.V4, bytes, ChartLoader::load);
  }

  static Chart load(HelmVersion helm, RevisionTree tree, String path, Assembly assembly) {
    return new Directory(helm, tree, true, assembly).load(path);
  }

  static Chart loadArchive(HelmVersion helm, byte[] bytes, Assembly assembly) {
    return assembly.chart(
        helm, Archive.version(bytes), () -> unpacked(helm, bytes), ChartOrigin.NONE);
  }

  private static List<ChartFile> unpacked(HelmVersion helm, byte[] bytes) {
    if (!helm.checksFormat()) {
      return Archive.read(bytes);
    }
    List<ChartFile> files;
    try {
      files = Archive.read(bytes);
    } catch (ChartException e) {
      // Helm keeps the reason to itself.
      throw new ChartException("unable to load chart archive", e);
    }
    if (files.stream().noneMatch(file -> file.name().equals("Chart.yaml"))) {
      throw new ChartException("unable to detect chart version, no Chart.yaml found");
    }
    ChartLoader.checkFormat(helm, files);
    return files;
  }

  /// As helm does: what is not in `charts/` is not there.
  static Chart loadStrictly(HelmVersion helm, RevisionTree tree, String path, Assembly assembly) {
    return new Directory(helm, tree, false, assembly).load(path);
  }

  /// Makes a chart of its files.
  interface Assembly {
    Chart chart(HelmVersion helm, List<ChartFile> files, ChartOrigin origin);

    /// The chart of files that need not be read when what was made of them before is at hand.
    ///
    /// @param version what names the files: equal versions are equal files
    default Chart chart(
        HelmVersion helm, String version, Supplier<List<ChartFile>> files, ChartOrigin origin) {
      return chart(helm, files.get(), origin);
    }
  }

  private record Directory(
      HelmVersion helm, RevisionTree tree, boolean localDependencies, Assembly assembly) {
    Chart load(String path) {
      String clean = path.equals(".") ? "" : path;
      if (tree.isFile(clean)) {
        return chart(clean, () -> Archive.read(tree.read(clean)), new ChartOrigin(clean, true));
      }
      if (!tree.isDirectory(clean)) {
        throw new ChartException("path \"" + path + "\" not found");
      }
      Chart chart = chart(clean, () -> files(clean), new ChartOrigin(clean, false));
      return localDependencies ? withLocalDependencies(chart, clean, 0) : chart;
    }

    private Chart chart(String path, Supplier<List<ChartFile>> files, ChartOrigin origin) {
      Optional<String> version = tree.version(path);
      return version.isPresent()
          ? assembly.chart(helm, version.get(), files, origin)
          : assembly.chart(helm, files.get(), origin);
    }

    private List<ChartFile> files(String clean) {
      String prefix = clean.isEmpty() ? "" : clean + "/";
      if (helm.checksFormat() && tree.isFile(prefix + "Chart.yaml")) {
        ChartLoader.checkFormat(
            helm, List.of(file("Chart.yaml", tree.read(prefix + "Chart.yaml"))));
      }
      HelmIgnore ignore =
          HelmIgnore.of(
              tree.isFile(prefix + ".helmignore") ? tree.text(prefix + ".helmignore") : "");
      List<ChartFile> files = new ArrayList<>();
      collect(clean, prefix, ignore, files);
      return files;
    }

    private void collect(String directory, String prefix, HelmIgnore ignore, List<ChartFile> into) {
      for (TreeEntry entry : tree.list(directory)) {
        String name = entry.path().substring(prefix.length());
        boolean isDirectory = entry.kind() == TreeEntry.Kind.DIRECTORY;
        if (ignore.ignores(name, isDirectory)) {
          continue;
        }
        switch (entry.kind()) {
          case DIRECTORY -> collect(entry.path(), prefix, ignore, into);
          case FILE -> into.add(file(name, tree.read(entry.path())));
          case DANGLING_LINK ->
              throw new ChartException(
                  "error evaluating symlink "
                      + entry.path()
                      + ": it points to nothing inside of "
                      + tree.id());
          case SUBMODULE -> {
            // Git shows its content as an empty directory.
          }
        }
      }
    }

    private static final int MAX_LOCAL_DEPTH = 20;

    private Chart withLocalDependencies(Chart chart, String path, int depth) {
      if (depth > MAX_LOCAL_DEPTH) {
        throw new ChartException(
            "local dependencies of "
                + chart.name()
                + " are deeper than the limit of "
                + MAX_LOCAL_DEPTH);
      }
      List<Chart> subcharts = new ArrayList<>(chart.subcharts());
      for (Dependency dependency : chart.metadata().dependencies().orElse(List.of())) {
        boolean vendored =
            chart.subcharts().stream().anyMatch(sub -> sub.name().equals(dependency.name()));
        if (!vendored && dependency.repository().startsWith("file://")) {
          String target = resolve(path, dependency.repository().substring("file://".length()));
          if (tree.isDirectory(target)) {
            subcharts.add(
                new Directory(helm, tree, false, assembly)
                    .withLocalDependencies(
                        new Directory(helm, tree, false, assembly).load(target),
                        target,
                        depth + 1));
          }
        }
      }
      return subcharts.size() == chart.subcharts().size() ? chart : chart.withSubcharts(subcharts);
    }

    private static String resolve(String from, String relative) {
      List<String> parts = new ArrayList<>();
      if (!relative.startsWith("/")) {
        parts.addAll(List.of(from.split("/")));
      }
      for (String part : relative.split("/")) {
        if (part.equals("..")) {
          if (parts.isEmpty() || parts.equals(List.of(""))) {
            throw new ChartException(
                "dependency " + relative + " of " + from + " points outside of the repository");
          }
          parts.removeLast();
        } else if (!part.isEmpty() && !part.equals(".")) {
          parts.add(part);
        }
      }
      parts.removeIf(String::isEmpty);
      return String.join("/", parts);
    }
  }

  static ChartFile file(String name, byte[] bytes) {
    if (bytes.length > MAX_FILE_BYTES) {
      throw new ChartException(
          "chart file \"%s\" is larger than the maximum file size %d"
              .formatted(name.substring(name.lastIndexOf('/') + 1), MAX_FILE_BYTES));
    }
    boolean mark =
        bytes.length >= 3
            && (bytes[0] & 0xff) == 0xef
            && (bytes[1] & 0xff) == 0xbb
            && (bytes[2] & 0xff) == 0xbf;
    return new ChartFile(name, mark ? Arrays.copyOfRange(bytes, 3, bytes.length) : bytes);
  }
}
