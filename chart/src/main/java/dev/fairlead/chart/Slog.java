package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;

/// Values as Go's `slog.TextHandler` writes them.
final class Slog {
  private Slog() {}

  /// A text, quoted where it has to be.
  static String value(String text) {
    boolean plain =
        !text.isEmpty()
            && text.codePoints()
                .allMatch(c -> c != ' ' && c != '=' && c != '"' && GoStrings.isPrint(c));
    return plain ? text : GoStrings.quote(text);
  }
}
