package dev.fairlead.chart;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoValues;
import dev.fairlead.chart.go.JsonTree;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The little language of `--set` and its relatives (helm's `strvals`), writing into a map.
final class SetParser {
  private static final int MAX_INDEX = 65_536;
  private static final int MAX_NESTING = 30;
  private static final Pattern JSON_SCALAR =
      Pattern.compile("true|false|null|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  /// What a value's text becomes.
  enum Mode {
    TYPED,
    TEXT,
    JSON,
    LITERAL,
    /// The content of the file that the text names.
    FILE
  }

  /// `io.EOF`: the expression is over.
  private static final class End extends RuntimeException {
    End() {
      super("EOF", null, false, false);
    }
  }

  private final int[] runes;
  private final Mode mode;
  private final UnaryOperator<String> files;
  private int at;

  private SetParser(String expression, Mode mode, UnaryOperator<String> files) {
    this.runes = expression.codePoints().toArray();
    this.mode = mode;
    this.files = files;
  }

  /// Sets what an expression says.
  ///
  /// @throws GoError with helm's message
  static void parse(String expression, Mode mode, GoMap into) {
    new SetParser(expression, mode, UnaryOperator.identity()).read(into);
  }

  /// Sets keys to the contents of files (`--set-file`).
  ///
  /// @param files from a path to the content of the file
  static void parseFiles(String expression, UnaryOperator<String> files, GoMap into) {
    new SetParser(expression, Mode.FILE, files).read(into);
  }

  private void read(GoMap into) {
    try {
      while (true) {
        key(into, 0);
      }
    } catch (End _) {
      // The expression is read.
    }
  }

  private record Run(String text, int stop, boolean ended) {}

  private Run until(String stops) {
    StringBuilder out = new StringBuilder();
    while (at < runes.length) {
      int c = runes[at++];
      if (stops.indexOf(c) >= 0) {
        return new Run(out.toString(), c, false);
      }
      if (c == '\\' && mode != Mode.LITERAL) {
        if (at >= runes.length) {
          return new Run(out.toString(), 0, true);
        }
        c = runes[at++];
      }
      out.appendCodePoint(c);
    }
    return new Run(out.toString(), 0, true);
  }

  private void key(GoMap data, int nesting) {
    Run run = until(mode == Mode.LITERAL ? "=[." : "=[,.");
    if (run.ended()) {
      if (run.text().isEmpty()) {
        throw new End();
      }
      throw new GoError("key " + GoStrings.quote(run.text()) + " has no value");
    }
    switch (run.stop()) {
      case '[' -> list(data, run.text(), nesting);
      case '=' -> value(data, run.text());
      case ',' -> {
        set(data, run.text(), "");
        throw new GoError(
            "key " + GoStrings.quote(run.text()) + " has no value (cannot end with ,)");
      }
      default -> nested(data, run.text(), nesting + 1);
    }
  }

  private void nested(GoMap data, String key, int nesting) {
    if (nesting > MAX_NESTING) {
      throw new GoError(
          "value name nested level is greater than maximum supported nested level of "
              + MAX_NESTING);
    }
    GoMap inner = GoMap.create();
    if (data.has(key)) {
      Object old = data.get(key);
      if (!(old instanceof GoMap map)) {
        throw panic(old, "map[string]interface {}");
      }
      inner = map;
    }
    try {
      key(inner, nesting);
    } catch (End e) {
      if (inner.size() != 0) {
        set(data, key, inner);
      }
      throw e;
    }
    if (inner.size() == 0) {
      throw new GoError("key map " + GoStrings.quote(key) + " has no value");
    }
    set(data, key, inner);
  }

  private static GoError panic(@Nullable Object value, String wanted) {
    return new GoError(
        "unable to parse key: interface conversion: interface {} is "
            + (value == null ? "nil" : GoValues.type(value))
            + ", not "
            + wanted);
  }

  private void list(GoMap data, String key, int nesting) {
    int index = index();
    List<@Nullable Object> items = new ArrayList<>();
    if (data.has(key)) {
      Object old = data.get(key);
      if (!(old instanceof GoList list)) {
        throw panic(old, "[]interface {}");
      }
      items = new ArrayList<>(list.items());
    }
    try {
      item(items, index, nesting);
    } finally {
      set(data, key, GoList.of(items));
    }
  }

  private int index() {
    Run run = until("]");
    if (run.ended()) {
      // Helm wraps `io.EOF` here and still takes it for the end of the expression.
      throw new End();
    }
    boolean number = run.text().matches("[-+]?[0-9]+");
    if (!number || new BigInteger(run.text()).bitLength() > 63) {
      throw new GoError(
          "error parsing index: strconv.Atoi: parsing "
              + GoStrings.quote(run.text())
              + (number ? ": value out of range" : ": invalid syntax"));
    }
    return Math.clamp(Long.parseLong(run.text()), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private void item(List<@Nullable Object> items, int index, int nesting) {
    if (index < 0) {
      throw new GoError("negative " + index + " index not allowed");
    }
    Run run = until("[.=");
    if (!run.text().isEmpty()) {
      throw new GoError("unexpected data at end of array index: " + runes(run.text()));
    }
    if (run.ended()) {
      throw new End();
    }
    switch (run.stop()) {
      case '=' -> {
        Value value = readValue();
        setIndex(items, index, value.value());
        value.endIfOver();
      }
      case '[' -> {
        int next = index();
        List<@Nullable Object> inner = new ArrayList<>();
        if (items.size() > index && items.get(index) != null) {
          if (!(items.get(index) instanceof GoList list)) {
            throw panic(items.get(index), "[]interface {}");
          }
          inner = new ArrayList<>(list.items());
        }
        item(inner, next, nesting);
        setIndex(items, index, GoList.of(inner));
      }
      default -> {
        GoMap inner =
            items.size() > index && items.get(index) instanceof GoMap map ? map : GoMap.create();
        if (items.size() > index) {
          items.set(index, inner);
        }
        // At the end of the expression helm leaves a new item out.
        key(inner, nesting);
        setIndex(items, index, inner);
      }
    }
  }

  /// `%q` of a `[]rune`.
  private static String runes(String text) {
    StringBuilder out = new StringBuilder("[");
    text.codePoints()
        .forEach(c ->
            out.append(out.length() > 1 ? " " : "")
                .append(GoStrings.quote(Character.toString(c), '\'', false)));
    return out.append(']').toString();
  }

  private static void setIndex(List<@Nullable Object> items, int index, @Nullable Object value) {
    if (index > MAX_INDEX) {
      throw new GoError(
          "index of " + index + " is greater than maximum supported index of " + MAX_INDEX);
    }
    while (items.size() <= index) {
      items.add(null);
    }
    items.set(index, value);
  }

  private static void set(GoMap data, String key, @Nullable Object value) {
    if (!key.isEmpty()) {
      data.put(key, value);
    }
  }

  private void value(GoMap data, String key) {
    Value value = readValue();
    set(data, key, value.value());
    value.endIfOver();
  }

  /// A value, and whether it was the last of the expression.
  private record Value(@Nullable Object value, boolean over) {
    void endIfOver() {
      if (over) {
        throw new End();
      }
    }
  }

  private Value readValue() {
    return switch (mode) {
      case JSON -> json();
      case LITERAL -> {
        String rest = new String(runes, at, runes.length - at);
        at = runes.length;
        yield new Value(rest, false);
      }
      case TYPED, TEXT, FILE -> {
        if (at >= runes.length) {
          yield new Value("", true);
        }
        if (runes[at] == '{') {
          at++;
          yield new Value(braces(), false);
        }
        Run run = until(",");
        yield new Value(typed(run.text()), false);
      }
    };
  }

  private GoList braces() {
    List<@Nullable Object> items = new ArrayList<>();
    while (true) {
      Run run = until(",}");
      if (run.ended()) {
        throw new GoError("list must terminate with '}'");
      }
      items.add(typed(run.text()));
      if (run.stop() == '}') {
        if (at < runes.length && runes[at] == ',') {
          at++;
        }
        return GoList.of(items);
      }
    }
  }

  private boolean emptyValue() {
    while (at < runes.length) {
      int c = runes[at];
      if (c == ',') {
        at++;
        return true;
      }
      if (!GoStrings.isSpace(c)) {
        return false;
      }
      at++;
    }
    return true;
  }

  private Value json() {
    if (emptyValue()) {
      return new Value(null, false);
    }
    String rest = new String(runes, at, runes.length - at);
    String first = firstValue(rest);
    JsonNode node = JsonTree.read(first);
    at += first.codePointCount(0, first.length());
    emptyValue();
    return new Value(GoJson.fromTree(node), false);
  }

  /// The text of the value that a JSON text begins with, as `json.Decoder` finds it: what follows
  /// is not looked at.
  private static String firstValue(String text) {
    char begin = text.charAt(0);
    if (begin != '{' && begin != '[' && begin != '"') {
      Matcher scalar = JSON_SCALAR.matcher(text);
      return scalar.lookingAt() ? scalar.group() : text;
    }
    int depth = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted) {
        if (c == '\\') {
          i++;
        }
        quoted = c != '"';
      } else if (c == '"') {
        quoted = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
      if (depth == 0 && !quoted) {
        return text.substring(0, i + 1);
      }
    }
    return text;
  }

  private @Nullable Object typed(String text) {
    if (mode == Mode.TEXT) {
      return text;
    }
    if (mode == Mode.FILE) {
      return files.apply(text);
    }
    if (text.equalsIgnoreCase("true")) {
      return true;
    }
    if (text.equalsIgnoreCase("false")) {
      return false;
    }
    if (text.equalsIgnoreCase("null")) {
      return null;
    }
    if (text.equals("0")) {
      return 0L;
    }
    if (!text.isEmpty() && text.charAt(0) != '0' && text.matches("[-+]?[0-9]{1,20}")) {
      BigInteger number = new BigInteger(text);
      if (number.bitLength() <= 63) {
        return number.longValue();
      }
    }
    return text;
  }
}
