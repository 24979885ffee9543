package dev.fairlead.chart.go;

/// What `fmt/format.go` does: simple values, padded, with the flags of one verb.
final class FormatBuffer {
  private final StringBuilder out = new StringBuilder();

  boolean minus;
  boolean plus;
  boolean sharp;
  boolean space;
  boolean zero;

  /// `%+v` and `%#v`: with the flags as such not in effect.
  boolean plusV;

  boolean sharpV;

  /// Where there is none, -1.
  int width = -1;

  /// Where there is none, -1.
  int precision = -1;

  /// Go's `tooLarge`, for widths and precisions.
  static final int LARGEST = 1_000_000;

  /// What is shorter needs no look at the limits.
  private static final int LARGE = 1 << 16;

  void clearFlags() {
    minus = false;
    plus = false;
    sharp = false;
    space = false;
    zero = false;
    plusV = false;
    sharpV = false;
    width = -1;
    precision = -1;
  }

  String text() {
    return out.toString();
  }

  FormatBuffer write(String text) {
    out.append(text);
    return this;
  }

  FormatBuffer write(CharSequence text, int from, int to) {
    out.append(text, from, to);
    return this;
  }

  FormatBuffer write(char character) {
    out.append(character);
    return this;
  }

  FormatBuffer writeRune(int rune) {
    out.appendCodePoint(rune);
    return this;
  }

  private void writePadding(int count) {
    if (count > 0) {
      if (count > LARGE) {
        Budget.current().grown((long) out.length() + count, count);
      }
      // Zeros stand only at the left.
      out.repeat(zero && !minus ? '0' : ' ', count);
    }
  }

  /// Writes a text, padded at the left, or with `-` at the right.
  void pad(String text) {
    if (width <= 0) {
      out.append(text);
      return;
    }
    int missing = width - text.codePointCount(0, text.length());
    if (minus) {
      out.append(text);
      writePadding(missing);
    } else {
      writePadding(missing);
      out.append(text);
    }
  }

  private void padWithoutZeros(String text) {
    boolean before = zero;
    zero = false;
    pad(text);
    zero = before;
  }

  /// An integer.
  ///
  /// @param number of 64 bits, which are unsigned where it is not `signed`
  /// @param verb counts only where it is `O`
  void integer(long number, int base, boolean signed, int verb, boolean upper) {
    boolean negative = signed && number < 0;
    long size = negative ? -number : number;
    int least = 0;
    if (precision >= 0) {
      least = precision;
      if (precision == 0 && size == 0) {
        boolean before = zero;
        zero = false;
        writePadding(width);
        zero = before;
        return;
      }
    } else if (zero && !minus && width >= 0) {
      least = negative || plus || space ? width - 1 : width;
    }
    String digits = Long.toUnsignedString(size, base);
    if (upper) {
      digits = digits.toUpperCase(java.util.Locale.ROOT);
    }
    StringBuilder text = new StringBuilder();
    text.repeat('0', Math.max(0, least - digits.length())).append(digits);
    if (sharp) {
      switch (base) {
        case 2 -> text.insert(0, "0b");
        case 8 -> {
          if (text.charAt(0) != '0') {
            text.insert(0, '0');
          }
        }
        case 16 -> text.insert(0, upper ? "0X" : "0x");
        default -> {
          // Decimal numbers have no prefix.
        }
      }
    }
    if (verb == 'O') {
      text.insert(0, "0o");
    }
    if (negative) {
      text.insert(0, '-');
    } else if (plus) {
      text.insert(0, '+');
    } else if (space) {
      text.insert(0, ' ');
    }
    padWithoutZeros(text.toString());
  }

  /// `%U`.
  void unicode(long number) {
    String digits = Long.toHexString(number).toUpperCase(java.util.Locale.ROOT);
    StringBuilder text = new StringBuilder("U+");
    text.repeat('0', Math.max(0, Math.max(precision, 4) - digits.length())).append(digits);
    if (sharp && number >= 0 && number <= 0x10ffff && GoStrings.isPrint((int) number)) {
      text.append(" '").appendCodePoint((int) number).append('\'');
    }
    padWithoutZeros(text.toString());
  }

  /// `%c`.
  void character(long number) {
    pad(Character.toString(rune(number)));
  }

  /// `%q` of an integer.
  void quotedCharacter(long number) {
    pad(GoStrings.quote(Character.toString(rune(number)), '\'', plus));
  }

  private static int rune(long number) {
    boolean valid = number >= 0 && number <= 0x10ffff && (number < 0xd800 || number > 0xdfff);
    return valid ? (int) number : 0xfffd;
  }

  /// `%t`.
  void bool(boolean value) {
    pad(value ? "true" : "false");
  }

  private String truncated(String text) {
    if (out.length() + text.length() > LARGE) {
      Budget.current().grown((long) out.length() + text.length(), text.length());
    }
    if (precision < 0 || text.codePointCount(0, text.length()) <= precision) {
      return text;
    }
    return text.substring(0, text.offsetByCodePoints(0, precision));
  }

  /// `%s`.
  void string(String text) {
    pad(truncated(text));
  }

  /// `%q`.
  void quoted(String text) {
    String cut = truncated(text);
    pad(sharp && canBackquote(cut) ? "`" + cut + "`" : GoStrings.quote(cut, '"', plus));
  }

  /// `strconv.CanBackquote`.
  private static boolean canBackquote(String text) {
    return text.codePoints()
        .allMatch(c ->
            c == '\t'
                || (c >= ' ' && c != '`' && c != 0x7f && c != 0xfeff && !GoStrings.isBroken(c)));
  }

  /// `%x` of a text.
  void hex(String text, boolean upper) {
    byte[] bytes = GoStrings.encode(text);
    int count = precision >= 0 ? Math.min(precision, bytes.length) : bytes.length;
    StringBuilder digits = new StringBuilder();
    String prefix = sharp ? upper ? "0X" : "0x" : "";
    for (int i = 0; i < count; i++) {
      if (i == 0) {
        digits.append(prefix);
      } else if (space) {
        digits.append(' ').append(prefix);
      }
      digits.append(Character.forDigit((bytes[i] >> 4) & 0xf, 16));
      digits.append(Character.forDigit(bytes[i] & 0xf, 16));
    }
    String shown = digits.toString();
    pad(upper ? shown.toUpperCase(java.util.Locale.ROOT) : shown);
  }

  /// A float.
  ///
  /// @param verb as [GoFloat#format] takes it
  /// @param usual the precision where the format gives none
  void real(double number, int verb, int usual) {
    int wanted = precision >= 0 ? precision : usual;
    String text = GoFloat.format(number, verb, wanted);
    StringBuilder digits = new StringBuilder();
    if (text.charAt(0) != '-' && text.charAt(0) != '+') {
      digits.append('+');
    }
    digits.append(text);
    if (space && digits.charAt(0) == '+' && !plus) {
      digits.setCharAt(0, ' ');
    }
    char first = digits.charAt(1);
    if (first == 'I' || first == 'N') {
      // They do not look like numbers, so zeros would be odd.
      boolean bare = first == 'N' && !space && !plus;
      padWithoutZeros(bare ? digits.substring(1) : digits.toString());
      return;
    }
    if (sharp && verb != 'b') {
      withPoint(digits, verb, wanted);
    }
    if (!plus && digits.charAt(0) == '+') {
      pad(digits.substring(1));
      return;
    }
    if (zero && !minus && width > digits.length()) {
      out.append(digits.charAt(0));
      writePadding(width - digits.length());
      out.append(digits, 1, digits.length());
      return;
    }
    pad(digits.toString());
  }

  /// `#` keeps the decimal point, and with `%g` the zeros at the end.
  private static void withPoint(StringBuilder number, int verb, int wanted) {
    boolean counts = verb == 'g' || verb == 'G' || verb == 'x';
    int missing = !counts ? 0 : wanted < 0 ? 6 : wanted;
    String tail = "";
    boolean point = false;
    boolean significant = false;
    for (int i = 1; i < number.length(); i++) {
      char c = number.charAt(i);
      if (c == '.') {
        point = true;
      } else if (c == 'p' || c == 'P' || ((c == 'e' || c == 'E') && verb != 'x' && verb != 'X')) {
        tail = number.substring(i);
        number.setLength(i);
      } else {
        significant |= c != '0';
        missing -= significant ? 1 : 0;
      }
    }
    if (!point) {
      if (number.length() == 2 && number.charAt(1) == '0') {
        missing--;
      }
      number.append('.');
    }
    number.repeat('0', Math.max(0, missing)).append(tail);
  }
}
