package dev.fairlead.actions.expression;

import java.util.ArrayList;
import java.util.List;

/// Cuts an expression into tokens.
final class Tokens {

  enum Kind {
    SIGN,
    NUMBER,
    STRING,
    NAME
  }

  /// @param at offset in the expression
  record Token(Kind kind, String text, int at) {
    boolean is(String sign) {
      return kind == Kind.SIGN && text.equals(sign);
    }
  }

  private static final List<String> SIGNS =
      List.of("&&", "||", "==", "!=", "<=", ">=", "(", ")", "[", "]", ",", "*", "!", "<", ">", ".");

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Tokens(String text) {
    this.text = text;
  }

  static List<Token> of(String text) {
    return new Tokens(text).read();
  }

  private List<Token> read() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (c == '\'') {
        string();
      } else if (digit(c) || ((c == '.' || c == '-' || c == '+') && valueExpected())) {
        number();
      } else if (letter(c)) {
        name();
      } else {
        sign();
      }
    }
    return tokens;
  }

  /// Whether a value must come here; a `.` is then the start of a number and not a look-up.
  private boolean valueExpected() {
    if (tokens.isEmpty()) {
      return true;
    }
    Token last = tokens.getLast();
    return last.kind() == Kind.SIGN && !List.of(")", "]", "*", ".").contains(last.text());
  }

  private void string() {
    int start = at++;
    StringBuilder value = new StringBuilder();
    while (true) {
      int quote = text.indexOf('\'', at);
      if (quote < 0) {
        throw new ExpressionException(
            "the string that starts at character " + (start + 1) + " has no closing quote");
      }
      value.append(text, at, quote);
      at = quote + 1;
      if (at < text.length() && text.charAt(at) == '\'') {
        value.append('\'');
        at++;
      } else {
        tokens.add(new Token(Kind.STRING, value.toString(), start));
        return;
      }
    }
  }

  private void number() {
    int start = at;
    while (at < text.length() && !boundary(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    if (Double.isNaN(Numbers.parse(word))) {
      throw new ExpressionException(
          "'" + word + "' at character " + (start + 1) + " is not a number");
    }
    tokens.add(new Token(Kind.NUMBER, word, start));
  }

  private static boolean boundary(char c) {
    return Character.isWhitespace(c) || "()[],!<>=&|".indexOf(c) >= 0;
  }

  private void name() {
    int start = at;
    while (at < text.length()
        && (letter(text.charAt(at)) || digit(text.charAt(at)) || text.charAt(at) == '-')) {
      at++;
    }
    tokens.add(new Token(Kind.NAME, text.substring(start, at), start));
  }

  private void sign() {
    for (String sign : SIGNS) {
      if (text.startsWith(sign, at)) {
        tokens.add(new Token(Kind.SIGN, sign, at));
        at += sign.length();
        return;
      }
    }
    char c = text.charAt(at);
    String hint =
        c == '"'
            ? "; strings are written in single quotes"
            : "+-/%=&|".indexOf(c) >= 0 ? "; there is no such operator in expressions" : "";
    throw new ExpressionException("unexpected '" + c + "' at character " + (at + 1) + hint);
  }

  private static boolean letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }
}
