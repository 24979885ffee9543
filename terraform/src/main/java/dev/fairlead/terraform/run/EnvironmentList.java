package dev.fairlead.terraform.run;

import java.util.LinkedHashMap;
import java.util.Map;

/// What `multienv` steps print: `NAME=value,OTHER="with, comma"`, on one or several lines.
final class EnvironmentList {

  private EnvironmentList() {}

  /// @throws IllegalArgumentException with what was found in its place
  static Map<String, String> parse(String text) {
    Map<String, String> found = new LinkedHashMap<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ',' || Character.isWhitespace(c)) {
        at++;
        continue;
      }
      int equals = text.indexOf('=', at);
      if (equals < 0) {
        throw new IllegalArgumentException(
            "'" + text.substring(at) + "' where NAME=value was expected");
      }
      String name = text.substring(at, equals).strip();
      at = equals + 1;
      var value = new StringBuilder();
      if (at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\'')) {
        char quote = text.charAt(at++);
        boolean closed = false;
        while (at < text.length() && !closed) {
          char next = text.charAt(at++);
          if (next == quote) {
            closed = true;
          } else if (next == '\\' && quote == '"' && at < text.length()) {
            value.append(text.charAt(at++));
          } else {
            value.append(next);
          }
        }
        if (!closed) {
          throw new IllegalArgumentException("a quote for " + name + " that is not closed");
        }
      } else {
        while (at < text.length() && text.charAt(at) != ',' && text.charAt(at) != '\n') {
          value.append(text.charAt(at++));
        }
      }
      found.put(name, value.toString());
    }
    return found;
  }
}
