package dev.fairlead.chart;

import dev.fairlead.chart.go.GoMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A chart while one rendering sorts out its dependencies. Confined to that rendering.
final class WorkingChart {
  Metadata metadata;

  /// Shared with the chart: replaced, never changed.
  GoMap values;

  final List<ChartFile> templates;
  final List<ChartFile> files;
  final Optional<ChartSchema> schema;

  /// What it was made of.
  final Chart source;

  private List<WorkingChart> dependencies = new ArrayList<>();
  private @Nullable WorkingChart parent;

  private WorkingChart(
      Metadata metadata,
      GoMap values,
      List<ChartFile> templates,
      List<ChartFile> files,
      Optional<ChartSchema> schema,
      Chart source) {
    this.source = source;
    this.metadata = metadata;
    this.values = values;
    this.templates = templates;
    this.files = files;
    this.schema = schema;
  }

  static WorkingChart of(Chart chart) {
    WorkingChart out =
        new WorkingChart(
            chart.metadata(),
            chart.values(),
            chart.templates(),
            chart.files(),
            chart.schema(),
            chart);
    out.setDependencies(chart.subcharts().stream().map(WorkingChart::of).toList());
    return out;
  }

  /// A copy for an alias.
  ///
  /// @param deep with copies of its dependencies, rather than the same ones, which stay where they
  ///   are
  WorkingChart copy(boolean deep) {
    WorkingChart out = new WorkingChart(metadata, values, templates, files, schema, source);
    if (deep) {
      out.setDependencies(dependencies.stream().map(sub -> sub.copy(true)).toList());
    } else {
      out.dependencies = new ArrayList<>(dependencies);
    }
    return out;
  }

  String name() {
    return metadata.name();
  }

  List<WorkingChart> dependencies() {
    return dependencies;
  }

  void setDependencies(List<WorkingChart> charts) {
    dependencies = new ArrayList<>(charts);
    for (WorkingChart chart : charts) {
      chart.parent = this;
    }
  }

  boolean isRoot() {
    return parent == null;
  }

  String fullPath() {
    return parent == null ? name() : parent.fullPath() + "/charts/" + name();
  }
}
