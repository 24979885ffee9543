package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `json.Unmarshal` into values of any kind: every number is a float, halves of surrogate pairs and
/// broken bytes become U+FFFD.
final class JsonReader {
  private final String text;
  private int at;
  private @Nullable String problem;

  private JsonReader(String text) {
    this.text = text;
  }

  /// What was read.
  ///
  /// @param problem a number that no float holds, for which the value has nil; null where all is
  ///   well
  record Read(@Nullable Object value, @Nullable String problem) {}

  /// @throws GoError with Go's words where the text is not JSON
  static Read read(String text) {
    String problem = JsonSyntax.problem(text);
    if (problem != null) {
      throw new GoError(problem);
    }
    JsonReader reader = new JsonReader(text);
    Object value = reader.value();
    return new Read(value, reader.problem);
  }

  private char next() {
    while (" \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return text.charAt(at);
  }

  private @Nullable Object value() {
    return switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word(4, true);
      case 'f' -> word(5, false);
      case 'n' -> word(4, null);
      default -> number();
    };
  }

  private @Nullable Object word(int length, @Nullable Object value) {
    at += length;
    return value;
  }

  private @Nullable Object number() {
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    String digits = text.substring(start, at);
    double number = Double.parseDouble(digits);
    if (!Double.isInfinite(number)) {
      return number;
    }
    if (problem == null) {
      problem = "json: cannot unmarshal number " + digits + " into Go value of type float64";
    }
    return null;
  }

  private GoMap object() {
    GoMap out = GoMap.create();
    at++;
    while (next() != '}') {
      String key = string();
      next();
      at++;
      out.put(key, value());
      if (next() == ',') {
        at++;
        next();
      }
    }
    at++;
    return out;
  }

  private GoList array() {
    List<@Nullable Object> out = new ArrayList<>();
    at++;
    while (next() != ']') {
      out.add(value());
      if (next() == ',') {
        at++;
      }
    }
    at++;
    return GoList.of(out);
  }

  private String string() {
    StringBuilder out = new StringBuilder();
    at++;
    while (text.charAt(at) != '"') {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = text.charAt(at++);
      switch (escape) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> out.appendCodePoint(unicode());
        default -> out.append(escape);
      }
    }
    at++;
    return GoStrings.sanitized(out.toString());
  }

  /// Four digits have been announced; another escape may bring the second half of a character.
  private int unicode() {
    char first = (char) Integer.parseInt(text, at, at + 4, 16);
    at += 4;
    if (!Character.isSurrogate(first)) {
      return first;
    }
    if (Character.isHighSurrogate(first) && text.startsWith("\\u", at)) {
      char second = (char) Integer.parseInt(text, at + 2, at + 6, 16);
      if (Character.isLowSurrogate(second)) {
        at += 6;
        return Character.toCodePoint(first, second);
      }
    }
    return 0xfffd;
  }
}
