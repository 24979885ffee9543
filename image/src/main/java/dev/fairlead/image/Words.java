package dev.fairlead.image;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Words of Dockerfile instructions: quotes, escapes and variables as BuildKit's shell lexer has
/// them (`$a`, `${a}`, `${a:-b}`, `${a-b}`, `${a:+b}`, `${a+b}`, `${a:?b}`).
final class Words {
  private final String text;
  private final char escape;
  private final Function<String, @Nullable String> variables;
  private int at;

  private Words(String text, char escape, Function<String, @Nullable String> variables) {
    this.text = text;
    this.escape = escape;
    this.variables = variables;
  }

  /// Splits at blanks outside of quotes; the words keep their quotes and variables.
  static List<String> split(String text, char escape) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    char quote = 0;
    boolean inside = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quote == 0 && Character.isWhitespace(c)) {
        if (inside) {
          words.add(word.toString());
          word.setLength(0);
          inside = false;
        }
        continue;
      }
      inside = true;
      word.append(c);
      if (c == escape && quote != '\'' && i + 1 < text.length()) {
        word.append(text.charAt(++i));
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      } else if (c == quote) {
        quote = 0;
      }
    }
    if (inside) {
      words.add(word.toString());
    }
    return words;
  }

  /// Resolves variables and removes quotes.
  ///
  /// @param variables null for one that is not set
  /// @throws IllegalArgumentException with what is wrong: an open quote or brace, a `:?` that fails
  static String expand(String text, char escape, Function<String, @Nullable String> variables) {
    var words = new Words(text, escape, variables);
    return words.until((char) 0);
  }

  private String until(char end) {
    var out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      if (end != 0 && c == end) {
        return out.toString();
      }
      at++;
      switch (c) {
        case '\'' -> {
          int close = text.indexOf('\'', at);
          if (close < 0) {
            throw new IllegalArgumentException("a single quote is not closed");
          }
          out.append(text, at, close);
          at = close + 1;
        }
        case '"' -> out.append(doubleQuoted());
        case '$' -> out.append(variable());
        default -> {
          if (c == escape && at < text.length()) {
            out.append(text.charAt(at));
            at++;
          } else {
            out.append(c);
          }
        }
      }
    }
    if (end != 0) {
      throw new IllegalArgumentException("\"" + end + "\" is missing");
    }
    return out.toString();
  }

  private String doubleQuoted() {
    var out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at);
      at++;
      if (c == '"') {
        return out.toString();
      }
      if (c == '$') {
        out.append(variable());
      } else if (c == escape && at < text.length()) {
        char next = text.charAt(at);
        if (next != '"' && next != '$' && next != escape) {
          out.append(c);
        }
        out.append(next);
        at++;
      } else {
        out.append(c);
      }
    }
    throw new IllegalArgumentException("a double quote is not closed");
  }

  private String variable() {
    if (at < text.length() && text.charAt(at) == '{') {
      at++;
      String name = name();
      if (at >= text.length()) {
        throw new IllegalArgumentException("\"}\" is missing");
      }
      if (text.charAt(at) == '}') {
        at++;
        return value(name);
      }
      boolean emptyCounts = text.charAt(at) == ':';
      if (emptyCounts) {
        at++;
      }
      char operator = at < text.length() ? text.charAt(at) : 0;
      at++;
      String word = until('}');
      at++;
      String value = variables.apply(name);
      boolean set = value != null && !(emptyCounts && value.isEmpty());
      return switch (operator) {
        case '-' -> set ? value(name) : word;
        case '+' -> set ? word : "";
        case '?' -> {
          if (!set) {
            throw new IllegalArgumentException(name + ": " + (word.isEmpty() ? "not set" : word));
          }
          yield value(name);
        }
        default ->
            throw new IllegalArgumentException(
                "unsupported modifier in ${" + name + (emptyCounts ? ":" : "") + operator + "..}");
      };
    }
    String name = name();
    return name.isEmpty() ? "$" : value(name);
  }

  private String value(String name) {
    String value = variables.apply(name);
    return value == null ? "" : value;
  }

  private String name() {
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    return text.substring(start, at);
  }
}
