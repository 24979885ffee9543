package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChartEngineTest {
  private static final String CHART = "apiVersion: v2\nname: shop\nversion: 1.0.0\n";

  private final ChartEngine engine = new ChartEngine();

  private static Chart chart(Map<String, String> files) {
    Map<String, String> all = new HashMap<>(Map.of("charts/shop/Chart.yaml", CHART));
    files.forEach((path, text) -> all.put("charts/shop/" + path, text));
    return Charts.load(MemoryTree.of(all), "charts/shop");
  }

  @Test
  void rendersDocumentsWithTheirTemplates() {
    Chart chart =
        chart(
            Map.of(
                "values.yaml",
                "replicas: 1\n",
                "templates/deployment.yaml",
                "kind: Deployment\nmetadata: {name: {{ .Release.Name }}}\nspec: {replicas: {{"
                    + " .Values.replicas }}}\n",
                "templates/NOTES.txt",
                "Hello from {{ .Release.Namespace }}"));
    Rendered rendered =
        engine.render(
            chart,
            RenderRequest.of("web").withNamespace("prod").plus(new ValuesSource.Set("replicas=3")));
    assertThat(rendered.documents())
        .containsExactly(
            new Rendered.Document(
                Rendered.Kind.MANIFEST,
                "shop/templates/deployment.yaml",
                "kind: Deployment\nmetadata: {name: web}\nspec: {replicas: 3}",
                "Deployment",
                "web",
                List.of()));
    assertThat(rendered.notes()).isEqualTo("Hello from prod");
    assertThat(rendered.repeatable()).isTrue();
    assertThat(rendered.output())
        .isEqualTo(
            """
            ---
            # Source: shop/templates/deployment.yaml
            kind: Deployment
            metadata: {name: web}
            spec: {replicas: 3}
            """);
  }

  @Test
  void aNilDereferenceNamesTheValueThatWasNil() {
    Chart chart = chart(Map.of("templates/a.yaml", "a: 1\nb: {{ .Values.image.registry.host }}\n"));
    assertThatThrownBy(() -> engine.render(chart, RenderRequest.of("web")))
        .isInstanceOfSatisfying(
            ChartException.class,
            e -> {
              assertThat(e.nilPath()).contains(".Values.image");
              assertThat(e.position()).contains(new Position("shop/templates/a.yaml", 2, 14));
              assertThat(e).hasMessageContaining("nil pointer evaluating interface {}.registry");
            });
  }

  @Test
  void saysWhenAResultWillDiffer() {
    Chart chart = chart(Map.of("templates/a.yaml", "a: {{ randAlphaNum 8 }}\n"));
    assertThat(engine.render(chart, RenderRequest.of("web")).repeatable()).isFalse();
  }

  @Test
  void oneRenderingDoesNotChangeTheNext() {
    Chart chart =
        chart(
            Map.of(
                "values.yaml",
                "m: {a: 1}\n",
                "templates/a.yaml",
                "{{ $_ := set .Values.m \"b\" 2 }}m: {{ .Values.m | toJson }}\nhas: {{ hasKey"
                    + " .Values.m \"c\" }}{{ $_ := set .Values.m \"c\" 1 }}\n"));
    String first = engine.render(chart, RenderRequest.of("web")).output();
    assertThat(engine.render(chart, RenderRequest.of("web")).output()).isEqualTo(first);
  }

  @Test
  void endlessTemplatesAreStopped() {
    Chart chart =
        chart(
            Map.of(
                "templates/a.yaml",
                "{{ define \"loop\" }}{{ include \"loop\" . }}{{ end }}{{ include \"loop\" . }}"));
    assertThatThrownBy(() -> engine.render(chart, RenderRequest.of("web")))
        .hasMessageContaining("nested reference name: loop");
    Chart huge =
        chart(
            Map.of(
                "templates/a.yaml",
                "{{ range until 100000 }}{{ range until 1000 }}{{ repeat 1000 \"x\" }}{{ end }}{{"
                    + " end }}"));
    assertThatThrownBy(() -> engine.render(huge, RenderRequest.of("web")))
        .hasMessageContaining("more than the limit of");
  }

  @Test
  void aLocalDependencyIsTakenFromTheTree() {
    MemoryTree tree =
        MemoryTree.of(
            Map.of(
                "charts/shop/Chart.yaml",
                CHART + "dependencies: [{name: lib, version: 1.x, repository: 'file://../lib'}]\n",
                "charts/shop/templates/a.yaml",
                "a: {{ include \"lib.x\" . }}\n",
                "charts/lib/Chart.yaml",
                "apiVersion: v2\nname: lib\nversion: 1.2.3\ntype: library\n",
                "charts/lib/templates/_x.tpl",
                "{{ define \"lib.x\" }}from lib{{ end }}"));
    assertThat(engine.render(Charts.load(tree, "charts/shop"), RenderRequest.of("web")).output())
        .contains("a: from lib");
    assertThatThrownBy(() ->
            Charts.load(
                MemoryTree.of(
                    Map.of(
                        "a/Chart.yaml",
                        CHART + "dependencies: [{name: l, repository: 'file://../../x'}]\n")),
                "a"))
        .hasMessageContaining("points outside of the repository");
  }
}
