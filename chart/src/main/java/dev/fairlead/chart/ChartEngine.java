package dev.fairlead.chart;

/// Renders charts. Engines are cheap and safe for any thread.
public final class ChartEngine {

  /// Renders a chart as `helm template` does.
  ///
  /// @throws ChartException with helm's message
  public Rendered render(Chart chart, RenderRequest request) {
    if (request.releaseName().isEmpty()) {
      throw new ChartException("release name \"\": no name provided");
    }
    throw new UnsupportedOperationException("rendering " + chart.name() + " is not there yet");
  }
}
