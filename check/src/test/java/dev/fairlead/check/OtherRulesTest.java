package dev.fairlead.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OtherRulesTest {
  private static final String CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
  private static final Trees BASE =
      Trees.empty()
          .with("base/kustomization.yaml", "resources:\n  - a.yaml\n")
          .with("base/a.yaml", CONFIG)
          .with("overlays/dev/kustomization.yaml", "resources:\n  - ../../base\n");

  @Test
  void aKustomizationThatBuildsIsNoFinding() {
    assertThat(BASE.findings()).isEmpty();
  }

  @Test
  void whatAKustomizationNamesMustBeThere() {
    Trees tree =
        BASE.with(
            "overlays/dev/kustomization.yaml",
            """
            resources:
              - ../../bse
              - https://example.org/x.yaml
            patches:
              - path: p.yaml
            """);
    assertThat(tree.findings())
        .containsExactly(
            "overlays/dev/kustomization.yaml:2:5: resources: there is no bse; did you mean base?"
                + " [kustomize-path-missing]",
            "overlays/dev/kustomization.yaml:5:11: patches: there is no overlays/dev/p.yaml"
                + " [kustomize-path-missing]");
  }

  @Test
  void aBuildThatFailsIsFoundAtItsEntry() {
    Trees tree =
        BASE.with(
            "overlays/dev/kustomization.yaml",
            """
            resources:
              - ../../base
            patches:
              - target: {kind: ConfigMap}
                patch: '- {op: remove, path: /data/x}'
            """);
    assertThat(tree.findings())
        .singleElement()
        .asString()
        .startsWith("overlays/dev/kustomization.yaml:3:1: overlays/dev cannot be built: ")
        .endsWith("[kustomize-build-fails]");
  }

  @Test
  void anApplicationsKustomizationThatLacksAResourceIsOneFinding() {
    Trees tree =
        BASE.with("base/kustomization.yaml", "resources:\n  - b.yaml\n")
            .with("argocd/web.yaml", Trees.application("web", "overlays/dev"));
    assertThat(tree.findings())
        .containsExactly(
            "base/kustomization.yaml:2:5: resources: there is no base/b.yaml; did you mean"
                + " base/a.yaml? [kustomize-path-missing]");
  }

  @Test
  void yamlThatALayerReadsMustParse() {
    Trees tree =
        Trees.empty()
            .with("atlantis.yaml", "version: 3\nprojects:\n- dir: a\n  dir: b\n")
            .with("ansible/playbooks/site.yml", "- hosts: all\n  tasks:\n  - x: y\n z: 1\n")
            .with("chart/Chart.yaml", Trees.CHART)
            .with("chart/values.yaml", "a: [1\n")
            .with("chart/values.schema.json", "{\"a\": }")
            .with("docs/x.yml", "a: b: c\n")
            .with("templates/x.yml", "a: {{ b }}: c\n");
    assertThat(tree.findings())
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("atlantis.yaml:4:3: "),
            line -> assertThat(line).startsWith("ansible/playbooks/site.yml:4:"),
            line -> assertThat(line).startsWith("chart/values.yaml:2:1: "),
            line -> assertThat(line).startsWith("chart/values.schema.json:1:").contains("JSON"),
            line -> assertThat(line).startsWith("docs/x.yml:1:"));
    assertThat(tree.check().findings())
        .filteredOn(finding -> finding.severity() == dev.fairlead.model.Severity.WARNING)
        .extracting(finding -> finding.at().file())
        .containsExactly("docs/x.yml");
  }

  @Test
  void aRepeatedKeyOfAValuesFileIsARemark() {
    Trees tree =
        Trees.empty()
            .with("chart/Chart.yaml", Trees.CHART)
            .with("chart/values.yaml", "a: 1\na: 2\n");
    assertThat(tree.check().passed()).isTrue();
    assertThat(tree.findings()).singleElement().asString().startsWith("chart/values.yaml:2:1: ");
  }

  @Test
  void deadPathsOfWorkflowsAreRemarked() {
    String workflow =
        """
        on:
          push:
            paths:
              - "services/cart/**"
              - "services/carts/**"
              - "!docs/**"
        jobs:
          a:
            runs-on: ubuntu-latest
            steps:
              - uses: actions/checkout@v4
              - run: make
                working-directory: services/carst
              - run: mkdir out
              - run: ls
                working-directory: out
              - uses: ./actions/none
        """;
    Trees tree =
        Trees.empty().with(".github/workflows/a.yml", workflow).with("services/carts/x.py", "");
    assertThat(tree.findings())
        .containsExactly(
            ".github/workflows/a.yml:4:10: on.push.paths: services/cart/** matches no file; did you"
                + " mean services/carts/**? [workflow-path-dead]",
            ".github/workflows/a.yml:13:28: working-directory: there is no directory"
                + " services/carst; did you mean services/carts? [workflow-path-dead]",
            ".github/workflows/a.yml:17:9: ./actions/none: there is no action.yml in actions/none"
                + " [workflow-path-dead]");
  }

  @Test
  void aWorkflowThatCannotBeReadIsAnError() {
    Trees tree =
        Trees.empty()
            .with(
                ".github/workflows/a.yml",
                """
                on: push
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    needs: b
                    steps: [{run: x}]
                """);
    assertThat(tree.findings()).singleElement().asString().endsWith("[workflow-invalid]");
  }
}
