package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An amount of cpu, memory or another resource, as Kubernetes writes it.
///
/// @param amount the exact number, in cores, bytes or pieces
/// @param format the family of suffixes of the canonical form
public record Quantity(BigDecimal amount, Format format) implements Comparable<Quantity> {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))([numkMGTPE]?|[KMGTPE]i|[eE][+-]?[0-9]{1,9})");
  private static final List<String> DECIMAL =
      List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final int UNIT = 3;
  private static final BigInteger KIBI = BigInteger.valueOf(1024);

  /// Numbers with more digits are nobody's cpu or memory; they would only cost time.
  private static final int MAX_EXPONENT = 100;

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
    Matcher match = SYNTAX.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    BigDecimal number = new BigDecimal(normal(match.group(1)));
    String suffix = match.group(2);
    int decimal = DECIMAL.indexOf(suffix);
    if (decimal >= 0) {
      return Optional.of(
          new Quantity(number.scaleByPowerOfTen(3 * (decimal - UNIT)), Format.DECIMAL_SI));
    }
    int binary = BINARY.indexOf(suffix);
    if (binary >= 0) {
      return Optional.of(
          new Quantity(
              number.multiply(new BigDecimal(BigInteger.TWO.pow(10 * binary))), Format.BINARY_SI));
    }
    int exponent = Integer.parseInt(suffix.substring(1));
    return Math.abs(exponent) > MAX_EXPONENT
        ? Optional.empty()
        : Optional.of(new Quantity(number.scaleByPowerOfTen(exponent), Format.DECIMAL_EXPONENT));
  }

  /// `.5` and `5.` are numbers in Kubernetes.
  private static String normal(String number) {
    String text = number.startsWith(".") ? "0" + number : number;
    text = text.replace("+.", "+0.").replace("-.", "-0.");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /// Reads a JSON string or number; empty for other nodes and texts that are no quantity.
  public static Optional<Quantity> of(JsonNode node) {
    return node.isTextual() || node.isNumber() ? tryParse(node.asText()) : Optional.empty();
  }

  /// The sum, in this quantity's format.
  public Quantity plus(Quantity other) {
    return new Quantity(amount.add(other.amount), amount.signum() == 0 ? other.format : format);
  }

  /// The difference, in this quantity's format.
  public Quantity minus(Quantity other) {
    return new Quantity(
        amount.subtract(other.amount), amount.signum() == 0 ? other.format : format);
  }

  /// The amount in thousandths, rounded up.
  public long milliValue() {
    return amount.movePointRight(3).setScale(0, RoundingMode.CEILING).longValue();
  }

  /// The amount in whole units, rounded up.
  public long value() {
    return amount.setScale(0, RoundingMode.CEILING).longValue();
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  /// The canonical form, as the API server answers it: `1000m` is `1`, `1024Mi` is `1Gi`.
  @Override
  public String toString() {
    if (amount.signum() == 0) {
      return "0";
    }
    if (format == Format.BINARY_SI && amount.abs().compareTo(BigDecimal.valueOf(1024)) >= 0) {
      BigInteger whole = roundUp(0).toBigInteger();
      int power = 0;
      while (power < BINARY.size() - 1 && whole.remainder(KIBI).signum() == 0) {
        whole = whole.divide(KIBI);
        power++;
      }
      return whole + BINARY.get(power);
    }
    // Nothing is finer than a billionth.
    BigDecimal plain = roundUp(9).stripTrailingZeros();
    int exponent = Math.floorDiv(-plain.scale(), 3) * 3;
    if (format == Format.DECIMAL_EXPONENT) {
      return plain.scaleByPowerOfTen(-exponent).toBigInteger()
          + (exponent == 0 ? "" : "e" + exponent);
    }
    int index = Math.min(exponent / 3 + UNIT, DECIMAL.size() - 1);
    return plain.scaleByPowerOfTen(-3 * (index - UNIT)).toBigInteger() + DECIMAL.get(index);
  }

  private BigDecimal roundUp(int scale) {
    return amount.scale() <= scale ? amount : amount.setScale(scale, RoundingMode.UP);
  }
}
