package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.Position;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ValueProblemTest {
  private static final String VALUES =
      """
      api:
        auth:
          probes:
            path: /health
        cart:
          image: cart
      names: [a, b]
      password: ""
      """;
  private final ChartEngine engine = new ChartEngine();

  private ChartException failure(Map<String, String> files, ValuesSource... sources) {
    Map<String, String> all = new TreeMap<>();
    all.put("c/shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n");
    files.forEach((path, text) -> all.put("c/shop/" + path, text));
    Chart chart = Charts.load(MemoryTree.of(all), "c/shop");
    return catchThrowableOfType(
        ChartException.class,
        () -> engine.render(chart, RenderRequest.of("web").withValues(List.of(sources))));
  }

  private String explain(String template, ValuesSource... sources) {
    ChartException e =
        failure(Map.of("templates/a.yaml", template, "values.yaml", VALUES), sources);
    return e.value().map(value -> value.explain("c/shop")).orElse("no value: " + e.getMessage());
  }

  @Test
  void aMissingValueIsNamedWithTheFilesThatDoNotSetItAndTheNearestKey() {
    ChartException e =
        failure(
            Map.of(
                "templates/a.yaml",
                "\na: {{ .Values.api.auth.probe.path }}",
                "values.yaml",
                VALUES),
            new ValuesSource.File("c/shop/values-prod.yaml", "api: {auth: {replicas: 2}}\n"));

    assertThat(e.place()).contains(new Position("c/shop/templates/a.yaml", 2, 14));
    assertThat(e.reason()).isEqualTo("nil pointer evaluating interface {}.path");
    assertThat(e.value().orElseThrow().wanted()).isEqualTo(".Values.api.auth.probe.path");
    assertThat(e.value().orElseThrow().explain("c/shop"))
        .isEqualTo(
            ".Values.api.auth.probe is set by none of values.yaml, values-prod.yaml"
                + " (nearest: .Values.api.auth.probes, values.yaml:3:5)");
  }

  @Test
  void helmsOwnMessageStaysAsItIs() {
    ChartException e =
        failure(
            Map.of(
                "templates/a.yaml", "a: {{ .Values.api.auth.probe.path }}", "values.yaml", VALUES));
    assertThat(e)
        .hasMessage(
            """
            shop/templates/a.yaml:1:13
              executing "shop/templates/a.yaml" at <.Values.api.auth.probe.path>:
                nil pointer evaluating interface {}.path\
            """);
  }

  @Test
  void thePathIsKnownBehindWithVariablesAndRange() {
    assertThat(explain("{{ with .Values.api.auth }}{{ .probe.path }}{{ end }}"))
        .startsWith(".Values.api.auth.probe is not set by values.yaml");
    assertThat(explain("{{ $a := .Values.api }}{{ $a.cart.probe.path }}"))
        .startsWith(".Values.api.cart.probe is not set");
    assertThat(explain("{{ range $name, $it := .Values.api }}{{ $it.image.tag }}{{ end }}"))
        .startsWith(".Values.api.auth.image is not set");
    assertThat(explain("{{ range .Values.api }}{{ .image.tag }}{{ end }}"))
        .startsWith(".Values.api.auth.image is not set");
    assertThat(explain("{{ (index .Values.api \"auth\").probe.path }}"))
        .startsWith(".Values.api.auth.probe is not set");
    assertThat(explain("{{ index .Values \"api\" \"mail\" \"path\" }}"))
        .startsWith(".Values.api.mail is not set");
  }

  @Test
  void thePathIsKnownBehindIncludesDictsAndCopies() {
    String helper = "{{ define \"probe\" }}{{ .probe.path }}{{ end }}";
    assertThat(explain(helper + "{{ include \"probe\" .Values.api.auth }}"))
        .startsWith(".Values.api.auth.probe is not set");
    assertThat(explain(helper + "{{ include \"probe\" (dict \"probe\" .Values.api.auth.probe) }}"))
        .startsWith(".Values.api.auth.probe is not set");
    assertThat(explain(helper + "{{ template \"probe\" (deepCopy .Values.api.auth) }}"))
        .startsWith(".Values.api.auth.probe is not set");
    assertThat(
            explain(
                "{{ define \"x\" }}{{ .root.Values.api.auth.probe.path }}{{ end }}"
                    + "{{ include \"x\" (dict \"root\" $) }}"))
        .startsWith(".Values.api.auth.probe is not set");
    assertThat(explain("{{ tpl \"{{ .Values.api.auth.probe.path }}\" . }}"))
        .startsWith(".Values.api.auth.probe is not set");
  }

  @Test
  void callersOfATemplateAreNamed() {
    ChartException e =
        failure(
            Map.of(
                "templates/_h.tpl",
                "{{ define \"probe\" }}\n{{ .probe.path }}{{ end }}",
                "templates/a.yaml",
                "\n\na: {{ include \"probe\" .Values.api.auth }}",
                "values.yaml",
                VALUES));
    assertThat(e.place()).contains(new Position("c/shop/templates/_h.tpl", 2, 10));
    assertThat(e.callers()).containsExactly(new Position("c/shop/templates/a.yaml", 3, 7));
  }

  @Test
  void aNullThatTakesADefaultAwayIsShownWithBothPlaces() {
    assertThat(
            explain(
                "{{ .Values.api.auth.probes.path.x }}",
                new ValuesSource.File("c/shop/prod.yaml", "api:\n  auth: {probes: null}\n")))
        .isEqualTo(".Values.api.auth.probes is null (values.yaml:3:5, prod.yaml:2:10)");
  }

  @Test
  void anotherTypeIsShownWithItsPlace() {
    assertThat(explain("{{ .Values.api.cart.image.tag }}"))
        .isEqualTo(".Values.api.cart.image is a text (values.yaml:6:5)");
    assertThat(explain("{{ range .Values.api.cart.image }}{{ end }}"))
        .isEqualTo(".Values.api.cart.image is a text (values.yaml:6:5)");
    assertThat(explain("{{ .Values.api | b64enc }}"))
        .isEqualTo(".Values.api is a map (values.yaml:1:1)");
  }

  @Test
  void aRequiredValueIsFoundThroughThePipeline() {
    assertThat(explain("{{ required \"say it\" .Values.nmaes }}"))
        .isEqualTo(
            ".Values.nmaes is not set by values.yaml (nearest: .Values.names, values.yaml:7:1)");
    assertThat(explain("{{ .Values.password | required \"say it\" | quote }}"))
        .isEqualTo(".Values.password is empty (values.yaml:8:1)");
    assertThat(explain("{{ $p := .Values.user }}{{ required \"say it\" $p }}"))
        .isEqualTo(".Values.user is not set by values.yaml");
    assertThat(
            failure(Map.of("templates/a.yaml", "{{ required \"say it\" .Values.user }}")).reason())
        .isEqualTo("say it");
  }

  @Test
  void ofASubchartBothNamesAreGiven() {
    ChartException e =
        failure(
            Map.of(
                "values.yaml",
                "redis:\n  auth:\n    usr: x\n",
                "charts/redis/Chart.yaml",
                "apiVersion: v2\nname: redis\nversion: 1.0.0\n",
                "charts/redis/values.yaml",
                "port: 6379\n",
                "charts/redis/templates/a.yaml",
                "{{ .Values.auth.user.name }}"));
    assertThat(e.place()).contains(new Position("c/shop/charts/redis/templates/a.yaml", 1, 11));
    assertThat(e.value().orElseThrow().explain("c/shop"))
        .isEqualTo(
            ".Values.auth.user is set by none of charts/redis/values.yaml, values.yaml, set it as"
                + " redis.auth.user (nearest: .Values.auth.usr, values.yaml:3:5)");
  }

  @Test
  void aGlobalIsTheRootsWhereverItIsRead() {
    ChartException e =
        failure(
            Map.of(
                "values.yaml",
                "global:\n  registry: {host: r}\n",
                "charts/redis/Chart.yaml",
                "apiVersion: v2\nname: redis\nversion: 1.0.0\n",
                "charts/redis/templates/a.yaml",
                "{{ .Values.global.registri.host }}"));
    assertThat(e.value().orElseThrow().explain("c/shop"))
        .isEqualTo(
            ".Values.global.registri is not set by values.yaml"
                + " (nearest: .Values.global.registry, values.yaml:2:3)");
  }

  @Test
  void aParameterThatSetsTheWrongThingIsNamedWithoutItsValue() {
    assertThat(
            explain(
                "{{ .Values.api.cart.image.tag }}", new ValuesSource.Set("api.cart.image=s3cret")))
        .isEqualTo(".Values.api.cart.image is a text (values.yaml:6:5, parameter api.cart.image)");
    assertThat(
            explain(
                "{{ .Values.api.cart.image.tag }}",
                new ValuesSource.Values(JsonNodeFactory.instance.objectNode().put("api", 1))))
        .isEqualTo(".Values.api is a number (values.yaml:1:1, valuesObject)");
  }

  @Test
  void aValueOfNobodysFilesIsNotGuessed() {
    assertThat(explain("{{ $d := dict \"a\" 1 }}{{ $d.b.c }}")).startsWith("no value: ");
    assertThat(explain("{{ fail \"never\" }}")).startsWith("no value: ");
  }

  @Test
  void whatIsRenderedAndNoYamlHasTheTemplatesPlace() {
    ChartException e = failure(Map.of("templates/a.yaml", "a: b: {{ 1 }}"));
    assertThat(e.place()).contains(Position.of("c/shop/templates/a.yaml"));
  }
}
