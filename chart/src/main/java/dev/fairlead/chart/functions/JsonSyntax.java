package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoStrings;
import org.jspecify.annotations.Nullable;

/// Checks JSON with the words of Go's `encoding/json` scanner.
public final class JsonSyntax {
  private static final int MAX_DEPTH = 10_000;

  private final String text;
  private int at;

  private JsonSyntax(String text) {
    this.text = text;
  }

  /// What Go finds wrong with a text; null where nothing is.
  public static @Nullable String problem(String text) {
    JsonSyntax syntax = new JsonSyntax(text);
    try {
      syntax.space();
      syntax.value(0);
      syntax.space();
      if (syntax.at < text.length()) {
        return syntax.invalid("after top-level value");
      }
      return null;
    } catch (Problem e) {
      return e.getMessage();
    }
  }

  private static final class Problem extends RuntimeException {
    Problem(String message) {
      super(message, null, false, false);
    }
  }

  private String invalid(String context) {
    if (at >= text.length()) {
      return "unexpected end of JSON input";
    }
    return "invalid character " + shown(text, at) + " " + context;
  }

  /// Go's `quoteChar`: it looks at one byte, which it takes for a character.
  private static String shown(String text, int index) {
    byte[] bytes = GoStrings.encode(Character.toString(text.codePointAt(index)));
    char c = (char) (bytes[0] & 0xff);
    return switch (c) {
      case '\'' -> "'\\''";
      case '"' -> "'\"'";
      default -> GoStrings.quote(Character.toString(c), '\'', false);
    };
  }

  /// Inside a number, a word or an escape Go reads a space behind the end.
  private Problem failWithin(String context) {
    return at >= text.length() ? new Problem("invalid character ' ' " + context) : fail(context);
  }

  private Problem fail(String context) {
    return new Problem(invalid(context));
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void value(int depth) {
    if (depth > MAX_DEPTH) {
      throw new Problem("exceeded max depth");
    }
    if (at >= text.length()) {
      throw fail("");
    }
    char c = text.charAt(at);
    switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (c == '-' || (c >= '0' && c <= '9')) {
          number();
        } else {
          throw fail("looking for beginning of value");
        }
      }
    }
  }

  private void object(int depth) {
    at++;
    space();
    if (at < text.length() && text.charAt(at) == '}') {
      at++;
      return;
    }
    while (true) {
      space();
      if (at >= text.length() || text.charAt(at) != '"') {
        throw fail("looking for beginning of object key string");
      }
      string();
      space();
      if (at >= text.length() || text.charAt(at) != ':') {
        throw fail("after object key");
      }
      at++;
      space();
      value(depth + 1);
      space();
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
        continue;
      }
      if (at < text.length() && text.charAt(at) == '}') {
        at++;
        return;
      }
      throw fail("after object key:value pair");
    }
  }

  private void array(int depth) {
    at++;
    space();
    if (at < text.length() && text.charAt(at) == ']') {
      at++;
      return;
    }
    while (true) {
      space();
      value(depth + 1);
      space();
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
        continue;
      }
      if (at < text.length() && text.charAt(at) == ']') {
        at++;
        return;
      }
      throw fail("after array element");
    }
  }

  private void string() {
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        at++;
        return;
      }
      if (c < ' ') {
        throw fail("in string literal");
      }
      if (c == '\\') {
        at++;
        if (at >= text.length()) {
          throw failWithin("in string escape code");
        }
        char escape = text.charAt(at);
        if (escape == 'u') {
          for (int i = 0; i < 4; i++) {
            at++;
            if (at >= text.length() || Character.digit(text.charAt(at), 16) < 0) {
              throw failWithin("in \\u hexadecimal character escape");
            }
          }
        } else if ("\"\\/bfnrt".indexOf(escape) < 0) {
          throw fail("in string escape code");
        }
      }
      at++;
    }
    throw fail("");
  }

  private void literal(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (at >= text.length() || text.charAt(at) != word.charAt(i)) {
        throw failWithin(
            "in literal "
                + word
                + " (expecting "
                + GoStrings.quote("" + word.charAt(i), '\'', false)
                + ")");
      }
      at++;
    }
  }

  private void digits(String context) {
    if (at >= text.length() || !isDigit()) {
      throw failWithin(context);
    }
    while (at < text.length() && isDigit()) {
      at++;
    }
  }

  private boolean isDigit() {
    return text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  private void number() {
    if (text.charAt(at) == '-') {
      at++;
      if (at >= text.length() || !isDigit()) {
        throw failWithin("in numeric literal");
      }
    }
    if (text.charAt(at) == '0') {
      at++;
    } else {
      digits("in numeric literal");
    }
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      digits("after decimal point in numeric literal");
    }
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      digits("in exponent of numeric literal");
    }
  }
}
