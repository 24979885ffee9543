package dev.fairlead.model;

/// A place in a file of a revision. Lines and columns count from 1; 0 means "not known".
///
/// @param file path from the root of the repository (or of the chart, for a chart on its own)
public record Position(String file, int line, int column) implements Comparable<Position> {

  /// The file as a whole.
  public static Position of(String file) {
    return new Position(file, 0, 0);
  }

  @Override
  public int compareTo(Position other) {
    int byFile = file.compareTo(other.file);
    if (byFile != 0) {
      return byFile;
    }
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : Integer.compare(column, other.column);
  }

  /// `file:line:column`, as compilers print it, without the parts that are not known.
  @Override
  public String toString() {
    if (line == 0) {
      return file;
    }
    return column == 0 ? file + ":" + line : file + ":" + line + ":" + column;
  }
}
