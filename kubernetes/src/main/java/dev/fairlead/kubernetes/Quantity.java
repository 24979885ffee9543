package dev.fairlead.kubernetes;

import java.math.BigDecimal;
import java.util.Optional;

/// An amount of cpu, memory or another resource, as Kubernetes writes it.
///
/// @param amount the exact number, in cores, bytes or pieces
/// @param format the family of suffixes of the canonical form
public record Quantity(BigDecimal amount, Format format) implements Comparable<Quantity> {

  /// Families of suffixes.
  public enum Format {
    /// `m`, `k`, `M`, `G` ..
    DECIMAL_SI,
    /// `Ki`, `Mi`, `Gi` ..
    BINARY_SI,
    /// `e3`, `e6` ..
    DECIMAL_EXPONENT
  }

  /// Parses a quantity such as `1500m`, `1Gi`, `2e3`.
  ///
  /// @throws IllegalArgumentException when `text` is no quantity
  public static Quantity parse(String text) {
    return tryParse(text)
        .orElseThrow(() -> new IllegalArgumentException("not a quantity: \"" + text + "\""));
  }

  /// Parses a quantity; empty when `text` is none.
  public static Optional<Quantity> tryParse(String text) {
    throw new UnsupportedOperationException("not yet");
  }

  public Quantity plus(Quantity other) {
    return new Quantity(amount.add(other.amount), amount.signum() == 0 ? other.format : format);
  }

  public Quantity minus(Quantity other) {
    return new Quantity(
        amount.subtract(other.amount), amount.signum() == 0 ? other.format : format);
  }

  /// The amount in thousandths, rounded up.
  public long milliValue() {
    return amount.movePointRight(3).setScale(0, java.math.RoundingMode.CEILING).longValue();
  }

  /// The amount in whole units, rounded up.
  public long value() {
    return amount.setScale(0, java.math.RoundingMode.CEILING).longValue();
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  /// The canonical form, as the API server answers it: `1000m` is `1`, `1024Mi` is `1Gi`.
  @Override
  public String toString() {
    throw new UnsupportedOperationException("not yet");
  }
}
