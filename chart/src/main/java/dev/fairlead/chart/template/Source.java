package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoStrings;

/// A parsed text: what error messages call it, and where a node of it stands.
record Source(String name, String text) {

  /// `name:line:column`, the column a byte offset from 0.
  String location(int position) {
    int lineStart = text.lastIndexOf('\n', position - 1) + 1;
    return name
        + ":"
        + line(position)
        + ":"
        + GoStrings.length(text.substring(lineStart, position));
  }

  int line(int position) {
    int line = 1;
    for (int i = 0; i < position; i++) {
      if (text.charAt(i) == '\n') {
        line++;
      }
    }
    return line;
  }
}
