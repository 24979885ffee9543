package dev.fairlead.yaml;

import java.math.BigDecimal;

/// Numbers as Go prints them: the shortest digits that read back as the same number.
public final class GoNumbers {
  // Whole numbers, which most numbers are, need no decimals; and getting those ready computes a
  // table of powers, which takes as long as rendering a small chart.

  /// Below it a whole number has no exponent in the `g` form.
  private static final int WHOLE_G = 1_000_000;

  /// Below it every whole number is a double of its own, with all its digits the shortest.
  private static final double WHOLE = 1e15;

  private GoNumbers() {}

  /// `strconv.FormatFloat(value, 'g', -1, 64)`, which `%v` prints too: exponent form where the
  /// decimal exponent is below -4, or 6 and above.
  public static String formatG(double value) {
    double size = Math.abs(value);
    if (size == (int) size && size < WHOLE_G) {
      return (negative(value) ? "-" : "") + (int) size;
    }
    return special(value, () -> general(digits(size), negative(value)));
  }

  /// `strconv.FormatFloat(value, 'g', -1, 32)`.
  public static String formatG32(double value) {
    float single = (float) value;
    return special(single, () -> general(Float.toString(Math.abs(single)), negative(single)));
  }

  /// A number as `encoding/json` writes it: exponent form below 1e-6 and from 1e21 on.
  ///
  /// @throws ArithmeticException for a number that JSON does not have
  public static String formatJson(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new ArithmeticException("json: unsupported value: " + formatG(value));
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 1e-6 || size >= 1e21)) {
      String text = exponent(digits(size), negative(value));
      // encoding/json turns e-09 into e-9.
      int length = text.length();
      return length >= 4 && text.startsWith("e-0", length - 4)
          ? text.substring(0, length - 2) + text.charAt(length - 1)
          : text;
    }
    return (negative(value) ? "-" : "") + plain(size);
  }

  /// `strconv.FormatFloat(value, 'f', -1, 64)`: never an exponent.
  public static String formatF(double value) {
    return special(value, () -> (negative(value) ? "-" : "") + plain(Math.abs(value)));
  }

  /// The shortest digits that read back as the number. Java never has fewer than two, which are not
  /// the shortest for the smallest numbers.
  private static String digits(double size) {
    if (size < 1e-321 && size > 0) {
      String one = "%.0e".formatted(size);
      if (Double.parseDouble(one) == size) {
        return one;
      }
    }
    return Double.toString(size);
  }

  private static boolean negative(double value) {
    return value < 0 || (value == 0 && 1 / value < 0);
  }

  private static String special(double value, java.util.function.Supplier<String> finite) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return finite.get();
  }

  private static String plain(double size) {
    if (size == (long) size && size < WHOLE) {
      return Long.toString((long) size);
    }
    BigDecimal decimal = new BigDecimal(digits(size));
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }

  private static String general(String javaDigits, boolean negative) {
    BigDecimal decimal = new BigDecimal(javaDigits).stripTrailingZeros();
    if (decimal.signum() == 0) {
      return negative ? "-0" : "0";
    }
    int exponent = decimal.precision() - decimal.scale() - 1;
    if (exponent < -4 || exponent >= 6) {
      return exponent(javaDigits, negative);
    }
    return (negative ? "-" : "") + decimal.toPlainString();
  }

  private static String exponent(String javaDigits, boolean negative) {
    BigDecimal decimal = new BigDecimal(javaDigits).stripTrailingZeros();
    String digits = decimal.unscaledValue().toString();
    int exponent = digits.length() - decimal.scale() - 1;
    StringBuilder out = new StringBuilder();
    if (negative) {
      out.append('-');
    }
    out.append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e').append(exponent < 0 ? '-' : '+');
    int size = Math.abs(exponent);
    if (size < 10) {
      out.append('0');
    }
    return out.append(size).toString();
  }
}
