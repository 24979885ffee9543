package dev.fairlead.chart.go;

/// An unsigned or narrow integer, such as the `uint8` that indexing a string gives.
///
/// @param type Go's name of the type
public record GoUint(String type, long value) {
  @Override
  public String toString() {
    return Long.toUnsignedString(value);
  }
}
