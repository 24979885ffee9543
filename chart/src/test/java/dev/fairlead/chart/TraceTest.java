package dev.fairlead.chart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.chart.Trace.Reason;
import dev.fairlead.chart.Trace.SourceKind;
import dev.fairlead.model.MemoryTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@SuppressWarnings("StringConcatToTextBlock")
class TraceTest {
  private static final String VALUES =
      """
      image: {repo: a, tag: b}
      labels: {x: z}
      list: [{name: n, extra: e}]
      redis: {enabled: true, auth: {user: p}}
      global: {zone: z}
      """;

  private static Trace.Traced trace(String template, ValuesSource... sources) {
    return trace(Map.of("templates/t.yaml", template), sources);
  }

  private static Trace.Traced trace(Map<String, String> more, ValuesSource... sources) {
    Map<String, String> files =
        new HashMap<>(
            Map.of(
                "Chart.yaml",
                """
                apiVersion: v2
                name: shop
                version: 1.0.0
                dependencies:
                - {name: redis, version: '*', condition: redis.enabled}
                """,
                "values.yaml",
                VALUES,
                "conf.txt",
                "hi",
                "charts/redis/Chart.yaml",
                "apiVersion: v2\nname: redis\nversion: 1.0.0\n",
                "charts/redis/values.yaml",
                "auth: {user: q, pass: w}\n"));
    files.putAll(more);
    RenderRequest request = RenderRequest.of("r");
    for (ValuesSource source : sources) {
      request = request.plus(source);
    }
    ChartEngine engine = new ChartEngine();
    Chart chart = Charts.load(MemoryTree.of(files), "");
    Trace.Traced traced = engine.trace(chart, request);
    assertThat(traced.rendered().output()).isEqualTo(engine.render(chart, request).output());
    return traced;
  }

  private static List<String> read(String template) {
    return trace(Map.of("templates/NOTES.txt", template)).trace().values().stream()
        .map(read -> read.path() + (read.whole() ? " whole" : "") + (read.found() ? "" : " not"))
        .filter(path -> !path.equals("redis.enabled"))
        .toList();
  }

  @Test
  void followsValuesThroughFieldsVariablesDictsAndFunctions() {
    assertThat(read("{{ .Values.image.tag }}{{ .Values.image.none }}"))
        .containsExactly("image.tag", "image.none not");
    assertThat(read("{{ $i := .Values.image }}{{ (dict \"i\" $i).i.repo }}"))
        .containsExactly("image.repo");
    assertThat(read("{{ index .Values \"image\" \"tag\" }}{{ get .Values.labels \"x\" }}"))
        .containsExactly("image.tag", "labels.x");
    assertThat(read("{{ dig \"image\" \"tag\" 1 .Values.AsMap }}{{ hasKey .Values \"q\" }}"))
        .containsExactly("image.tag", "q not");
    assertThat(read("{{ range .Values.list }}{{ .name }}{{ end }}"))
        .containsExactly("list[0].name");
    assertThat(read("a: {{ toYaml .Values.labels | quote }}")).containsExactly("labels whole");
    assertThat(read("{{ (deepCopy .Values).image.tag }}")).containsExactly("image.tag");
    assertThat(read("{{ tpl \"{{ .Values.image.tag }}\" . }}")).containsExactly("image.tag");
    assertThat(read("{{ .Subcharts.redis.Values.auth.pass }}")).containsExactly("redis.auth.pass");
    assertThat(read("{{ pick .Values.image \"tag\" | len }}")).containsExactly("image.tag");
    assertThat(read("{{ and false .Values.image.tag }}")).isEmpty();
  }

  @Test
  void doesNotTakeWhatATemplateWroteForASuppliedValue() {
    assertThat(read("{{ $_ := set .Values.image \"tag\" \"w\" }}{{ .Values.image.tag }}"))
        .containsExactly("image");
    assertThat(read("{{ (merge (dict \"tag\" 1) .Values.image).repo }}"))
        .containsExactly("image.repo");
  }

  @Test
  void tellsWhichSuppliedValuesHadNoEffect() {
    String file = "image: {tag: '2', tagg: x}\nredis:\n  auth: {pass: s, passs: t}\n";
    Trace trace =
        trace(
                Map.of(
                    "templates/t.yaml",
                    "a: {{ .Values.image.tag }}",
                    "charts/redis/templates/s.yaml",
                    "p: {{ .Values.auth.pass }}\nz: {{ .Values.global.zone }}"),
                new ValuesSource.File("over.yaml", file),
                new ValuesSource.Set("image.tag=3,redis.global.zone=q"))
            .trace();
    assertThat(trace.unused().stream().map(each -> each.path() + " " + each.reason()))
        .containsExactly(
            "image.tag " + Reason.OVERRIDDEN,
            "image.tagg " + Reason.NEVER_READ,
            "redis.auth.passs " + Reason.NEVER_READ,
            "redis.global.zone " + Reason.GLOBAL_OF_PARENT);
    assertThat(trace.unused().get(1).explain())
        .isEqualTo("over.yaml:1:19: image.tagg is never read");
    Map<String, SourceKind> kinds =
        trace.origins().stream()
            .collect(Collectors.toMap(Trace.ValueOrigin::path, each -> each.source().kind()));
    assertThat(kinds)
        .containsEntry("image.tag", SourceKind.SET)
        .containsEntry("image.repo", SourceKind.CHART)
        .containsEntry("redis.auth.user", SourceKind.PARENT_CHART)
        .containsEntry("redis.auth.pass", SourceKind.FILE);
  }

  @Test
  void namesTheDependencyThatIsOff() {
    Trace trace =
        trace("a: 1", new ValuesSource.Set("redis.enabled=false,redis.auth.pass=x")).trace();
    assertThat(trace.unused().stream().map(each -> each.path() + " " + each.reason()))
        .contains("redis.auth.pass " + Reason.DEPENDENCY_OFF);
  }

  @Test
  void findsTheTemplateLineOfEachLine() {
    Trace.Traced traced =
        trace(
            Map.of(
                "templates/_h.tpl",
                "{{- define \"l\" -}}\napp: x\n{{ toYaml .Values.labels }}\n{{- end }}",
                "templates/t.yaml",
                "kind: A\nlabels:\n  {{- include \"l\" . | nindent 2 }}\nb: 1\n---\nkind: B\n"));
    List<String> lines =
        traced.trace().lines().stream()
            .filter(line -> line.document() == 0)
            .map(line ->
                line.from().stream()
                    .map(from -> from.at() + " " + from.template() + " " + from.via())
                    .collect(Collectors.joining()))
            .toList();
    assertThat(traced.rendered().documents().getFirst().text())
        .isEqualTo("kind: A\nlabels:\n  app: x\n  x: z\nb: 1");
    String file = " shop/templates/t.yaml []";
    assertThat(lines)
        .containsExactly(
            "templates/t.yaml:1" + file,
            "templates/t.yaml:2" + file,
            "templates/_h.tpl:2 l [templates/t.yaml:3]",
            "templates/_h.tpl:3 l [templates/t.yaml:3]",
            "templates/t.yaml:4" + file);
  }

  @Test
  void listsFilesAndBuiltInObjects() {
    Trace trace =
        trace(
                "a: {{ .Files.Get \"conf.txt\" }}{{ .Files.Get \"no\" }}\n"
                    + "b: {{ .Capabilities.APIVersions.Has \"v1\" }} {{ .Release.Name }}")
            .trace();
    assertThat(trace.files())
        .containsExactly(
            new Trace.FileRead("shop/conf.txt", true), new Trace.FileRead("shop/no", false));
    assertThat(trace.objects())
        .contains("Capabilities.APIVersions.Has \"v1\"", "Release.Name")
        .doesNotContain("Chart.Name");
  }
}
