package dev.fairlead.chart.go;

/// Go's `int`: what literals, `len` and `until` give. (`int64` is a `Long`.)
public record GoInt(long value) {
  @Override
  public String toString() {
    return Long.toString(value);
  }
}
