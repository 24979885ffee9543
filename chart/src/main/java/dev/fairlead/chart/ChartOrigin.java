package dev.fairlead.chart;

import dev.fairlead.model.Position;

/// Where a chart's files come from.
///
/// @param path the chart's directory, or the archive that it is packed in, from the root of the
///   tree that it was loaded from
record ChartOrigin(String path, boolean packed) {

  /// A chart without a place of its own: its files are named from its root on.
  static final ChartOrigin NONE = new ChartOrigin("", false);

  /// A place in a file of the chart. What is inside of an archive has no place but the archive.
  Position at(String file, int line, int column) {
    if (packed) {
      return Position.of(path);
    }
    return new Position(path.isEmpty() ? file : path + "/" + file, line, column);
  }

  /// The origin of a chart in this one's `charts/`.
  ///
  /// @param name directory, or archive
  ChartOrigin child(String name, boolean asArchive) {
    if (packed) {
      return this;
    }
    String below = "charts/" + name;
    return new ChartOrigin(path.isEmpty() ? below : path + "/" + below, asArchive);
  }
}
