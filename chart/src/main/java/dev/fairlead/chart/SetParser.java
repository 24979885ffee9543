package dev.fairlead.chart;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoJson;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoValues;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The little language of `--set` and its relatives (helm's `strvals`), writing into a map.
final class SetParser {
  private static final int MAX_INDEX = 65_536;
  private static final int MAX_NESTING = 30;
  private static final ObjectMapper JSON = new ObjectMapper();

  /// What a value's text becomes.
  enum Mode {
    TYPED,
    TEXT,
    JSON,
    LITERAL
  }

  /// `io.EOF`: the expression is over.
  private static final class End extends RuntimeException {
    End() {
      super("EOF", null, false, false);
    }
  }

  private final int[] runes;
  private final Mode mode;
  private int at;

  private SetParser(String expression, Mode mode) {
    this.runes = expression.codePoints().toArray();
    this.mode = mode;
  }

  /// Sets what an expression says.
  ///
  /// @throws GoError with helm's message
  static void parse(String expression, Mode mode, GoMap into) {
    SetParser parser = new SetParser(expression, mode);
    try {
      while (true) {
        parser.key(into, 0);
      }
    } catch (End _) {
      // The expression is read.
    }
  }

  /// Sets one key to a content (`--set-file`).
  static void parseFile(String key, String content, GoMap into) {
    StringBuilder escaped = new StringBuilder();
    content
        .codePoints()
        .forEach(c -> {
          if (c == ',' || c == '\\' || c == '{') {
            escaped.append('\\');
          }
          escaped.appendCodePoint(c);
        });
    parse(key + "=" + escaped, Mode.TEXT, into);
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
      throw new GoError("error parsing index: EOF");
    }
    if (!run.text().matches("[-+]?[0-9]{1,18}")) {
      throw new GoError(
          "error parsing index: strconv.Atoi: parsing "
              + GoStrings.quote(run.text())
              + ": invalid syntax");
    }
    long index = Long.parseLong(run.text());
    return Math.clamp(index, Integer.MIN_VALUE, Integer.MAX_VALUE);
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
        try {
          key(inner, nesting);
        } catch (End e) {
          if (inner.size() != 0) {
            setIndex(items, index, inner);
          }
          throw e;
        }
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
        yield new Value(rest, true);
      }
      case TYPED, TEXT -> {
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
    try (JsonParser parser = JSON.createParser(rest)) {
      JsonNode node = JSON.readTree(parser);
      int used = (int) parser.currentLocation().getCharOffset();
      at += rest.codePointCount(0, Math.min(used, rest.length()));
      emptyValue();
      return new Value(GoJson.fromTree(node), false);
    } catch (IOException e) {
      throw new GoError(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Object typed(String text) {
    if (mode == Mode.TEXT) {
      return text;
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
