package dev.fairlead.chart.go;

import dev.fairlead.yaml.GoNumbers;

/// Go's `complex128`, which only a literal can make.
public record GoComplex(double real, double imaginary) {
  @Override
  public String toString() {
    String second = GoNumbers.formatG(imaginary);
    boolean signed = second.startsWith("-") || second.startsWith("+");
    return "(" + GoNumbers.formatG(real) + (signed ? "" : "+") + second + "i)";
  }
}
