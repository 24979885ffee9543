package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The engine beside real helm 4.1.4 in the same run: charts, command lines, expressions, failures.
class HelmConformanceTest {
  private static Optional<RealHelm> found = Optional.empty();

  private final ChartEngine engine = new ChartEngine(Clock.systemUTC(), new Random(1));

  @BeforeAll
  static void findHelm() {
    found = RealHelm.find();
  }

  private static RealHelm helm() {
    assumeTrue(found.isPresent(), "helm v4.1.4 is not here: run build/tools helm");
    return found.orElseThrow();
  }

  private static Path resources(String name) throws URISyntaxException {
    return Path.of(
        java.util.Objects.requireNonNull(HelmConformanceTest.class.getResource("/" + name))
            .toURI());
  }

  @TestFactory
  Stream<DynamicTest> commandLinesGiveTheSameBytesAndMessages() throws Exception {
    RealHelm helm = helm();
    Path charts = resources("charts");
    TemplateCommandLine commandLine = new TemplateCommandLine(engine, new DiskWorkspace(charts));
    return Files.readAllLines(charts.resolve("cases.txt")).stream()
        .filter(line -> !line.isBlank())
        .map(line -> line.split("\t"))
        .map(parts ->
            DynamicTest.dynamicTest(
                parts[0],
                () -> helm.assertSame(commandLine, charts, Arrays.asList(parts[1].split(" ")))));
  }

  @TestFactory
  Stream<DynamicTest> failuresHaveTheSameText(@TempDir Path directory) throws Exception {
    RealHelm helm = helm();
    List<String> lines = Files.readAllLines(resources("conformance/failures.txt"));
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      Path work = directory.resolve("case" + i);
      tests.add(
          DynamicTest.dynamicTest(
              line,
              () -> {
                String text =
                    line.contains("{{") ? line : line.replace("\\n", "\n").replace("\\t", "\t");
                probe(work.resolve("chart"), "\n" + text + "\n");
                helm.assertSame(
                    new TemplateCommandLine(engine, new DiskWorkspace(work)),
                    work,
                    List.of("rel", "chart"));
              }));
    }
    return tests.stream();
  }

  @Test
  void expressionsHaveTheSameValue(@TempDir Path directory) throws Exception {
    RealHelm helm = helm();
    List<String> lines = Files.readAllLines(resources("conformance/expressions.txt"));
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.size(); i++) {
      text.append("c%d: {{ print (%s) | toJson }}\n".formatted(i, lines.get(i)));
    }
    probe(directory.resolve("chart"), text.toString());
    TemplateCommandLine.Result expected = helm.template(directory, List.of("rel", "chart"));
    TemplateCommandLine.Result actual =
        new TemplateCommandLine(engine, new DiskWorkspace(directory)).run(List.of("rel", "chart"));
    assertThat(expected.stderr()).isEmpty();
    assertThat(actual.stderr()).isEmpty();
    assertThat(named(actual.stdout(), lines)).isEqualTo(named(expected.stdout(), lines));
  }

  @Test
  void templateTextsPrintTheSame(@TempDir Path directory) throws Exception {
    RealHelm helm = helm();
    String[] texts = Files.readString(resources("conformance/language.txt")).split("\n----\n");
    StringBuilder text = new StringBuilder();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < texts.length; i++) {
      names.add(texts[i]);
      text.append("{{ define \"case%d\" }}".formatted(i)).append(texts[i]).append("{{ end }}");
    }
    text.append('\n');
    for (int i = 0; i < texts.length; i++) {
      text.append("c%d: {{ include \"case%d\" $ | toJson }}\n".formatted(i, i));
    }
    probe(directory.resolve("chart"), text.toString());
    TemplateCommandLine.Result expected = helm.template(directory, List.of("rel", "chart"));
    TemplateCommandLine.Result actual =
        new TemplateCommandLine(engine, new DiskWorkspace(directory)).run(List.of("rel", "chart"));
    assertThat(expected.stderr()).isEmpty();
    assertThat(actual.stderr()).isEmpty();
    assertThat(named(actual.stdout(), names)).isEqualTo(named(expected.stdout(), names));
  }

  /// Puts the expression in front of each result, so that a difference says what it is of.
  private static List<String> named(String output, List<String> names) {
    return output
        .lines()
        .map(line -> {
          int colon = line.indexOf(':');
          return line.startsWith("c") && colon > 0 && line.substring(1, colon).matches("[0-9]+")
              ? names.get(Integer.parseInt(line.substring(1, colon))) + " => " + line
              : line;
        })
        .toList();
  }

  private static void probe(Path chart, String template) throws IOException, URISyntaxException {
    Files.createDirectories(chart.resolve("templates"));
    Files.createDirectories(chart.resolve("files/sub"));
    Files.writeString(
        chart.resolve("Chart.yaml"),
        """
        apiVersion: v2
        name: probe
        version: 1.2.3
        appVersion: 1.10
        annotations: {a: "1"}
        maintainers: [{name: M, email: m@x}]
        """);
    Files.writeString(chart.resolve("files/one.txt"), "line 1\nline 2\n");
    Files.writeString(chart.resolve("files/two.txt"), "no end");
    Files.writeString(chart.resolve("files/empty.txt"), "");
    Files.writeString(chart.resolve("files/sub/three.bin"), "x: \"y\"\n");
    Files.copy(resources("conformance/values.yaml"), chart.resolve("values.yaml"));
    Files.writeString(
        chart.resolve("templates/_helpers.tpl"),
        """
        {{- define "probe.helper" -}}helper of {{ .Values.name }}{{ .Values.missing }}{{- end -}}
        {{- define "probe.fails" -}}
        {{ include "probe.inner" . }}
        {{- end -}}
        {{- define "probe.inner" -}}{{ .Values.missing.deep }}{{- end -}}
        """);
    Files.writeString(chart.resolve("templates/r.yaml"), template);
  }
}
