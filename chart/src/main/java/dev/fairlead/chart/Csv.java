package dev.fairlead.chart;

import java.util.ArrayList;
import java.util.List;

/// A line of CSV as Go's `encoding/csv` reads it.
final class Csv {
  private Csv() {}

  /// The fields of the first line.
  ///
  /// @throws IllegalArgumentException with Go's message
  static List<String> line(String text) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (true) {
      if (at < text.length() && text.charAt(at) == '"') {
        at = quoted(text, at, fields);
      } else {
        int end = at;
        while (end < text.length() && text.charAt(end) != ',' && text.charAt(end) != '\n') {
          if (text.charAt(end) == '"') {
            throw problem(end, "bare \" in non-quoted field");
          }
          end++;
        }
        fields.add(text.substring(at, end));
        at = end;
      }
      if (at >= text.length() || text.charAt(at) == '\n') {
        return fields;
      }
      at++;
    }
  }

  private static int quoted(String text, int start, List<String> into) {
    StringBuilder field = new StringBuilder();
    int at = start + 1;
    while (true) {
      int quote = text.indexOf('"', at);
      if (quote < 0) {
        throw problem(text.length(), "extraneous or missing \" in quoted-field");
      }
      field.append(text, at, quote);
      at = quote + 1;
      if (at >= text.length() || text.charAt(at) == ',' || text.charAt(at) == '\n') {
        into.add(field.toString());
        return at;
      }
      if (text.charAt(at) != '"') {
        throw problem(quote, "extraneous or missing \" in quoted-field");
      }
      field.append('"');
      at++;
    }
  }

  private static IllegalArgumentException problem(int at, String what) {
    return new IllegalArgumentException("parse error on line 1, column " + (at + 1) + ": " + what);
  }
}
