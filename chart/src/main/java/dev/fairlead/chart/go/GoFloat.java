package dev.fairlead.chart.go;

import dev.fairlead.yaml.GoNumbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// `strconv.FormatFloat` of a `float64`.
final class GoFloat {
  private static final int MANTISSA_BITS = 52;
  private static final int BIAS = 1023;

  private GoFloat() {}

  /// The text of a number.
  ///
  /// @param verb one of `b e E f g G x X`
  /// @param precision the number of digits as the verb counts them; -1 for as few as read back as
  ///   the same number
  static String format(double number, int verb, int precision) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    boolean negative = Double.doubleToRawLongBits(number) < 0;
    double size = Math.abs(number);
    String digits =
        switch (verb) {
          case 'e' -> scientific(size, precision);
          case 'E' -> scientific(size, precision).replace('e', 'E');
          case 'f' -> fixed(size, precision);
          case 'g' -> general(size, precision);
          case 'G' -> general(size, precision).replace('e', 'E');
          case 'b' -> binary(size);
          case 'x' -> hexadecimal(size, precision);
          case 'X' -> hexadecimal(size, precision).replace('x', 'X').replace('p', 'P');
          default -> throw new IllegalArgumentException("no format: " + (char) verb);
        };
    return (negative ? "-" : "")
        + (verb == 'X' ? digits.toUpperCase(java.util.Locale.ROOT) : digits);
  }

  private static BigDecimal shortest(double size) {
    return new BigDecimal(Double.toString(size)).stripTrailingZeros();
  }

  private static String fixed(double size, int precision) {
    if (precision < 0) {
      return GoNumbers.formatF(size);
    }
    return new BigDecimal(size).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String scientific(double size, int precision) {
    if (size == 0) {
      return exponent("0".repeat(Math.max(precision, 0) + 1), 0);
    }
    BigDecimal decimal =
        precision < 0
            ? shortest(size)
            : new BigDecimal(size).round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    String digits = decimal.unscaledValue().toString();
    int exponent = digits.length() - decimal.scale() - 1;
    if (precision >= 0) {
      digits += "0".repeat(Math.max(0, precision + 1 - digits.length()));
    }
    return exponent(digits, exponent);
  }

  private static String exponent(String digits, int exponent) {
    StringBuilder out = new StringBuilder().append(digits.charAt(0));
    if (digits.length() > 1) {
      out.append('.').append(digits, 1, digits.length());
    }
    out.append('e');
    return signed(out, exponent).toString();
  }

  /// An exponent has a sign and two digits at least.
  private static StringBuilder signed(StringBuilder out, int exponent) {
    int size = Math.abs(exponent);
    return out.append(exponent < 0 ? '-' : '+').append(size < 10 ? "0" : "").append(size);
  }

  private static String general(double size, int precision) {
    if (precision < 0) {
      return GoNumbers.formatG(size);
    }
    int wanted = precision == 0 ? 1 : precision;
    if (size == 0) {
      return "0";
    }
    BigDecimal rounded =
        new BigDecimal(size)
            .round(new MathContext(wanted, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    int limit = wanted;
    if (limit > rounded.precision() && rounded.precision() >= exponent + 1) {
      limit = rounded.precision();
    }
    return exponent < -4 || exponent >= limit
        ? exponent(rounded.unscaledValue().toString(), exponent)
        : rounded.toPlainString();
  }

  private static String binary(double size) {
    long bits = Double.doubleToRawLongBits(size);
    int exponent = (int) (bits >>> MANTISSA_BITS);
    long mantissa = bits & ((1L << MANTISSA_BITS) - 1);
    if (exponent == 0) {
      exponent++;
    } else {
      mantissa |= 1L << MANTISSA_BITS;
    }
    int power = exponent - BIAS - MANTISSA_BITS;
    return mantissa + "p" + (power < 0 ? "" : "+") + power;
  }

  /// `fmtX` of `strconv/ftoa.go`: the mantissa in 61 bits, its first one being the integer part.
  private static String hexadecimal(double size, int precision) {
    long bits = Double.doubleToRawLongBits(size);
    int exponent = (int) (bits >>> MANTISSA_BITS);
    long mantissa = bits & ((1L << MANTISSA_BITS) - 1);
    if (exponent == 0) {
      exponent++;
    } else {
      mantissa |= 1L << MANTISSA_BITS;
    }
    exponent = mantissa == 0 ? 0 : exponent - BIAS;
    mantissa <<= 60 - MANTISSA_BITS;
    while (mantissa != 0 && (mantissa & (1L << 60)) == 0) {
      mantissa <<= 1;
      exponent--;
    }
    if (precision >= 0 && precision < 15) {
      int shift = precision * 4;
      long extra = (mantissa << shift) & ((1L << 60) - 1);
      mantissa >>>= 60 - shift;
      if ((extra | (mantissa & 1)) > 1L << 59) {
        mantissa++;
      }
      mantissa <<= 60 - shift;
      if ((mantissa & (1L << 61)) != 0) {
        mantissa >>>= 1;
        exponent++;
      }
    }
    StringBuilder out = new StringBuilder("0x").append((mantissa >>> 60) & 1);
    mantissa <<= 4;
    if (precision < 0 ? mantissa != 0 : precision > 0) {
      out.append('.');
      for (int i = 0; precision < 0 ? mantissa != 0 : i < precision; i++) {
        out.append(Character.forDigit((int) (mantissa >>> 60), 16));
        mantissa <<= 4;
      }
    }
    return signed(out.append('p'), exponent).toString();
  }
}
