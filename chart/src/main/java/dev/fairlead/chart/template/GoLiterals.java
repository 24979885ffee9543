package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoComplex;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoStrings;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Go's literals: `strconv.Unquote` and its number readers. Each answers null where Go has an
/// error.
final class GoLiterals {
  /// What [#REAL] lets pass though it has no digit before or behind its exponent's letter.
  private static final Pattern NO_DIGITS =
      Pattern.compile("[-+]?0[xX]_*\\.?_*[pP].*|.*[eEpP][-+]?_+");

  private static final Pattern REAL =
      Pattern.compile(
          "[-+]?([0-9][0-9_]*\\.?[0-9_]*|\\.[0-9][0-9_]*)([eE][-+]?[0-9_]+)?"
              + "|[-+]?0[xX][0-9a-fA-F_]*\\.?[0-9a-fA-F_]*[pP][-+]?[0-9_]+");
  private static final Pattern COMPLEX = Pattern.compile("(.*[^eEpP])([-+].*)i|([-+]?.*)i");

  private GoLiterals() {}

  static @Nullable String unquote(String text) {
    char quote = text.charAt(0);
    String body = text.substring(1, text.length() - 1);
    if (body.indexOf('\\') < 0) {
      return body;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length());
    int[] at = {0};
    while (at[0] < body.length()) {
      if (body.charAt(at[0]) != '\\') {
        int c = body.codePointAt(at[0]);
        at[0] += Character.charCount(c);
        out.writeBytes(GoStrings.encode(Character.toString(c)));
        continue;
      }
      Integer c = escape(body, at, quote);
      if (c == null) {
        return null;
      }
      if (c < 0) {
        out.write(-1 - c);
      } else {
        out.writeBytes(GoStrings.encode(Character.toString(c)));
      }
    }
    return GoStrings.decode(out.toByteArray());
  }

  static @Nullable Integer unquoteChar(String text) {
    String body = text.substring(1, text.length() - 1);
    if (body.isEmpty()) {
      return null;
    }
    if (body.charAt(0) != '\\') {
      int c = body.codePointAt(0);
      return c == '\'' || Character.charCount(c) != body.length() ? null : c;
    }
    int[] at = {0};
    Integer c = escape(body, at, '\'');
    if (c == null || at[0] != body.length()) {
      return null;
    }
    return c < 0 ? -1 - c : c;
  }

  /// Whether a constant that is no single character begins with one.
  static boolean startsWithChar(String text) {
    String body = text.substring(1, text.length() - 1);
    return !body.isEmpty()
        && (body.charAt(0) == '\\'
            ? escape(body, new int[] {0}, '\'') != null
            : body.charAt(0) != '\'');
  }

  /// The code point of an escape; `-1 - byte` for a byte escape above 0x7f.
  private static @Nullable Integer escape(String body, int[] at, char quote) {
    if (at[0] + 1 >= body.length()) {
      return null;
    }
    char c = body.charAt(at[0] + 1);
    at[0] += 2;
    return switch (c) {
      case 'a' -> 7;
      case 'b' -> 8;
      case 'f' -> 12;
      case 'n' -> 10;
      case 'r' -> 13;
      case 't' -> 9;
      case 'v' -> 11;
      case '\\' -> (int) '\\';
      case '\'', '"' -> c == quote ? (int) c : null;
      case 'x' -> {
        Long value = digits(body, at, 2, 16);
        yield value == null ? null : value < 0x80 ? (int) (long) value : (int) (-1 - value);
      }
      case 'u', 'U' -> {
        Long value = digits(body, at, c == 'u' ? 4 : 8, 16);
        boolean bad = value == null || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff);
        yield bad ? null : (int) (long) java.util.Objects.requireNonNull(value);
      }
      default -> {
        if (c < '0' || c > '7') {
          yield null;
        }
        at[0]--;
        Long value = digits(body, at, 3, 8);
        yield value == null || value > 255
            ? null
            : value < 0x80 ? (int) (long) value : (int) (-1 - value);
      }
    };
  }

  private static @Nullable Long digits(String body, int[] at, int count, int base) {
    if (at[0] + count > body.length()) {
      return null;
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      int digit = Character.digit(body.charAt(at[0] + i), base);
      if (digit < 0) {
        return null;
      }
      value = value * base + digit;
    }
    at[0] += count;
    return value;
  }

  /// `strconv.ParseInt(text, 0, …)` without a limit.
  static @Nullable BigInteger integer(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    int base = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      char mark = Character.toLowerCase(digits.charAt(1));
      if (mark == 'x' || mark == 'o' || mark == 'b') {
        base = mark == 'x' ? 16 : mark == 'o' ? 8 : 2;
        digits = digits.substring(2);
      } else {
        base = 8;
        digits = digits.substring(1);
      }
      if (digits.startsWith("_")) {
        digits = digits.substring(1);
      }
    }
    if (digits.isEmpty()
        || digits.startsWith("_")
        || digits.endsWith("_")
        || digits.contains("__")) {
      return null;
    }
    digits = digits.replace("_", "");
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) > 'f' || Character.digit(digits.charAt(i), base) < 0) {
        return null;
      }
    }
    BigInteger value = GoInt.digits(digits, base);
    return negative ? value.negate() : value;
  }

  static @Nullable Double real(String text) {
    if (!REAL.matcher(text).matches() || NO_DIGITS.matcher(text).matches()) {
      return null;
    }
    double value = Double.parseDouble(text.replace("_", ""));
    return Double.isInfinite(value) ? null : value;
  }

  static @Nullable GoComplex complex(String text) {
    Matcher matcher = COMPLEX.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    boolean both = matcher.group(1) != null;
    Double real = both ? number(matcher.group(1)) : Double.valueOf(0);
    Double imaginary = number(both ? matcher.group(2) : matcher.group(3));
    return real == null || imaginary == null ? null : new GoComplex(real, imaginary);
  }

  private static @Nullable Double number(String text) {
    BigInteger integer = integer(text);
    return integer == null ? real(text) : Double.valueOf(integer.doubleValue());
  }
}
