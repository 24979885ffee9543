package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
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

  @TestFactory
  Stream<DynamicTest> commandLinesGiveTheSameBytesAndMessages() throws Exception {
    RealHelm helm = helm();
    Path charts = ProbeChart.resources("charts");
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
    List<String> lines = Files.readAllLines(ProbeChart.resources("conformance/failures.txt"));
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
                ProbeChart.write(work.resolve("chart"), "\n" + text + "\n");
                helm.assertSame(
                    new TemplateCommandLine(engine, new DiskWorkspace(work)),
                    work,
                    List.of("rel", "chart"));
              }));
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> schemasGiveTheSameText(@TempDir Path directory) throws Exception {
    RealHelm helm = helm();
    List<String> lines = Files.readAllLines(ProbeChart.resources("conformance/schemas.txt"));
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : lines) {
      String[] parts = line.split("\t");
      Path work = directory.resolve("case" + tests.size());
      tests.add(
          DynamicTest.dynamicTest(
              line,
              () -> {
                chart(work, "apiVersion: v2\nname: s\nversion: 1.0.0\n");
                Files.writeString(work.resolve("chart/values.schema.json"), parts[0]);
                helm.assertSame(
                    new TemplateCommandLine(engine, new DiskWorkspace(work)),
                    work,
                    List.of("rel", "chart", "--set-json", parts[1]));
              }));
    }
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> metadataIsReadAlike(@TempDir Path directory) throws Exception {
    RealHelm helm = helm();
    List<String> lines = Files.readAllLines(ProbeChart.resources("conformance/metadata.txt"));
    List<DynamicTest> tests = new ArrayList<>();
    for (String line : lines) {
      Path work = directory.resolve("case" + tests.size());
      tests.add(
          DynamicTest.dynamicTest(
              line,
              () -> {
                chart(work, line.replace("\\\\", "\0").replace("\\n", "\n").replace('\0', '\\'));
                helm.assertSame(
                    new TemplateCommandLine(engine, new DiskWorkspace(work)),
                    work,
                    List.of("rel", "chart"));
              }));
    }
    return tests.stream();
  }

  private static void chart(Path work, String metadata) throws IOException {
    Files.createDirectories(work.resolve("chart/templates"));
    Files.writeString(work.resolve("chart/Chart.yaml"), metadata);
    Files.writeString(work.resolve("chart/templates/a.yaml"), "chart: {{ .Chart | toJson }}\n");
  }

  @Test
  void expressionsHaveTheSameValue(@TempDir Path directory) throws Exception {
    RealHelm helm = helm();
    List<String> lines = Files.readAllLines(ProbeChart.resources("conformance/expressions.txt"));
    ProbeChart.write(directory.resolve("chart"), ProbeChart.ofExpressions(lines));
    TemplateCommandLine.Result expected = helm.template(directory, List.of("rel", "chart"));
    TemplateCommandLine.Result actual =
        new TemplateCommandLine(engine, new DiskWorkspace(directory)).run(List.of("rel", "chart"));
    assertThat(expected.stderr()).isEmpty();
    assertThat(actual.stderr()).isEmpty();
    assertThat(ProbeChart.named(actual.stdout(), lines))
        .isEqualTo(ProbeChart.named(expected.stdout(), lines));
  }

  @Test
  void templateTextsPrintTheSame(@TempDir Path directory) throws Exception {
    RealHelm helm = helm();
    List<String> texts =
        List.of(
            Files.readString(ProbeChart.resources("conformance/language.txt")).split("\n----\n"));
    ProbeChart.write(directory.resolve("chart"), ProbeChart.ofTexts(texts));
    TemplateCommandLine.Result expected = helm.template(directory, List.of("rel", "chart"));
    TemplateCommandLine.Result actual =
        new TemplateCommandLine(engine, new DiskWorkspace(directory)).run(List.of("rel", "chart"));
    assertThat(expected.stderr()).isEmpty();
    assertThat(actual.stderr()).isEmpty();
    assertThat(ProbeChart.named(actual.stdout(), texts))
        .isEqualTo(ProbeChart.named(expected.stdout(), texts));
  }
}
