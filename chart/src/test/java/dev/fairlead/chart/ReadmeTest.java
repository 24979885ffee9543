package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the module's README shows does what it says.
class ReadmeTest {
  private static final Path README = Path.of("README.md");
  private static final Path SOURCE = Path.of("src/test/java/dev/fairlead/chart/ReadmeTest.java");

  private static RevisionTree shop(String template) {
    return MemoryTree.of(
        Map.of(
            "charts/shop/Chart.yaml",
            "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
            "charts/shop/values.yaml",
            "replicas: 1\nprobes: {path: /}\nimage: {tag: latest}\n",
            "charts/shop/templates/web.yaml",
            template));
  }

  @Test
  void chartIsRenderedAsItShows() {
    RevisionTree tree =
        shop("replicas: {{ .Values.replicas }}\nimage: shop:{{ .Values.image.tag }}\n");
    ChartEngine engine = new ChartEngine();
    Chart chart = Charts.load(tree, "charts/shop");
    RenderRequest request =
        RenderRequest.of("shop")
            .withNamespace("prod")
            .plus(new ValuesSource.File("values-prod.yaml", "replicas: 3\n"))
            .plus(new ValuesSource.Set("image.tag=1.4.2"));
    Rendered rendered = engine.render(chart, request);
    String manifests = rendered.output();
    assertThat(manifests)
        .isEqualTo("---\n# Source: shop/templates/web.yaml\nreplicas: 3\nimage: shop:1.4.2\n");
  }

  @Test
  void failureSaysWhatItShows() throws IOException {
    ChartEngine engine = new ChartEngine();
    Chart chart = Charts.load(shop("path: {{ .Values.probe.path }}\n"), "charts/shop");
    try {
      engine.render(chart, RenderRequest.of("shop"));
      fail("a chart that cannot be rendered");
    } catch (ChartException e) {
      String place = e.place().map(Object::toString).orElse("");
      String missing = e.value().map(value -> value.explain("charts/shop")).orElse("");
      assertThat(Files.readString(README))
          .contains("`" + place + "`")
          .contains("`" + missing + "`");
    }
  }

  @Test
  void everyLineOfItsExamplesIsInTheseTests() throws IOException {
    List<String> here = Files.readAllLines(SOURCE).stream().map(String::strip).toList();
    List<String> shown =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(README))
            .results()
            .flatMap(block -> block.group(1).lines())
            .map(String::strip)
            .toList();
    assertThat(shown).isNotEmpty();
    assertThat(here).containsAll(shown);
  }
}
