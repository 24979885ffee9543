package dev.fairlead.chart;

import dev.fairlead.chart.go.GoMap;
import java.util.List;
import java.util.Optional;

/// A loaded chart with its subcharts: immutable and safe for any thread.
public final class Chart {
  private final Metadata metadata;
  private final GoMap values;
  private final List<ChartFile> templates;
  private final List<ChartFile> files;
  private final Optional<ChartSchema> schema;
  private final List<Chart> subcharts;
  private final List<Warning> warnings;
  private final Optional<ChartFile> valuesFile;
  private final ChartOrigin origin;

  Chart(
      Metadata metadata,
      GoMap values,
      List<ChartFile> templates,
      List<ChartFile> files,
      Optional<ChartSchema> schema,
      List<Chart> subcharts,
      List<Warning> warnings,
      Optional<ChartFile> valuesFile,
      ChartOrigin origin) {
    this.metadata = metadata;
    this.values = values;
    this.templates = List.copyOf(templates);
    this.files = List.copyOf(files);
    this.schema = schema;
    this.subcharts = List.copyOf(subcharts);
    this.warnings = List.copyOf(warnings);
    this.valuesFile = valuesFile;
    this.origin = origin;
  }

  public String name() {
    return metadata.name();
  }

  public Metadata metadata() {
    return metadata;
  }

  /// The charts in `charts/`, before conditions and tags are looked at.
  public List<Chart> subcharts() {
    return subcharts;
  }

  /// The paths of the templates, inside of the chart.
  public List<String> templatePaths() {
    return templates.stream().map(ChartFile::name).toList();
  }

  /// The default values as JSON.
  public com.fasterxml.jackson.databind.JsonNode defaultValues() {
    return dev.fairlead.chart.go.GoJson.tree(values);
  }

  /// Shared by all renderings: whoever wants to change them takes a copy.
  GoMap values() {
    return values;
  }

  /// The default values, not to be changed.
  GoMap defaults() {
    return values;
  }

  List<ChartFile> templates() {
    return templates;
  }

  List<ChartFile> files() {
    return files;
  }

  Optional<ChartSchema> schema() {
    return schema;
  }

  List<Warning> warnings() {
    return warnings;
  }

  /// `values.yaml` as it is written.
  Optional<ChartFile> valuesFile() {
    return valuesFile;
  }

  ChartOrigin origin() {
    return origin;
  }

  Chart withSubcharts(List<Chart> charts) {
    return new Chart(
        metadata, values, templates, files, schema, charts, warnings, valuesFile, origin);
  }
}
