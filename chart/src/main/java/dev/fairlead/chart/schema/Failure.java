package dev.fairlead.chart.schema;

import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.yaml.GoNumbers;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// A value that a schema does not accept, with the failures that caused it.
record Failure(String location, Kind kind, String message, List<Failure> causes) {

  enum Kind {
    /// Several keywords failed at one place.
    GROUP,
    /// What a reference leads to failed; with one cause it is not shown itself.
    REFERENCE,
    OTHER
  }

  static Failure of(String location, String message) {
    return new Failure(location, Kind.OTHER, message, List.of());
  }

  static Failure of(String location, String message, List<Failure> causes) {
    return new Failure(location, Kind.OTHER, message, causes);
  }

  /// The lines of a failed validation, each with its line feed.
  String lines() {
    StringBuilder out = new StringBuilder();
    for (Failure each : kind == Kind.GROUP ? causes : List.of(this)) {
      each.display(1, out);
    }
    return out.toString();
  }

  private void display(int indent, StringBuilder out) {
    int inner = indent;
    if (!(kind == Kind.REFERENCE && causes.size() == 1)) {
      out.append("  ".repeat(indent - 1))
          .append("- at ")
          .append(quote(location))
          .append(": ")
          .append(message)
          .append('\n');
      inner++;
    }
    for (Failure cause : causes) {
      cause.display(inner, out);
    }
  }

  static String quote(String text) {
    String escaped = GoStrings.quote(text);
    return "'"
        + escaped.substring(1, escaped.length() - 1).replace("\\\"", "\"").replace("'", "\\'")
        + "'";
  }

  static String quoted(Iterable<String> texts) {
    List<String> out = new ArrayList<>();
    texts.forEach(text -> out.add(quote(text)));
    return String.join(", ", out);
  }

  /// A count as the library's English printer writes it.
  static String count(int number) {
    return grouped(Integer.toString(number));
  }

  /// A number as the library's English printer writes it: `1,234.5`, `1×10⁰⁶`.
  static String number(BigDecimal value) {
    String text = GoNumbers.formatG(value.doubleValue());
    int exponent = text.indexOf('e');
    if (exponent < 0) {
      return grouped(text);
    }
    StringBuilder out = new StringBuilder(text.substring(0, exponent)).append("×10");
    for (char c : text.substring(exponent + 1).toCharArray()) {
      if (c == '-') {
        out.append('⁻');
      } else if (c != '+') {
        out.append("⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
      }
    }
    return out.toString();
  }

  private static String grouped(String text) {
    int point = text.indexOf('.');
    int end = point < 0 ? text.length() : point;
    int start = text.startsWith("-") ? 1 : 0;
    StringBuilder out = new StringBuilder(text);
    for (int i = end - 3; i > start; i -= 3) {
      out.insert(i, ',');
    }
    return out.toString();
  }
}
