package dev.fairlead.chart;

import dev.fairlead.chart.TemplateCommandLine.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Compares generated templates with a real helm: those that succeed many at once, those that fail
/// one by one.
final class Comparison {
  private static final int AT_ONCE = 60;
  private static final List<String> COMMAND_LINE = List.of("rel", "chart");

  /// A real helm: what it prints, and what it says behind `Error: `.
  interface Helm {
    Result template(Path directory, List<String> arguments);
  }

  private final Helm helm;
  private final TemplateCommandLine ours;
  private final HelmVersion version;
  private final Path directory;
  private final String values;
  private final int mostFailures;
  private final List<String> differences = new ArrayList<>();
  private int compared;

  /// @param mostFailures how many failing templates are given to helm
  Comparison(
      Helm helm,
      ChartEngine engine,
      HelmVersion version,
      Path directory,
      String values,
      int mostFailures) {
    this.helm = helm;
    this.ours = new TemplateCommandLine(engine, new DiskWorkspace(directory));
    this.version = version;
    this.directory = directory;
    this.values = values;
    this.mostFailures = mostFailures;
  }

  /// Each difference with its template.
  List<String> differences(List<String> templates) {
    List<String> fine = new ArrayList<>();
    int failures = 0;
    for (String template : templates) {
      if (ours(ProbeChart.ofTexts(List.of(template))).exitCode() == 0) {
        fine.add(template);
      } else if (failures++ < mostFailures) {
        single(template);
      }
    }
    for (int i = 0; i < fine.size(); i += AT_ONCE) {
      together(fine.subList(i, Math.min(fine.size(), i + AT_ONCE)));
    }
    return differences;
  }

  int compared() {
    return compared;
  }

  private void write(String template) {
    try {
      ProbeChart.write(directory.resolve("chart"), template, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Result ours(String template) {
    write(template);
    List<String> arguments =
        new ArrayList<>(List.of("--helm", version == HelmVersion.V3 ? "3" : "4"));
    arguments.addAll(COMMAND_LINE);
    Result result = ours.run(arguments);
    return new Result(result.exitCode(), result.stdout(), error(result));
  }

  /// What stands behind `Error: `.
  static String error(Result result) {
    String error = result.stderr();
    int at = error.indexOf("Error: ");
    return at < 0 ? "" : error.substring(at + "Error: ".length(), error.length() - 1);
  }

  private void together(List<String> templates) {
    String text = ProbeChart.ofTexts(templates);
    Result actual = ours(text);
    Result expected = helm.template(directory, COMMAND_LINE);
    if (expected.exitCode() == 0 && actual.exitCode() == 0) {
      compared += templates.size();
      List<String> wanted = ProbeChart.named(expected.stdout(), templates);
      List<String> found = ProbeChart.named(actual.stdout(), templates);
      for (int i = 0; i < Math.max(wanted.size(), found.size()); i++) {
        String one = i < wanted.size() ? wanted.get(i) : "";
        String other = i < found.size() ? found.get(i) : "";
        if (!one.equals(other)) {
          differences.add("helm: " + one + "\nours: " + other);
        }
      }
    } else if (templates.size() == 1) {
      single(templates.getFirst());
    } else {
      int half = templates.size() / 2;
      together(templates.subList(0, half));
      together(templates.subList(half, templates.size()));
    }
  }

  private void single(String template) {
    compared++;
    Result actual = ours(ProbeChart.ofTexts(List.of(template)));
    Result expected = helm.template(directory, COMMAND_LINE);
    if (!actual.equals(expected)) {
      differences.add(
          template
              + "\n  helm: "
              + expected.stdout()
              + expected.stderr()
              + "\n  ours: "
              + actual.stdout()
              + actual.stderr());
    }
  }
}
