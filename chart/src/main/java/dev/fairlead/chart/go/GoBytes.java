package dev.fairlead.chart.go;

/// Go's `[]byte`. The array is never changed.
@SuppressWarnings("ArrayRecordComponent")
public record GoBytes(byte[] bytes) {
  /// The text of the bytes.
  public String text() {
    return GoStrings.decode(bytes);
  }
}
