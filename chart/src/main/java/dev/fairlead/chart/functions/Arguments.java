package dev.fairlead.chart.functions;

import dev.fairlead.chart.go.GoBytes;
import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoFormat;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoList;
import dev.fairlead.chart.go.GoMap;
import dev.fairlead.chart.go.GoUint;
import dev.fairlead.chart.go.GoValues;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the arguments of a call.
final class Arguments {
  static final String NIL_POINTER =
      "runtime error: invalid memory address or nil pointer dereference";

  private Arguments() {}

  static String text(@Nullable Object value) {
    return (String) Objects.requireNonNull(value);
  }

  static int integer(@Nullable Object value) {
    long number = ((GoInt) Objects.requireNonNull(value)).value();
    return Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  static GoMap map(@Nullable Object value) {
    // A nil map parameter is an empty map that cannot be written.
    return value == null ? GoMap.nil(GoMap.Type.INTERFACE) : (GoMap) value;
  }

  static @Nullable Object[] rest(@Nullable Object[] arguments, int from) {
    return java.util.Arrays.copyOfRange(arguments, from, arguments.length);
  }

  /// The elements of a slice of any kind.
  ///
  /// @param problem what Sprig says of another type, with `%s` for its kind
  static List<@Nullable Object> list(@Nullable Object value, String problem) {
    return switch (value) {
      case null -> throw new GoError(NIL_POINTER);
      case GoList list -> list.items();
      case GoBytes bytes -> {
        List<@Nullable Object> items = new ArrayList<>();
        for (byte b : bytes.bytes()) {
          items.add(new GoUint("uint8", b & 0xff));
        }
        yield items;
      }
      default -> throw new GoError(problem.formatted(GoValues.kind(value)));
    };
  }

  /// Sprig's `empty`.
  static boolean isEmpty(@Nullable Object value) {
    return !GoValues.isTrue(value);
  }

  /// `cast.ToInt64`.
  static long toInt64(@Nullable Object value) {
    return switch (value) {
      case Long number -> number;
      case GoInt number -> number.value();
      case GoUint number -> number.value();
      case Double number -> fromDouble(number);
      case Boolean bool -> bool ? 1 : 0;
      case String text -> parseInt(trimZeroDecimal(text));
      case null, default -> 0;
    };
  }

  /// float64 to int64 as amd64 does it.
  static long fromDouble(double number) {
    return number >= 0x1p63 || number < -0x1p63 || Double.isNaN(number)
        ? Long.MIN_VALUE
        : (long) number;
  }

  private static String trimZeroDecimal(String text) {
    boolean foundZero = false;
    for (int i = text.length(); i > 0; i--) {
      char c = text.charAt(i - 1);
      if (c == '.') {
        return foundZero ? text.substring(0, i - 1) : text;
      }
      if (c != '0') {
        return text;
      }
      foundZero = true;
    }
    return text;
  }

  /// `strconv.ParseInt(text, 0, 0)`, 0 where it fails.
  private static long parseInt(String text) {
    BigInteger value = parseInteger(text);
    return value != null && value.bitLength() <= 63 ? value.longValue() : 0;
  }

  static @Nullable BigInteger parseInteger(String text) {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    int base = 10;
    boolean prefixed = false;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      char mark = Character.toLowerCase(digits.charAt(1));
      prefixed = true;
      if (mark == 'x' || mark == 'o' || mark == 'b') {
        base = mark == 'x' ? 16 : mark == 'o' ? 8 : 2;
        digits = digits.substring(2);
      } else {
        base = 8;
        digits = digits.substring(1);
      }
    }
    if (digits.indexOf('_') >= 0) {
      String inner = prefixed && digits.startsWith("_") ? digits.substring(1) : digits;
      if (inner.startsWith("_") || inner.endsWith("_") || inner.contains("__")) {
        return null;
      }
      digits = inner.replace("_", "");
    }
    if (digits.isEmpty()) {
      return null;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) > 'f' || Character.digit(digits.charAt(i), base) < 0) {
        return null;
      }
    }
    BigInteger value = GoInt.digits(digits, base);
    return negative ? value.negate() : value;
  }

  /// `cast.ToFloat64`.
  static double toFloat64(@Nullable Object value) {
    return switch (value) {
      case Double number -> number;
      case Long number -> number;
      case GoInt number -> number.value();
      case GoUint number -> number.value();
      case Boolean bool -> bool ? 1 : 0;
      case String text -> parseFloat(text);
      case null, default -> 0;
    };
  }

  private static double parseFloat(String text) {
    if (text.matches(
        "[-+]?([0-9](_?[0-9])*\\.?([0-9](_?[0-9])*)?|\\.[0-9](_?[0-9])*)([eE][-+]?[0-9](_?[0-9])*)?")) {
      double number = Double.parseDouble(text.replace("_", ""));
      return Double.isInfinite(number) ? 0 : number;
    }
    return switch (text.toLowerCase(java.util.Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> {
        if (text.matches("[-+]?0[xX][0-9a-fA-F]*\\.?[0-9a-fA-F]*[pP][-+]?[0-9]+")) {
          yield Double.parseDouble(text);
        }
        yield 0;
      }
    };
  }

  /// The shortest decimal of a float, as shopspring/decimal starts from.
  static BigDecimal decimal(@Nullable Object value) {
    double number = toFloat64(value);
    if (Double.isNaN(number) || Double.isInfinite(number)) {
      throw new GoError(
          "Cannot create a Decimal from " + dev.fairlead.yaml.GoNumbers.formatG(number));
    }
    return new BigDecimal(Double.toString(number));
  }

  /// Sprig's `strslice`.
  static List<String> strings(@Nullable Object value) {
    List<String> out = new ArrayList<>();
    switch (value) {
      case null -> {}
      case GoList list -> {
        for (Object item : list.items()) {
          if (item != null) {
            out.add(GoFormat.strval(item));
          }
        }
      }
      case GoBytes bytes -> {
        for (byte b : bytes.bytes()) {
          out.add(Integer.toString(b & 0xff));
        }
      }
      default -> out.add(GoFormat.strval(value));
    }
    return out;
  }
}
