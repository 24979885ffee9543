package dev.fairlead.actions.expression;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/// Numbers as GitHub's expressions (C#'s `G15`) read and write them.
final class Numbers {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]{1,8}");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,11}");
  private static final MathContext FIFTEEN = new MathContext(15, RoundingMode.HALF_EVEN);

  private Numbers() {}

  /// NaN for what is no number; 0 for an empty or blank text.
  static double parse(String text) {
    String trimmed = text.strip();
    if (trimmed.isEmpty()) {
      return 0;
    }
    if (DECIMAL.matcher(trimmed).matches()) {
      return Double.parseDouble(trimmed);
    }
    if (HEX.matcher(trimmed).matches()) {
      return (int) Long.parseLong(trimmed.substring(2), 16); // 32 bits, signed, as in C#
    }
    if (OCTAL.matcher(trimmed).matches()) {
      return (int) Long.parseLong(trimmed.substring(2), 8);
    }
    return switch (trimmed) {
      case "Infinity", "+Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  static String format(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "Infinity" : "-Infinity";
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value).round(FIFTEEN).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= 15 || exponent <= -5) {
      String digits = rounded.unscaledValue().abs().toString();
      String mantissa =
          digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
      String power = Integer.toString(Math.abs(exponent));
      return (value < 0 ? "-" : "")
          + mantissa
          + (exponent < 0 ? "E-" : "E+")
          + (power.length() == 1 ? "0" + power : power);
    }
    return rounded.toPlainString();
  }
}
