package dev.fairlead.check;

import dev.fairlead.chart.ChartException;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.render.Manifest;
import dev.fairlead.sync.render.ManifestRenderer;
import dev.fairlead.sync.render.RenderException;
import dev.fairlead.sync.render.SourceRevision;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Charts that no Application uses are rendered with their own values. People install them in ways
/// that are not seen here, so that only what fails with every values file beside them counts.
final class StandaloneCharts {
  private static final Pattern VALUES =
      Pattern.compile("(values[-._].*|.*[-._]values)\\.ya?ml", Pattern.CASE_INSENSITIVE);

  /// What an author's `fail` and `required` say to those who install: no fault of the chart.
  private static final String WANTED = "execution error at (";

  private final Revision revision;
  private final ManifestRenderer renderer;
  private final RenderFailures failures;
  private final Map<String, ChartException> failed = new TreeMap<>();

  StandaloneCharts(Revision revision, ManifestRenderer renderer) {
    this.revision = revision;
    this.renderer = renderer;
    this.failures = new RenderFailures(revision);
  }

  /// Renders the charts that nobody uses, and keeps those that fail.
  ///
  /// @param used directories that Applications render
  /// @return the Applications among what they render to: a chart of Applications is installed by
  ///   hand, to begin with
  List<Unit> render(Set<String> used) {
    Set<String> charts = charts();
    var dependencies = new ChartDependencies(revision.files());
    Set<String> parts = new HashSet<>();
    charts.forEach(chart -> parts.addAll(dependencies.locals(chart)));
    List<Unit> units = new ArrayList<>();
    for (String chart : charts) {
      if (!used.contains(chart) && !parts.contains(chart) && !Files.isForeign(chart)) {
        switch (render(chart, "")) {
          case Outcome.Done(List<Manifest> manifests) -> {
            for (Manifest manifest : manifests) {
              units.addAll(Applications.rendered(revision, manifest.object(), manifest.origin()));
            }
          }
          case Outcome.Failed(ChartException failure) -> failed.put(chart, failure);
        }
      }
    }
    return units;
  }

  /// Remarks on those that failed, but for what was found to be used after all.
  void remark(Set<String> used) {
    failed.forEach((chart, failure) -> {
      if (!used.contains(chart) && !isNamed(chart)) {
        check(chart, failure);
      }
    });
  }

  /// Whether some file names the chart as a source: a set that cannot be generated here, or a
  /// template. What it is given there is not known.
  private boolean isNamed(String chart) {
    Pattern path = Pattern.compile("path:\\s*[\"']?(\\./)?" + Pattern.quote(chart) + "/?[\"']?\\s");
    for (TreeEntry entry : revision.files().all()) {
      boolean yaml = entry.name().endsWith(".yaml") || entry.name().endsWith(".yml");
      if (yaml && path.matcher(revision.files().text(entry.path())).find()) {
        revision.unchecked("the chart " + chart + ": " + entry.path() + " says with what values");
        return true;
      }
    }
    return false;
  }

  /// The directories of charts that are no part of another chart.
  private Set<String> charts() {
    var charts = new TreeSet<String>();
    for (TreeEntry entry : revision.files().all()) {
      if (entry.name().equals("Chart.yaml")) {
        String directory = Files.parent(entry.path());
        String text = revision.files().text(entry.path());
        // `helm create` in a scaffold: a chart once somebody has filled it in.
        boolean scaffold = text.contains("{{") || text.contains("{%");
        if (!scaffold && charts.stream().noneMatch(outer -> isPart(directory, outer))) {
          charts.add(directory);
        }
      }
    }
    return charts;
  }

  private static boolean isPart(String directory, String chart) {
    String prefix = chart.isEmpty() ? "" : chart + "/";
    return directory.startsWith(prefix + "charts/") || directory.startsWith(prefix + "templates/");
  }

  private void check(String chart, ChartException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.contains("library charts are not installable")
        || message.contains("chart requires kubeVersion")
        || message.startsWith(WANTED)
        || message.startsWith("values don't meet the specifications")) {
      return;
    }
    if (message.startsWith("cannot load")
        && revision.files().names(chart).stream()
            .map(name -> Files.join(chart, name))
            .anyMatch(file ->
                revision.files().isFile(file)
                    && YamlFiles.isScaffold(revision.files().text(file)))) {
      revision.unchecked("the chart " + Files.show(chart) + ": somebody has to fill it in first");
      return;
    }
    List<Remark> remarks = failures.chart(failure, chart);
    boolean fetched =
        remarks.stream()
            .anyMatch(each ->
                each.finding().rule().equals(Rules.DEPENDENCY)
                    && each.finding().message().contains("helm dependency build"));
    if (fetched) {
      revision.unchecked(
          "the chart " + Files.show(chart) + ": needs the charts that it depends on");
      return;
    }
    for (String values : valuesFiles(chart)) {
      if (failure.value().isPresent() && render(chart, values) instanceof Outcome.Done) {
        return;
      }
    }
    remarks.forEach(revision::add);
  }

  private List<String> valuesFiles(String chart) {
    List<String> found = new ArrayList<>();
    for (String name : revision.files().names(chart)) {
      if (VALUES.matcher(name).matches()) {
        found.add(name);
      }
    }
    for (String name : revision.files().names(Files.join(chart, "ci"))) {
      if (name.endsWith(".yaml") || name.endsWith(".yml")) {
        found.add("ci/" + name);
      }
    }
    return found;
  }

  private sealed interface Outcome {
    record Done(List<Manifest> manifests) implements Outcome {}

    record Failed(ChartException failure) implements Outcome {}
  }

  private Outcome render(String chart, String values) {
    Map<String, Object> helm =
        values.isEmpty()
            ? Map.of("releaseName", Standalone.NAME)
            : Map.of("releaseName", Standalone.NAME, "valueFiles", List.of(values));
    Application application = Standalone.application(revision, chart, Map.of("helm", helm));
    try {
      return new Outcome.Done(
          renderer
              .render(
                  application,
                  List.of(
                      new SourceRevision(
                          application.sources().getFirst(), revision.commit(), revision.tree())),
                  revision.request().cluster())
              .manifests());
    } catch (RenderException e) {
      return new Outcome.Failed(
          e.getCause() instanceof ChartException failure
              ? failure
              : new ChartException(String.valueOf(e.getMessage())));
    }
  }
}
