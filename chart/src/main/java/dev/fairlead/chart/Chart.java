package dev.fairlead.chart;

/// A loaded chart with its subcharts: immutable, safe for any thread, its templates parsed once.
public final class Chart {
  private final String name;

  Chart(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }
}
