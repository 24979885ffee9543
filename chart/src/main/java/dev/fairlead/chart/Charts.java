package dev.fairlead.chart;

import dev.fairlead.model.RevisionTree;

/// Loads charts.
public final class Charts {
  private Charts() {}

  /// Loads the chart in a directory of a tree, with the charts it vendors in `charts/` and those it
  /// names by `file://`.
  ///
  /// @param path of the directory, or of a packaged chart (`.tgz`), from the root of the tree
  /// @throws ChartException with helm's message
  public static Chart load(RevisionTree tree, String path) {
    if (!tree.isDirectory(path)) {
      throw new ChartException("path \"" + path + "\" not found");
    }
    throw new UnsupportedOperationException("loading " + path + " is not there yet");
  }
}
