package dev.fairlead.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HelmRulesTest {
  private static final String CONFIG =
      "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  path: ";
  private static final String VALUES = "api:\n  auth:\n    probes:\n      path: /health\n";

  @Test
  void aMissingValueIsAnErrorAtTheTemplateWithThePathTheFilesAndTheNearestKey() {
    Trees tree = Trees.chart(CONFIG + "{{ .Values.api.auth.probe.path }}\n", VALUES, "{}\n");
    assertThat(tree.findings())
        .containsExactly(
            "charts/shop/templates/a.yaml:6:19: nil pointer evaluating interface {}.path:"
                + " .Values.api.auth.probe is set by none of values.yaml, values-prod.yaml"
                + " (nearest: .Values.api.auth.probes, values.yaml:3:5) [helm-nil-deref]");
    assertThat(tree.check().all().getFirst().valuesPath()).isEqualTo(".Values.api.auth.probe.path");
    assertThat(tree.check().passed()).isFalse();
  }

  @Test
  void aValueThatTheApplicationGivesIsNoFinding() {
    Trees tree =
        Trees.chart(
            CONFIG + "{{ .Values.api.auth.probe.path }}\n",
            VALUES,
            "api: {auth: {probe: {path: /up}}}\n");
    assertThat(tree.findings()).isEmpty();
    Trees parameter =
        Trees.chart(CONFIG + "{{ .Values.api.auth.probe.path }}\n", VALUES, "{}\n")
            .with(
                "argocd/shop.yaml",
                Trees.application(
                    "shop",
                    "charts/shop",
                    "    helm:",
                    "      parameters: [{name: api.auth.probe.path, value: /up}]"));
    assertThat(parameter.findings()).isEmpty();
  }

  @Test
  void severalApplicationsWithOneCauseAreOneFinding() {
    Trees tree =
        Trees.chart(CONFIG + "{{ .Values.x.y.z }}\n", "x: {}\n", "{}\n")
            .with("argocd/other.yaml", Trees.application("other", "charts/shop"));
    assertThat(tree.findings())
        .singleElement()
        .asString()
        .contains(".Values.x.y", "(in Applications", "shop", "other");
  }

  @Test
  void everyBrokenTemplateIsFoundAtOnce() {
    Trees tree =
        Trees.chart(CONFIG + "{{ .Values.x.y.z }}\n", "x: {}\n", "{}\n")
            .with("charts/shop/templates/b.yaml", CONFIG + "{{ .Values.v.w.z }}\n");
    assertThat(tree.findings()).hasSize(2);
  }

  @Test
  void aTemplateThatCannotBeParsedIsFoundWithItsLine() {
    Trees tree = Trees.chart(CONFIG + "{{ if }}\n", VALUES, "{}\n");
    assertThat(tree.findings())
        .singleElement()
        .asString()
        .startsWith("charts/shop/templates/a.yaml:6: missing value for if")
        .endsWith("[helm-template-fails]");
  }

  @Test
  void aValueOfAnotherTypeIsFoundWithItsPlace() {
    Trees tree = Trees.chart(CONFIG + "{{ .Values.api.tag.name }}\n", "api: {tag: v1}\n", "{}\n");
    assertThat(tree.findings())
        .containsExactly(
            "charts/shop/templates/a.yaml:6:19: can't evaluate field name in type interface {}:"
                + " .Values.api.tag is a text (values.yaml:1:7) [helm-value-type]");
  }

  @Test
  void aRequiredValueOfAnApplicationIsAnError() {
    Trees tree =
        Trees.chart(CONFIG + "{{ required \"give a host\" .Values.host }}\n", "hosts: x\n", "{}\n");
    assertThat(tree.findings())
        .singleElement()
        .asString()
        .contains("give a host: .Values.host is set by none of", "nearest: .Values.hosts");
  }

  @Test
  void aMissingValuesFileIsFoundAtTheApplication() {
    Trees tree =
        Trees.chart(CONFIG + "x\n", VALUES, "{}\n")
            .with(
                "argocd/shop.yaml",
                Trees.application(
                    "shop",
                    "charts/shop",
                    "    helm:",
                    "      valueFiles:",
                    "        - values-prd.yaml",
                    "        - values-none.yaml"));
    assertThat(tree.findings())
        .containsExactly(
            "argocd/shop.yaml:14:11: Application shop: there is no file"
                + " charts/shop/values-prd.yaml, which values-prd.yaml names; did you mean"
                + " charts/shop/values-prod.yaml? [helm-values-file-missing]",
            "argocd/shop.yaml:15:11: Application shop: there is no file"
                + " charts/shop/values-none.yaml, which values-none.yaml names"
                + " [helm-values-file-missing]");
  }

  @Test
  void aMissingValuesFileThatMayBeMissingIsNoFinding() {
    Trees tree =
        Trees.chart(CONFIG + "x\n", VALUES, "{}\n")
            .with(
                "argocd/shop.yaml",
                Trees.application(
                    "shop",
                    "charts/shop",
                    "    helm:",
                    "      ignoreMissingValueFiles: true",
                    "      valueFiles: [values-prd.yaml]"));
    assertThat(tree.findings()).isEmpty();
  }

  @Test
  void aDependencyThatIsNotThereIsFoundAtItsDeclaration() {
    String dependencies =
        Trees.CHART
            + "dependencies:\n"
            + "  - name: redis\n"
            + "    version: 1.x\n"
            + "    repository: https://r.example\n"
            + "  - name: lib\n"
            + "    version: 1.x\n"
            + "    repository: file://../libs\n";
    Trees tree =
        Trees.chart(CONFIG + "x\n", VALUES, "{}\n")
            .with("charts/shop/Chart.yaml", dependencies)
            .with("charts/lib/Chart.yaml", "apiVersion: v2\nname: lib\nversion: 1.0.0\n");
    assertThat(tree.findings())
        .hasSize(2)
        .anySatisfy(line ->
            assertThat(line)
                .startsWith("charts/shop/Chart.yaml:5:5: the dependency redis is not in"))
        .anySatisfy(line ->
            assertThat(line)
                .startsWith(
                    "charts/shop/Chart.yaml:8:5: the dependency lib is to be in charts/libs")
                .contains("did you mean charts/lib?"));
    assertThat(
            tree.with(
                    "charts/shop/Chart.yaml",
                    Trees.CHART
                        + "dependencies:\n"
                        + "  - {name: lib, version: 1.x, repository: 'file://../lib'}\n")
                .findings())
        .isEmpty();
  }

  @Test
  void whereNoApplicationUsesAChartItsOwnValuesCount() {
    Trees broken =
        Trees.chart(CONFIG + "{{ .Values.x.host.z }}\n", "x: {}\n", "x: {}\n")
            .without("argocd/shop.yaml");
    assertThat(broken.findings()).singleElement().asString().contains("[helm-nil-deref]");
    assertThat(broken.with("charts/shop/values-dev.yaml", "x: {host: {z: 1}}\n").findings())
        .isEmpty();
    assertThat(
            Trees.chart(CONFIG + "{{ required \"host\" .Values.host }}\n", "{}\n", "{}\n")
                .without("argocd/shop.yaml")
                .findings())
        .isEmpty();
  }

  @Test
  void aLibraryChartAndAChartOfAnotherBranchAreLeftAlone() {
    assertThat(
            Trees.empty()
                .with("lib/Chart.yaml", Trees.CHART + "type: library\n")
                .with("lib/templates/_a.tpl", "{{ define \"a\" }}{{ .Values.x.y.z }}{{ end }}")
                .findings())
        .isEmpty();
    Trees elsewhere =
        Trees.chart(CONFIG + "{{ .Values.x.y.z }}\n", "x: {}\n", "{}\n")
            .with(
                "argocd/shop.yaml",
                Trees.application("shop", "charts/shop")
                    .replace("targetRevision: main", "targetRevision: release"));
    assertThat(elsewhere.findings()).isEmpty();
    assertThat(elsewhere.check().unchecked()).singleElement().asString().contains("release");
  }

  @Test
  void aPathThroughAnIncludeNamesItsCaller() {
    Trees tree =
        Trees.chart(CONFIG + "{{ include \"p\" .Values.api }}\n", VALUES, "{}\n")
            .with(
                "charts/shop/templates/_h.tpl",
                "{{ define \"p\" }}{{ .auth.probe.path }}{{ end }}");
    assertThat(tree.findings())
        .singleElement()
        .asString()
        .startsWith("charts/shop/templates/_h.tpl:1:")
        .contains(".Values.api.auth.probe", "(called from charts/shop/templates/a.yaml:6:12)");
  }

  @Test
  void aSecretIsNotShown() {
    Trees tree =
        Trees.chart(
            CONFIG + "{{ range .Values.password }}{{ end }}\n", "password: hunter2\n", "{}\n");
    assertThat(tree.findings()).singleElement().asString().doesNotContain("hunter2");
    Trees fail =
        Trees.chart(CONFIG + "{{ fail .Values.password }}\n", "password: hunter2\n", "{}\n");
    assertThat(fail.findings())
        .singleElement()
        .asString()
        .doesNotContain("hunter2")
        .contains("***");
  }
}
