package dev.fairlead.chart.template;

import java.util.regex.Pattern;

/// The pattern language of `.Files.Glob` (gobwas/glob with `/` as separator): `*` and `?` stop at a
/// slash, `**` does not, `[a-z]`, `[abc]`, `[!a]`, `{a,b}`, `\` escapes. It is read as the
/// library's lexer and parser do: a range has two ends or a list, never both, and what is open at
/// the end is closed there.
final class Glob {
  private final Pattern pattern;

  private Glob(Pattern pattern) {
    this.pattern = pattern;
  }

  /// A pattern that cannot be read matches everything, as in Helm.
  static Glob compile(String text) {
    String regex;
    try {
      regex = new Reader(text).regex();
    } catch (Unreadable _) {
      // Helm falls back to "**".
      regex = ".*";
    }
    return new Glob(Pattern.compile(regex, Pattern.DOTALL));
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  private static final class Unreadable extends RuntimeException {
    Unreadable() {
      super(null, null, false, false);
    }
  }

  private static final class Reader {
    private final int[] text;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int open;

    Reader(String text) {
      this.text = text.codePoints().toArray();
    }

    /// The next character; 0, which the library takes for the end, behind the last one.
    private int peek() {
      return at < text.length ? text[at] : 0;
    }

    String regex() {
      for (int c = peek(); c != 0; c = peek()) {
        at++;
        switch (c) {
          case '{' -> {
            open++;
            out.append("(?:");
          }
          case '[' -> range();
          case '?' -> out.append("[^/]");
          case '*' -> {
            if (peek() == '*') {
              at++;
              out.append(".*");
            } else {
              out.append("[^/]*");
            }
          }
          default -> {
            if (c == ',' && open > 0) {
              out.append('|');
            } else if (c == '}' && open > 0) {
              open--;
              out.append(')');
            } else {
              at--;
              out.append(Pattern.quote(words(open > 0 ? "?*[{}," : "?*[{")));
            }
          }
        }
      }
      return out.append(")".repeat(open)).toString();
    }

    /// Text up to one of these characters; a backslash takes the next one as it is.
    private String words(String breakers) {
      StringBuilder words = new StringBuilder();
      boolean escaped = false;
      for (int c = peek(); c != 0; c = peek()) {
        if (!escaped && c != '\\' && breakers.indexOf(c) >= 0) {
          break;
        }
        at++;
        escaped = !escaped && c == '\\';
        if (!escaped) {
          words.appendCodePoint(c);
        }
      }
      return words.toString();
    }

    private void range() {
      boolean not = peek() == '!';
      at += not ? 1 : 0;
      int low = peek();
      if (low == 0) {
        throw new Unreadable();
      }
      if (at + 1 < text.length && text[at + 1] == '-') {
        at += 2;
        int high = peek();
        at++;
        if (high < low) {
          throw new Unreadable();
        }
        close();
        out.append(not ? "[^" : "[").append(literal(low)).append('-').append(literal(high));
      } else {
        String list = words("]");
        close();
        if (list.isEmpty()) {
          throw new Unreadable();
        }
        out.append(not ? "[^" : "[");
        list.codePoints().forEach(c -> out.append(literal(c)));
      }
      out.append(']');
    }

    private void close() {
      if (peek() != ']') {
        throw new Unreadable();
      }
      at++;
    }

    private static String literal(int c) {
      return "\\x{" + Integer.toHexString(c) + "}";
    }
  }
}
