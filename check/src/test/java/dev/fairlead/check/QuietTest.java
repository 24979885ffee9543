package dev.fairlead.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What looks wrong and is not: each of these stood in somebody's repository.
class QuietTest {
  private static final String CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";

  @Test
  void aFileThatACommandWritesBeforeTheBuildIsNotMissing() {
    Trees tree =
        Trees.empty()
            .with("k/kustomization.yaml", "resources:\n  - all.yaml\n")
            .with("k/README.md", "helm template . > all.yaml && kustomize build");
    assertThat(tree.findings()).isEmpty();
    assertThat(tree.check().unchecked()).singleElement().asString().startsWith("k/all.yaml");
    assertThat(tree.without("k/README.md").findings()).hasSize(1);
  }

  @Test
  void anApplicationSetThatOnlyTheForgeCanFillInIsNotChecked() {
    String set =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata: {name: previews}
        spec:
          generators:
            - pullRequest: {github: {owner: a, repo: b}}
          template:
            metadata: {name: 'x'}
            spec:
              project: default
              source: {repoURL: https://github.com/acme/shop, path: nowhere}
              destination: {name: in-cluster}
        """;
    Trees tree = Trees.empty().with("argocd/set.yaml", set);
    assertThat(tree.findings()).isEmpty();
    assertThat(tree.check().unchecked()).isNotEmpty();
    Trees nested =
        Trees.empty()
            .with("apps/Chart.yaml", Trees.CHART)
            .with("apps/templates/set.yaml", set.replace("pullRequest", "plugin"));
    assertThat(nested.findings()).isEmpty();
  }

  @Test
  void aNameThatSomebodyHasToFillInIsNotChecked() {
    Trees tree =
        Trees.empty()
            .with("templates/a.yaml", Trees.application("<CLUSTER_NAME>-web", "k8s/web"))
            .with(
                "k8s/service.yaml",
                CONFIG + "spec:\n  clusterIP: {SERVICE_IP_PREFIX}.16\n  x: 1\n");
    assertThat(tree.findings()).isEmpty();
  }

  @Test
  void ofEqualKeysInWhatAChartRendersTheLastOneHolds() {
    Trees tree = Trees.chart(CONFIG + "  labels: {a: b}\n  labels: {a: c}\n", "{}\n", "{}\n");
    assertThat(tree.findings()).isEmpty();
    assertThat(
            Trees.empty()
                .with("k8s/a.yaml", CONFIG + "  labels: {a: b}\n  labels: {a: c}\n")
                .check()
                .passed())
        .isTrue();
  }

  @Test
  void aChartWhoseValuesAreGivenByWhatCannotBeReadIsNotChecked() {
    Trees tree =
        Trees.chart(CONFIG + "data: {a: '{{ .Values.x.host.z }}'}\n", "x: {}\n", "{}\n")
            .with(
                "argocd/shop.yaml",
                """
                apiVersion: argoproj.io/v1alpha1
                kind: ApplicationSet
                metadata: {name: shop}
                spec:
                  generators:
                    - plugin: {configMapRef: {name: p}}
                  template:
                    metadata: {name: 'x'}
                    spec:
                      project: default
                      source:
                        repoURL: https://github.com/acme/shop
                        path: charts/shop/
                        helm: {values: '{{ values }}'}
                      destination: {name: in-cluster}
                """);
    assertThat(tree.findings()).isEmpty();
    assertThat(tree.without("argocd/shop.yaml").findings()).hasSize(1);
  }

  @Test
  void aChartThatIsFetchedAndACopyForAnotherClusterAreRemarks() {
    Trees tree =
        Trees.chart(CONFIG, "{}\n", "{}\n")
            .with(
                "charts/shop/Chart.yaml",
                Trees.CHART
                    + "dependencies: [{name: redis, version: 1.x, repository:"
                    + " 'https://r.example'}]\n")
            .with("k8s/web/a.yaml", CONFIG)
            .with("one/a.yaml", Trees.application("web", "k8s/web"))
            .with("two/b.yaml", Trees.application("web", "k8s/web"));
    assertThat(tree.check().passed()).isTrue();
    assertThat(tree.findings()).hasSize(2);
  }

  @Test
  void aWordThatIsASecretSomewhereIsStillAWordOfOurs() {
    Trees tree =
        Trees.chart(CONFIG + "data: {a: '{{ .Values.x.host.z }}'}\n", "x: {}\n", "{}\n")
            .with(
                "k8s/secret.yaml",
                "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData:\n  a: pointer\n");
    assertThat(tree.findings()).singleElement().asString().contains("nil pointer evaluating");
  }

  @Test
  void theRootOfARepositoryMayBeAChartOrAKustomization() {
    assertThat(
            Trees.empty()
                .with("Chart.yaml", Trees.CHART)
                .with("templates/a.yaml", CONFIG + "data: {a: '{{ .Values.x.host.z }}'}\n")
                .findings())
        .singleElement()
        .asString()
        .startsWith("templates/a.yaml:5:");
    assertThat(
            Trees.empty()
                .with("kustomization.yaml", "resources: [a.yaml]\n")
                .with("a.yaml", CONFIG)
                .findings())
        .isEmpty();
  }
}
