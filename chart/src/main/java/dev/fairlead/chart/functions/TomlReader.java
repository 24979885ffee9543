package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads TOML 1.0.
final class TomlReader {
  private final String text;
  private final Set<GoMap> closed = new HashSet<>();
  private int at;

  TomlReader(String text) {
    this.text = text.replace("\r\n", "\n");
  }

  GoMap document() {
    GoMap root = GoMap.create();
    GoMap current = root;
    while (true) {
      skipBlank();
      if (at >= text.length()) {
        return root;
      }
      if (text.startsWith("[[", at)) {
        at += 2;
        List<String> path = keyPath();
        expect("]]");
        current = appendTable(root, path);
      } else if (text.charAt(at) == '[') {
        at++;
        List<String> path = keyPath();
        expect("]");
        current = table(root, path);
        if (!closed.add(current)) {
          throw error("Key '" + String.join(".", path) + "' has already been defined.");
        }
      } else {
        pair(current);
      }
      endOfLine();
    }
  }

  private GoError error(String problem) {
    int line = 1;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      line += text.charAt(i) == '\n' ? 1 : 0;
    }
    return new GoError("toml: line " + line + ": " + problem);
  }

  private void skipSpace() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private void skipBlank() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (c == ' ' || c == '\t' || c == '\n') {
        at++;
      } else {
        return;
      }
    }
  }

  private void endOfLine() {
    skipSpace();
    if (at < text.length() && text.charAt(at) == '#') {
      while (at < text.length() && text.charAt(at) != '\n') {
        at++;
      }
    }
    if (at < text.length() && text.charAt(at) != '\n') {
      throw error(
          "expected a top-level item to end with a newline, comment, or EOF, but got '"
              + text.charAt(at)
              + "' instead");
    }
  }

  private void expect(String mark) {
    skipSpace();
    if (!text.startsWith(mark, at)) {
      throw error("expected '" + mark + "'");
    }
    at += mark.length();
  }

  private List<String> keyPath() {
    List<String> path = new ArrayList<>();
    while (true) {
      skipSpace();
      path.add(key());
      skipSpace();
      if (at < text.length() && text.charAt(at) == '.') {
        at++;
      } else {
        return path;
      }
    }
  }

  private String key() {
    if (at >= text.length()) {
      throw error("unexpected EOF; expected a key");
    }
    char c = text.charAt(at);
    if (c == '"' || c == '\'') {
      return string();
    }
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || "_-".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    if (at == start) {
      throw error("expected a key but got '" + c + "'");
    }
    return text.substring(start, at);
  }

  private GoMap descend(GoMap from, List<String> path, int count) {
    GoMap current = from;
    for (int i = 0; i < count; i++) {
      Object next = current.get(path.get(i));
      if (next == null) {
        GoMap made = GoMap.create();
        current.put(path.get(i), made);
        current = made;
      } else if (next instanceof GoMap map) {
        current = map;
      } else if (next instanceof GoList list
          && list.size() > 0
          && list.items().getLast() instanceof GoMap map) {
        current = map;
      } else {
        throw error("Key '" + path.get(i) + "' has already been defined.");
      }
    }
    return current;
  }

  private GoMap table(GoMap root, List<String> path) {
    return descend(root, path, path.size());
  }

  private GoMap appendTable(GoMap root, List<String> path) {
    GoMap holder = descend(root, path, path.size() - 1);
    Object list = holder.get(path.getLast());
    GoMap made = GoMap.create();
    if (list instanceof GoList old) {
      old.items().add(made);
    } else {
      List<@Nullable Object> items = new ArrayList<>();
      items.add(made);
      holder.put(path.getLast(), GoList.of("map[string]interface {}", items));
    }
    return made;
  }

  private void pair(GoMap into) {
    List<String> path = keyPath();
    skipSpace();
    if (at >= text.length() || text.charAt(at) != '=') {
      throw error("expected '.' or '=', but got something else instead");
    }
    at++;
    skipSpace();
    Object value = value();
    GoMap holder = descend(into, path, path.size() - 1);
    if (holder.has(path.getLast())) {
      throw error("Key '" + String.join(".", path) + "' has already been defined.");
    }
    holder.put(path.getLast(), value);
  }

  private Object value() {
    if (at >= text.length()) {
      throw error("unexpected EOF; expected value");
    }
    char c = text.charAt(at);
    return switch (c) {
      case '"', '\'' -> string();
      case '[' -> array();
      case '{' -> inline();
      default -> bare();
    };
  }

  private GoList array() {
    at++;
    List<@Nullable Object> items = new ArrayList<>();
    while (true) {
      skipBlank();
      if (at < text.length() && text.charAt(at) == ']') {
        at++;
        return GoList.of(items);
      }
      items.add(value());
      skipBlank();
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
      } else if (at >= text.length() || text.charAt(at) != ']') {
        throw error("expected a comma (',') or array terminator (']')");
      }
    }
  }

  private GoMap inline() {
    at++;
    GoMap out = GoMap.create();
    while (true) {
      skipSpace();
      if (at < text.length() && text.charAt(at) == '}') {
        at++;
        return out;
      }
      pair(out);
      skipSpace();
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
      } else if (at >= text.length() || text.charAt(at) != '}') {
        throw error("expected a comma or an inline table terminator '}'");
      }
    }
  }

  private Object bare() {
    int start = at;
    while (at < text.length() && ",]}#\n".indexOf(text.charAt(at)) < 0) {
      if (text.charAt(at) == ' ' || text.charAt(at) == '\t') {
        // A date and its time may be apart by one space.
        boolean date =
            text.substring(start, at).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                && at + 1 < text.length()
                && Character.isDigit(text.charAt(at + 1));
        if (!date) {
          break;
        }
      }
      at++;
    }
    String word = text.substring(start, at);
    switch (word) {
      case "true" -> {
        return true;
      }
      case "false" -> {
        return false;
      }
      case "inf", "+inf" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-inf" -> {
        return Double.NEGATIVE_INFINITY;
      }
      case "nan", "+nan", "-nan" -> {
        return Double.NaN;
      }
      default -> {
        // numbers and dates follow
      }
    }
    if (word.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}.*") || word.matches("[0-9]{2}:[0-9]{2}:.*")) {
      return date(word);
    }
    String digits = word.replace("_", "");
    if (digits.matches("[-+]?(0|[1-9][0-9]*)")) {
      return Long.parseLong(digits);
    }
    if (digits.matches("0x[0-9a-fA-F]+|0o[0-7]+|0b[01]+")) {
      int base = digits.charAt(1) == 'x' ? 16 : digits.charAt(1) == 'o' ? 8 : 2;
      return Long.parseLong(digits.substring(2), base);
    }
    if (digits.matches("[-+]?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?")) {
      return Double.parseDouble(digits);
    }
    at = start;
    throw error(
        word.isEmpty()
            ? "expected value but found '" + text.charAt(start) + "' instead"
            : "expected value but found \"" + word + "\" instead");
  }

  private Object date(String word) {
    for (String layout :
        List.of(
            "2006-01-02T15:04:05.999999999Z07:00",
            "2006-01-02 15:04:05.999999999Z07:00",
            "2006-01-02T15:04:05.999999999",
            "2006-01-02 15:04:05.999999999",
            "2006-01-02",
            "15:04:05.999999999")) {
      ZonedDateTime time =
          GoTime.parse(layout, word.replace('t', 'T').replace('z', 'Z'), ZoneOffset.UTC);
      if (time != null) {
        return time;
      }
    }
    throw error("invalid datetime: \"" + word + "\"");
  }

  private String string() {
    char quote = text.charAt(at);
    String triple = ("" + quote).repeat(3);
    if (text.startsWith(triple, at)) {
      at += 3;
      if (at < text.length() && text.charAt(at) == '\n') {
        at++;
      }
      return body(triple, quote == '"');
    }
    at++;
    return body("" + quote, quote == '"');
  }

  private String body(String end, boolean escapes) {
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      if (text.startsWith(end, at)) {
        at += end.length();
        while (end.length() == 3 && at < text.length() && text.charAt(at) == end.charAt(0)) {
          out.append(end.charAt(0));
          at++;
        }
        return out.toString();
      }
      char c = text.charAt(at);
      if (c == '\n' && end.length() == 1) {
        throw error("strings cannot contain newlines");
      }
      if (c == '\\' && escapes) {
        escape(out, end.length() == 3);
      } else {
        out.append(c);
        at++;
      }
    }
    throw error("unexpected EOF; expected '" + end + "'");
  }

  private void escape(StringBuilder out, boolean multiline) {
    at++;
    if (at >= text.length()) {
      throw error("unexpected EOF");
    }
    char c = text.charAt(at++);
    switch (c) {
      case 'b' -> out.append('\b');
      case 't' -> out.append('\t');
      case 'n' -> out.append('\n');
      case 'f' -> out.append('\f');
      case 'r' -> out.append('\r');
      case 'e' -> out.append('\u001b');
      case '"' -> out.append('"');
      case '\\' -> out.append('\\');
      case 'u', 'U', 'x' -> {
        int count = c == 'u' ? 4 : c == 'U' ? 8 : 2;
        if (at + count > text.length()) {
          throw error("expected hexadecimal digits");
        }
        try {
          out.appendCodePoint(Integer.parseInt(text.substring(at, at + count), 16));
        } catch (IllegalArgumentException _) {
          // No digits, or no code point.
          throw error("escaped character is not valid UTF-8");
        }
        at += count;
      }
      default -> {
        at--;
        if (multiline && (c == '\n' || c == ' ' || c == '\t')) {
          while (at < text.length() && " \t\n".indexOf(text.charAt(at)) >= 0) {
            at++;
          }
          return;
        }
        throw error("invalid escape character '" + c + "'");
      }
    }
  }
}
