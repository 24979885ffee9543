package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.chart.TemplateCommandLine.Result;
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

/// `template --helm 3` beside helm 3.21.0 in this process: as much of the corpus as [NativeHelm]
/// can say.
class Helm3ConformanceTest {
  /// Pointers are printed as addresses; the library's semver quotes what helm's does not.
  private static final List<String> DIFFER =
      List.of(".HelmVersion", "lookup", "print (.Chart.Maintainers)", "\">>1\"");

  private static Optional<NativeHelm> found = Optional.empty();

  private final ChartEngine engine = new ChartEngine(Clock.systemUTC(), new Random(1));

  @BeforeAll
  static void load() {
    found = NativeHelm.load();
  }

  private static NativeHelm helm() {
    assumeTrue(found.isPresent(), "helm-java has no library for this machine");
    return found.orElseThrow();
  }

  @TestFactory
  Stream<DynamicTest> commandLinesGiveTheSameBytesAndMessages() throws Exception {
    NativeHelm helm = helm();
    Path charts = ProbeChart.resources("charts");
    TemplateCommandLine ours = new TemplateCommandLine(engine, new DiskWorkspace(charts));
    return Files.readAllLines(charts.resolve("cases.txt")).stream()
        .filter(line -> !line.isBlank())
        .map(line -> line.split("\t"))
        .filter(parts -> NativeHelm.canSay(charts, Arrays.asList(parts[1].split(" "))))
        .map(parts ->
            DynamicTest.dynamicTest(
                parts[0], () -> same(helm, ours, charts, Arrays.asList(parts[1].split(" ")))));
  }

  private static void same(
      NativeHelm helm, TemplateCommandLine ours, Path charts, List<String> arguments) {
    Result expected = helm.template(charts, arguments);
    List<String> all = new ArrayList<>(List.of("--helm", "3", "--no-hooks"));
    all.addAll(arguments);
    Result actual = ours.run(all);
    assertThat(Comparison.error(actual).replace(charts + "/", "")).isEqualTo(expected.stderr());
    assertThat(actual.stdout()).isEqualTo(expected.stdout());
  }

  @Test
  void templatesGiveTheSame(@TempDir Path directory) throws Exception {
    NativeHelm helm = helm();
    String values = Files.readString(ProbeChart.resources("conformance/values.yaml"));
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(ProbeChart.resources("conformance/expressions.txt"))) {
      texts.add("{{ print (" + line + ") | toJson }}");
    }
    texts.addAll(
        List.of(
            Files.readString(ProbeChart.resources("conformance/language.txt")).split("\n----\n")));
    texts.addAll(Files.readAllLines(ProbeChart.resources("conformance/failures.txt")));
    texts.addAll(Files.readAllLines(ProbeChart.resources("conformance/helm3.txt")));
    texts.removeIf(text -> DIFFER.stream().anyMatch(text::contains));
    Comparison comparison =
        new Comparison(
            helm::template, engine, HelmVersion.V3, directory, values, Integer.MAX_VALUE);
    assertThat(comparison.differences(texts)).isEmpty();
  }
}
