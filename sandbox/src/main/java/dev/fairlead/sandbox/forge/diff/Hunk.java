package dev.fairlead.sandbox.forge.diff;

import java.util.List;

/// A stretch of a file's diff.
///
/// @param header the line that begins with `@@`
public record Hunk(String header, List<Line> lines) {
  public Hunk {
    lines = List.copyOf(lines);
  }

  /// The hunk from its header down to a line, as comments on that line quote it.
  public String until(Line last) {
    var text = new StringBuilder(header);
    for (Line line : lines) {
      text.append('\n').append(line.kind().mark()).append(line.text());
      if (line.equals(last)) { // its numbers tell it from all others
        break;
      }
    }
    return text.toString();
  }
}
