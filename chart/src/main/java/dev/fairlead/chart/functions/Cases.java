package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.GoStrings;
import dev.fairlead.chart.go.GoType;

/// Upper and lower case, and names written in other styles (xstrings 1.5).
final class Cases {
  private Cases() {}

  static void register(Registry registry) {
    registry.fixed("upper", a -> upper(text(a[0])), GoType.STRING);
    registry.fixed("lower", a -> lower(text(a[0])), GoType.STRING);
    registry.fixed("title", a -> title(text(a[0])), GoType.STRING);
    registry.fixed("untitle", a -> untitle(text(a[0])), GoType.STRING);
    registry.fixed("swapcase", a -> swapcase(text(a[0])), GoType.STRING);
    registry.fixed("camelcase", a -> pascal(text(a[0])), GoType.STRING);
    registry.fixed("snakecase", a -> new Words(text(a[0]), '_').lower(), GoType.STRING);
    registry.fixed("kebabcase", a -> new Words(text(a[0]), '-').lower(), GoType.STRING);
  }

  /// The characters as `range` gives them: a broken byte is the replacement character.
  private static java.util.stream.IntStream runes(String text) {
    return text.codePoints().map(c -> GoStrings.isBroken(c) ? 0xfffd : c);
  }

  /// Rune by rune: no `ß` to `SS`, no locale.
  static String upper(String text) {
    StringBuilder out = new StringBuilder(text.length());
    runes(text).forEach(c -> out.appendCodePoint(Character.toUpperCase(c)));
    return out.toString();
  }

  static String lower(String text) {
    StringBuilder out = new StringBuilder(text.length());
    runes(text).forEach(c -> out.appendCodePoint(Character.toLowerCase(c)));
    return out.toString();
  }

  private static boolean isSeparator(int c) {
    if (c <= 0x7f) {
      return !(Character.isLetterOrDigit(c) || c == '_');
    }
    return !Character.isLetter(c) && !Character.isDigit(c) && GoStrings.isSpace(c);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int[] previous = {' '};
    runes(text)
        .forEach(c -> {
          out.appendCodePoint(isSeparator(previous[0]) ? Character.toTitleCase(c) : c);
          previous[0] = c;
        });
    return out.toString();
  }

  private static String untitle(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean[] next = {true};
    runes(text)
        .forEach(c -> {
          if (GoStrings.isSpace(c)) {
            next[0] = true;
            out.appendCodePoint(c);
          } else {
            out.appendCodePoint(next[0] ? Character.toLowerCase(c) : c);
            next[0] = false;
          }
        });
    return out.toString();
  }

  private static String swapcase(String text) {
    StringBuilder out = new StringBuilder(text.length());
    boolean[] space = {true};
    runes(text)
        .forEach(c -> {
          if (Character.isUpperCase(c) || Character.isTitleCase(c)) {
            out.appendCodePoint(Character.toLowerCase(c));
            space[0] = false;
          } else if (Character.isLowerCase(c)) {
            out.appendCodePoint(space[0] ? Character.toTitleCase(c) : Character.toUpperCase(c));
            space[0] = false;
          } else {
            out.appendCodePoint(c);
            space[0] = GoStrings.isSpace(c);
          }
        });
    return out.toString();
  }

  private static boolean isConnector(int c) {
    return c == '-' || c == '_' || GoStrings.isSpace(c);
  }

  private static String pascal(String text) {
    int[] runes = runes(text).toArray();
    StringBuilder out = new StringBuilder(text.length());
    if (runes.length == 0) {
      return "";
    }
    int i = 0;
    int current = 0;
    boolean upper = false;
    while (i < runes.length) {
      current = runes[i++];
      if (!isConnector(current)) {
        upper = Character.isUpperCase(current);
        current = Character.toUpperCase(current);
        break;
      }
      out.appendCodePoint(current);
    }
    if (i == runes.length) {
      return out.appendCodePoint(current).toString();
    }
    while (i < runes.length) {
      int previous = current;
      current = runes[i++];
      if (isConnector(current) && isConnector(previous)) {
        out.appendCodePoint(previous);
        continue;
      }
      if (isConnector(previous)) {
        upper = Character.isUpperCase(current);
        current = Character.toUpperCase(current);
      } else {
        // FOO is one word: Foo.
        if (upper && Character.isUpperCase(current)) {
          current = Character.toLowerCase(current);
        } else {
          upper = false;
        }
        out.appendCodePoint(previous);
      }
    }
    return out.appendCodePoint(current).toString();
  }

  /// Splits a name into words and joins them in lower case.
  private static final class Words {
    private enum Kind {
      NONE,
      NUMBER,
      UPPER,
      ALPHABET,
      CONNECTOR,
      PUNCTUATION,
      OTHER
    }

    private final int[] runes;
    private final int connector;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int start;
    private Kind kind = Kind.NONE;

    Words(String text, int connector) {
      this.runes = text.codePoints().toArray();
      this.connector = connector;
    }

    String lower() {
      if (runes.length == 0) {
        return "";
      }
      next();
      while (at < runes.length) {
        if (kind != Kind.CONNECTOR) {
          write(kind, start, at);
        }
        Kind previous = kind;
        int lastStart = start;
        int lastEnd = at;
        next();
        switch (previous) {
          case NUMBER -> {
            while (kind == Kind.ALPHABET || kind == Kind.NUMBER) {
              write(kind, start, at);
              next();
            }
            if (kind != Kind.NONE && kind != Kind.PUNCTUATION && kind != Kind.CONNECTOR) {
              out.appendCodePoint(connector);
            }
          }
          case CONNECTOR -> write(previous, lastStart, lastEnd);
          case PUNCTUATION -> {}
          case NONE, UPPER, ALPHABET, OTHER -> afterWord();
        }
      }
      write(kind, start, at);
      return out.toString();
    }

    private void afterWord() {
      if (kind != Kind.NUMBER) {
        if (kind != Kind.CONNECTOR && kind != Kind.PUNCTUATION) {
          out.appendCodePoint(connector);
        }
        return;
      }
      if (at == runes.length) {
        return;
      }
      int lastStart = start;
      int lastEnd = at;
      next();
      if (kind != Kind.ALPHABET) {
        // A number belongs to the word before it: Bld4Floor is bld4_floor.
        write(Kind.NUMBER, lastStart, lastEnd);
        if (kind != Kind.CONNECTOR && kind != Kind.PUNCTUATION) {
          out.appendCodePoint(connector);
        }
        return;
      }
      // Unless lower-case letters follow: HTTP2xx is http_2xx.
      out.appendCodePoint(connector);
      write(Kind.NUMBER, lastStart, lastEnd);
      while (kind == Kind.ALPHABET || kind == Kind.NUMBER) {
        write(kind, start, at);
        next();
      }
      if (kind != Kind.NONE && kind != Kind.CONNECTOR && kind != Kind.PUNCTUATION) {
        out.appendCodePoint(connector);
      }
    }

    private void write(Kind written, int from, int to) {
      for (int i = from; i < to; i++) {
        int c = runes[i];
        if (written != Kind.UPPER && written != Kind.CONNECTOR) {
          out.appendCodePoint(c);
        } else if (isConnector(c)) {
          out.appendCodePoint(connector);
        } else {
          out.appendCodePoint(Character.isUpperCase(c) ? Character.toLowerCase(c) : c);
        }
      }
    }

    private void next() {
      start = at;
      if (at >= runes.length) {
        kind = Kind.NONE;
        return;
      }
      int c = runes[at++];
      if (isConnector(c)) {
        kind = Kind.CONNECTOR;
        while (at < runes.length && isConnector(runes[at])) {
          at++;
        }
      } else if (isPunctuation(c)) {
        kind = Kind.PUNCTUATION;
        while (at < runes.length && isPunctuation(runes[at])) {
          at++;
        }
      } else if (Character.isUpperCase(c)) {
        kind = Kind.UPPER;
        upperWord();
      } else if (isAlphabet(c)) {
        kind = Kind.ALPHABET;
        while (at < runes.length && isAlphabet(runes[at]) && !Character.isUpperCase(runes[at])) {
          at++;
        }
      } else if (isNumber(c)) {
        kind = Kind.NUMBER;
        while (at < runes.length && isNumber(runes[at])) {
          at++;
        }
      } else {
        kind = Kind.OTHER;
        while (at < runes.length
            && !isConnector(runes[at])
            && !isPunctuation(runes[at])
            && !isAlphabet(runes[at])
            && !isNumber(runes[at])) {
          at++;
        }
      }
    }

    private void upperWord() {
      if (at >= runes.length) {
        return;
      }
      if (Character.isUpperCase(runes[at])) {
        while (at < runes.length && Character.isUpperCase(runes[at])) {
          at++;
        }
        // HTTPStatus is HTTP and Status.
        if (at < runes.length && isAlphabet(runes[at])) {
          at--;
        }
      } else {
        while (at < runes.length && isAlphabet(runes[at]) && !Character.isUpperCase(runes[at])) {
          at++;
        }
      }
    }

    /// A letter, but not a Chinese character.
    private static boolean isAlphabet(int c) {
      return Character.isLetter(c)
          && !(c >= 0x3400 && c <= 0x4d85)
          && !(c >= 0x4e00 && c <= 0x9fcc)
          && !(c >= 0x20000 && c <= 0x2b81d);
    }

    private static boolean isNumber(int c) {
      return Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER
          || Character.getType(c) == Character.LETTER_NUMBER
          || Character.getType(c) == Character.OTHER_NUMBER;
    }

    private static boolean isPunctuation(int c) {
      return switch (Character.getType(c)) {
        case Character.CONNECTOR_PUNCTUATION,
            Character.DASH_PUNCTUATION,
            Character.START_PUNCTUATION,
            Character.END_PUNCTUATION,
            Character.INITIAL_QUOTE_PUNCTUATION,
            Character.FINAL_QUOTE_PUNCTUATION,
            Character.OTHER_PUNCTUATION ->
            true;
        default -> false;
      };
    }
  }
}
