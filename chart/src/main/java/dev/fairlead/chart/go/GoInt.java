package dev.fairlead.chart.go;

import java.math.BigInteger;

/// Go's `int`: what literals, `len` and `until` give. (`int64` is a `Long`.)
public record GoInt(long value) {
  @Override
  public String toString() {
    return Long.toString(value);
  }

  /// More digits than any number that Go's templates can hold, in any base.
  private static final int MAX_DIGITS = 1_000;

  /// Digits as a number of any size; where there are very many, some number that is out of the
  /// range of all integers, since telling which takes long.
  public static BigInteger digits(String digits, int base) {
    int start = 0;
    while (start < digits.length() - 1 && digits.charAt(start) == '0') {
      start++;
    }
    return digits.length() - start > MAX_DIGITS
        ? BigInteger.ONE.shiftLeft(MAX_DIGITS)
        : new BigInteger(digits.substring(start), base);
  }
}
