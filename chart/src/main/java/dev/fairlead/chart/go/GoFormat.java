package dev.fairlead.chart.go;

import dev.fairlead.yaml.GoNumbers;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/// Go's `fmt`.
public final class GoFormat {
  private final StringBuilder out = new StringBuilder();

  /// Go's `tooLarge`, for widths and precisions.
  private static final int MAX_SIZE = 1_000_000;

  /// What is shorter needs no look at the limits.
  private static final int LARGE = 1 << 16;

  private @Nullable Walk walk;

  private GoFormat() {}

  private Walk walk() {
    if (walk == null) {
      walk = new Walk();
    }
    return walk;
  }

  /// `fmt.Sprint(value)`.
  public static String print(@Nullable Object value) {
    return switch (value) {
      case String text -> text;
      case null, default -> {
        GoFormat format = new GoFormat();
        format.value(value, 'v', new Flags());
        yield format.out.toString();
      }
    };
  }

  /// `fmt.Sprint(values...)`.
  public static String sprint(@Nullable Object... values) {
    StringBuilder out = new StringBuilder();
    boolean previousString = false;
    for (int i = 0; i < values.length; i++) {
      Object value = values[i];
      boolean string = value instanceof String;
      if (i > 0 && !string && !previousString) {
        out.append(' ');
      }
      out.append(print(value));
      previousString = string;
    }
    return out.toString();
  }

  /// `fmt.Sprintln(values...)`.
  public static String sprintln(@Nullable Object... values) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < values.length; i++) {
      out.append(i > 0 ? " " : "").append(print(values[i]));
    }
    return out.append('\n').toString();
  }

  /// What sprig's `strval` gives: text as it is, bytes and errors and Stringers as text, else `%v`.
  public static String strval(@Nullable Object value) {
    return value instanceof GoBytes bytes ? bytes.text() : print(value);
  }

  /// The flags of one verb.
  private static final class Flags {
    boolean plus;
    boolean minus;
    boolean sharp;
    boolean space;
    boolean zero;
    boolean sharpV;
    int width = -1;
    int precision = -1;
  }

  /// `fmt.Sprintf(format, arguments...)`.
  public static String sprintf(String format, @Nullable Object... arguments) {
    GoFormat printer = new GoFormat();
    printer.format(format, arguments);
    return printer.out.toString();
  }

  private void format(String format, @Nullable Object[] arguments) {
    int next = 0;
    boolean reordered = false;
    int end = format.length();
    for (int i = 0; i < end; ) {
      int percent = format.indexOf('%', i);
      if (percent < 0) {
        out.append(format, i, end);
        break;
      }
      out.append(format, i, percent);
      i = percent + 1;
      Flags flags = new Flags();
      boolean goodIndex = true;
      boolean afterIndex = false;
      scanFlags:
      for (; i < end; i++) {
        switch (format.charAt(i)) {
          case '#' -> flags.sharp = true;
          case '0' -> flags.zero = true;
          case '+' -> flags.plus = true;
          case '-' -> flags.minus = true;
          case ' ' -> flags.space = true;
          default -> {
            break scanFlags;
          }
        }
      }
      // Explicit argument index, width, precision: each may be preceded by an index.
      int[] index = argumentIndex(format, i, arguments.length);
      if (index[2] != 0) {
        reordered = true;
        i = index[1];
        afterIndex = index[2] == 1;
        goodIndex &= index[2] == 1;
        if (afterIndex) {
          next = index[0];
        }
      }
      if (i < end && format.charAt(i) == '*') {
        i++;
        if (next < arguments.length && isSize(arguments[next])) {
          flags.width = (int) (long) java.util.Objects.requireNonNull(integer(arguments[next]));
          if (flags.width < 0) {
            flags.minus = true;
            flags.width = -flags.width;
          }
          next++;
        } else {
          out.append("%!(BADWIDTH)");
          next++;
        }
        afterIndex = false;
      } else {
        int start = i;
        i = endOfNumber(format, start);
        if (i > start && i < end) {
          flags.width = Integer.parseInt(format.substring(start, i));
          if (afterIndex) {
            goodIndex = false;
          }
        }
      }
      if (i + 1 <= end && i < end && format.charAt(i) == '.') {
        i++;
        if (afterIndex) {
          goodIndex = false;
        }
        int[] second = argumentIndex(format, i, arguments.length);
        if (second[2] != 0) {
          reordered = true;
          i = second[1];
          afterIndex = second[2] == 1;
          goodIndex &= second[2] == 1;
          if (afterIndex) {
            next = second[0];
          }
        }
        if (i < end && format.charAt(i) == '*') {
          i++;
          if (next < arguments.length && isSize(arguments[next])) {
            flags.precision =
                (int) (long) java.util.Objects.requireNonNull(integer(arguments[next]));
            if (flags.precision < 0) {
              flags.precision = -1;
              out.append("%!(BADPREC)");
            }
          } else {
            out.append("%!(BADPREC)");
          }
          next++;
          afterIndex = false;
        } else {
          int start = i;
          i = endOfNumber(format, start);
          flags.precision = i > start && i < end ? Integer.parseInt(format.substring(start, i)) : 0;
        }
      }
      if (!afterIndex) {
        int[] third = argumentIndex(format, i, arguments.length);
        if (third[2] != 0) {
          reordered = true;
          i = third[1];
          goodIndex &= third[2] == 1;
          if (third[2] == 1) {
            next = third[0];
          }
        }
      }
      if (i >= end) {
        out.append("%!(NOVERB)");
        break;
      }
      int verb = format.codePointAt(i);
      i += Character.charCount(verb);
      if (verb == '%') {
        out.append('%');
      } else if (!goodIndex) {
        out.append("%!").appendCodePoint(verb).append("(BADINDEX)");
      } else if (next >= arguments.length) {
        out.append("%!").appendCodePoint(verb).append("(MISSING)");
      } else {
        if (verb == 'v') {
          flags.sharpV = flags.sharp;
          flags.sharp = false;
          flags.plus = false;
        }
        argument(arguments[next], verb, flags);
        next++;
      }
    }
    if (!reordered && next < arguments.length) {
      out.append("%!(EXTRA ");
      for (int i = next; i < arguments.length; i++) {
        if (i > next) {
          out.append(", ");
        }
        if (arguments[i] == null) {
          out.append("<nil>");
        } else {
          out.append(GoValues.type(arguments[i])).append('=');
          value(arguments[i], 'v', new Flags());
        }
      }
      out.append(')');
    }
  }

  /// {argument number, position behind `]`, 0 none / 1 good / -1 bad}.
  private static int[] argumentIndex(String format, int at, int count) {
    if (at >= format.length() || format.charAt(at) != '[') {
      return new int[] {0, at, 0};
    }
    int close = format.indexOf(']', at);
    if (close < 0) {
      return new int[] {0, at + 1, -1};
    }
    String digits = format.substring(at + 1, close);
    if (digits.isEmpty() || digits.length() > 6 || !digits.chars().allMatch(c -> isDigit(c))) {
      return new int[] {0, close + 1, -1};
    }
    int number = Integer.parseInt(digits);
    return number < 1 || number > count
        ? new int[] {0, close + 1, -1}
        : new int[] {number - 1, close + 1, 1};
  }

  /// Go's `parsenum`: a number of more than a million that goes on swallows the format.
  private static int endOfNumber(String format, int start) {
    int number = 0;
    int at = start;
    for (; at < format.length() && isDigit(format.charAt(at)); at++) {
      if (number > MAX_SIZE) {
        return format.length();
      }
      number = number * 10 + format.charAt(at) - '0';
    }
    return at;
  }

  private static boolean isSize(@Nullable Object value) {
    Long number = integer(value);
    return number != null && Math.abs(number) <= MAX_SIZE;
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static @Nullable Long integer(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case GoInt number -> number.value();
      case GoUint number -> number.value();
      case null, default -> null;
    };
  }

  private void argument(@Nullable Object value, int verb, Flags flags) {
    if (value == null) {
      if (verb == 'T' || verb == 'v') {
        pad("<nil>", flags);
      } else {
        bad(verb, null);
      }
      return;
    }
    if (verb == 'T') {
      string(GoValues.type(value), 's', flags);
      return;
    }
    if (verb == 'p') {
      bad(verb, value);
      return;
    }
    value(value, verb, flags);
  }

  private void bad(int verb, @Nullable Object value) {
    out.append("%!").appendCodePoint(verb).append('(');
    if (value == null) {
      out.append("<nil>");
    } else {
      out.append(GoValues.type(value)).append('=');
      value(value, 'v', new Flags());
    }
    out.append(')');
  }

  private void value(@Nullable Object value, int verb, Flags flags) {
    switch (value) {
      case null -> {
        if (verb == 'v') {
          pad(flags.sharpV ? "interface {}(nil)" : "<nil>", flags);
        } else {
          bad(verb, null);
        }
      }
      case Boxed boxed -> value(boxed.value(), verb, flags);
      case Invalid _ -> out.append("<no value>");
      case Boolean bool -> {
        if (verb == 'v' || verb == 't') {
          pad(bool ? "true" : "false", flags);
        } else {
          bad(verb, value);
        }
      }
      case String text -> string(text, verb, flags);
      case Double number -> real(number, verb, flags);
      case Long number -> integer(number, verb, flags, value, true);
      case GoInt number -> integer(number.value(), verb, flags, value, true);
      case GoUint number -> integer(number.value(), verb, flags, value, false);
      case GoComplex number -> pad(number.toString(), flags);
      case GoBytes bytes -> bytes(bytes, verb, flags);
      case GoMap map -> map(map, verb, flags);
      case GoList list -> list(list, verb, flags);
      case ZonedDateTime time -> string(GoTime.text(time), verb, flags);
      case GoObject object -> string(object.text(), verb, flags);
      default -> out.append(value);
    }
  }

  private void map(GoMap map, int verb, Flags flags) {
    if (flags.sharpV) {
      out.append(map.type());
      if (map.isNil()) {
        out.append("(nil)");
        return;
      }
      out.append('{');
    } else {
      out.append("map[");
    }
    walk().enter(map.size());
    String gap = "";
    for (String key : map.sortedKeys()) {
      out.append(gap);
      gap = flags.sharpV ? ", " : " ";
      value(key, verb, flags);
      out.append(':');
      value(map.get(key), verb, flags);
    }
    walk().leave();
    out.append(flags.sharpV ? '}' : ']');
  }

  private void list(GoList list, int verb, Flags flags) {
    if (flags.sharpV) {
      out.append(list.type());
      if (list.isNil()) {
        out.append("(nil)");
        return;
      }
      out.append('{');
    } else {
      out.append('[');
    }
    walk().enter(list.size());
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        out.append(flags.sharpV ? ", " : " ");
      }
      value(list.get(i), verb, flags);
    }
    walk().leave();
    out.append(flags.sharpV ? '}' : ']');
  }

  private void bytes(GoBytes bytes, int verb, Flags flags) {
    switch (verb) {
      case 's', 'q', 'x', 'X' -> string(bytes.text(), verb, flags);
      default -> {
        out.append(flags.sharpV ? "[]byte{" : "[");
        for (int i = 0; i < bytes.bytes().length; i++) {
          if (i > 0) {
            out.append(flags.sharpV ? ", " : " ");
          }
          int number = bytes.bytes()[i] & 0xff;
          if (flags.sharpV) {
            out.append("0x%x".formatted(number));
          } else {
            integer(number, verb == 'v' ? 'd' : verb, flags, new GoUint("uint8", number), false);
          }
        }
        out.append(flags.sharpV ? '}' : ']');
      }
    }
  }

  private void string(String text, int verb, Flags flags) {
    if (out.length() + text.length() > LARGE) {
      Budget.current().text((long) out.length() + text.length());
    }
    switch (verb) {
      case 'v' -> {
        if (flags.sharpV) {
          quoted(text, flags);
        } else {
          pad(truncate(text, flags), flags);
        }
      }
      case 's' -> pad(truncate(text, flags), flags);
      case 'q' -> quoted(truncate(text, flags), flags);
      case 'x', 'X' -> hex(text, verb == 'X', flags);
      default -> bad(verb, text);
    }
  }

  private void quoted(String text, Flags flags) {
    boolean raw =
        flags.sharp
            && text.indexOf('`') < 0
            && text.codePoints().allMatch(c -> c == '\t' || (c >= ' ' && c != 0x7f && c != 0xfeff));
    pad(raw ? "`" + text + "`" : GoStrings.quote(text, '"', flags.plus), flags);
  }

  private void hex(String text, boolean upper, Flags flags) {
    byte[] bytes = GoStrings.encode(text);
    int count = flags.precision >= 0 ? Math.min(flags.precision, bytes.length) : bytes.length;
    StringBuilder digits = new StringBuilder();
    String prefix = flags.sharp ? upper ? "0X" : "0x" : "";
    if (count > 0) {
      digits.append(prefix);
    }
    for (int i = 0; i < count; i++) {
      if (flags.space && i > 0) {
        digits.append(' ').append(prefix);
      }
      digits.append((upper ? "%02X" : "%02x").formatted(bytes[i] & 0xff));
    }
    Flags plain = new Flags();
    plain.width = flags.width;
    plain.minus = flags.minus;
    pad(digits.toString(), plain);
  }

  private static String truncate(String text, Flags flags) {
    if (flags.precision < 0) {
      return text;
    }
    int count = text.codePointCount(0, text.length());
    return count <= flags.precision
        ? text
        : text.substring(0, text.offsetByCodePoints(0, flags.precision));
  }

  private void pad(String text, Flags flags) {
    int missing = flags.width < 0 ? 0 : flags.width - text.codePointCount(0, text.length());
    if (missing > LARGE) {
      Budget.current().text((long) out.length() + missing);
    }
    if (missing <= 0) {
      out.append(text);
    } else if (flags.minus) {
      out.append(text).append(" ".repeat(missing));
    } else {
      out.append((flags.zero ? "0" : " ").repeat(missing)).append(text);
    }
  }

  private void integer(long number, int verb, Flags flags, Object value, boolean signed) {
    switch (verb) {
      case 'v' -> {
        if (flags.sharpV && !signed) {
          Flags sharp = new Flags();
          sharp.sharp = true;
          digits(number, 16, "0x", false, sharp, signed);
        } else {
          digits(number, 10, "", false, flags, signed);
        }
      }
      case 'd' -> digits(number, 10, "", false, flags, signed);
      case 'b' -> digits(number, 2, flags.sharp ? "0b" : "", false, flags, signed);
      case 'o' -> digits(number, 8, flags.sharp ? "0" : "", false, flags, signed);
      case 'O' -> digits(number, 8, "0o", false, flags, signed);
      case 'x' -> digits(number, 16, flags.sharp ? "0x" : "", false, flags, signed);
      case 'X' -> digits(number, 16, flags.sharp ? "0X" : "", true, flags, signed);
      case 'c' -> pad(Character.toString(validRune(number)), flags);
      case 'q' ->
          pad(GoStrings.quote(Character.toString(validRune(number)), '\'', flags.plus), flags);
      case 'U' -> {
        String text = "U+%04X".formatted(number);
        if (flags.sharp && number >= 0 && number <= 0x10ffff && GoStrings.isPrint((int) number)) {
          text += " '" + Character.toString((int) number) + "'";
        }
        pad(text, flags);
      }
      default -> bad(verb, value);
    }
  }

  private static int validRune(long number) {
    boolean valid = number >= 0 && number <= 0x10ffff && !(number >= 0xd800 && number <= 0xdfff);
    return valid ? (int) number : 0xfffd;
  }

  private void digits(
      long number, int base, String prefix, boolean upper, Flags flags, boolean signed) {
    boolean negative = signed && number < 0;
    String digits =
        negative
            ? Long.toString(number, base).substring(1)
            : signed ? Long.toString(number, base) : Long.toUnsignedString(number, base);
    if (upper) {
      digits = digits.toUpperCase(java.util.Locale.ROOT);
    }
    int wanted = 0;
    boolean zero = flags.zero && !flags.minus;
    if (flags.precision >= 0) {
      wanted = flags.precision;
      zero = false;
      if (flags.precision == 0 && number == 0) {
        pad("", flags);
        return;
      }
    } else if (zero && flags.width > 0) {
      wanted = flags.width - (negative || flags.plus || flags.space ? 1 : 0);
    }
    if (digits.length() < wanted) {
      digits = "0".repeat(wanted - digits.length()) + digits;
    }
    if (!(prefix.equals("0") && digits.startsWith("0"))) {
      digits = prefix + digits;
    }
    String sign = negative ? "-" : flags.plus ? "+" : flags.space ? " " : "";
    Flags padding = new Flags();
    padding.width = flags.width;
    padding.minus = flags.minus;
    pad(sign + digits, padding);
  }

  private void real(double number, int verb, Flags flags) {
    String text =
        switch (verb) {
          case 'v', 'g', 'G' ->
              flags.precision < 0 ? GoNumbers.formatG(number) : general(number, flags.precision);
          case 'f', 'F' -> fixed(number, flags.precision < 0 ? 6 : flags.precision);
          case 'e', 'E' -> scientific(number, flags.precision < 0 ? 6 : flags.precision);
          case 'b', 'x', 'X' -> GoNumbers.formatG(number);
          default -> "";
        };
    if (text.isEmpty()) {
      bad(verb, number);
      return;
    }
    if (verb == 'G' || verb == 'E') {
      text = text.replace('e', 'E');
    }
    boolean infinite = Double.isNaN(number) || Double.isInfinite(number);
    if (!text.startsWith("-") && !text.startsWith("+") && !Double.isNaN(number)) {
      text = "+" + text;
    }
    if (flags.space && text.startsWith("+") && !flags.plus) {
      text = " " + text.substring(1);
    } else if (text.startsWith("+") && !flags.plus && !Double.isInfinite(number)) {
      text = text.substring(1);
    }
    if (flags.zero && !infinite && !flags.minus && flags.width > text.length()) {
      boolean sign = "+- ".indexOf(text.charAt(0)) >= 0;
      String digits = sign ? text.substring(1) : text;
      String zeros = "0".repeat(flags.width - text.length());
      out.append(sign ? text.substring(0, 1) : "").append(zeros).append(digits);
      return;
    }
    Flags padding = new Flags();
    padding.width = flags.width;
    padding.minus = flags.minus;
    pad(text, padding);
  }

  private static boolean isSpecial(double number) {
    return Double.isNaN(number) || Double.isInfinite(number);
  }

  private static String fixed(double number, int precision) {
    if (isSpecial(number)) {
      return GoNumbers.formatG(number);
    }
    String digits =
        new BigDecimal(Math.abs(number))
            .setScale(precision, RoundingMode.HALF_EVEN)
            .toPlainString();
    return (isNegative(number) ? "-" : "") + digits;
  }

  private static boolean isNegative(double number) {
    return number < 0 || (number == 0 && 1 / number < 0);
  }

  private static String scientific(double number, int precision) {
    if (isSpecial(number)) {
      return GoNumbers.formatG(number);
    }
    BigDecimal exact = new BigDecimal(Math.abs(number));
    int exponent = 0;
    String digits = "0".repeat(precision + 1);
    if (exact.signum() != 0) {
      BigDecimal rounded =
          exact.round(new java.math.MathContext(precision + 1, RoundingMode.HALF_EVEN));
      exponent = rounded.precision() - rounded.scale() - 1;
      digits = rounded.unscaledValue().toString();
      digits += "0".repeat(Math.max(0, precision + 1 - digits.length()));
    }
    StringBuilder text = new StringBuilder(isNegative(number) ? "-" : "");
    text.append(digits.charAt(0));
    if (precision > 0) {
      text.append('.').append(digits, 1, precision + 1);
    }
    return text.append(exponent < 0 ? "e-" : "e+")
        .append(Math.abs(exponent) < 10 ? "0" : "")
        .append(Math.abs(exponent))
        .toString();
  }

  private static String general(double number, int precision) {
    if (isSpecial(number) || number == 0) {
      return GoNumbers.formatG(number);
    }
    int wanted = precision == 0 ? 1 : precision;
    BigDecimal rounded =
        new BigDecimal(Math.abs(number))
            .round(new java.math.MathContext(wanted, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    int limit = wanted;
    if (limit > rounded.precision() && rounded.precision() >= exponent + 1) {
      limit = rounded.precision();
    }
    if (exponent < -4 || exponent >= limit) {
      return scientific(number, Math.min(wanted, rounded.precision()) - 1);
    }
    return (isNegative(number) ? "-" : "") + rounded.toPlainString();
  }
}
