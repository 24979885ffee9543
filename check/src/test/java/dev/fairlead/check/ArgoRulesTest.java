package dev.fairlead.check;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArgoRulesTest {
  private static final String CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n";
  private static final Trees PLAIN =
      Trees.empty()
          .with("k8s/web/a.yaml", CONFIG)
          .with("argocd/web.yaml", Trees.application("web", "k8s/web"));

  @Test
  void aDirectoryThatIsThereIsNoFinding() {
    assertThat(PLAIN.findings()).isEmpty();
  }

  @Test
  void aMissingSourcePathIsFoundWithWhatIsNear() {
    assertThat(PLAIN.with("argocd/web.yaml", Trees.application("web", "k8s/wbe")).findings())
        .containsExactly(
            "argocd/web.yaml:11:11: Application web: there is no directory k8s/wbe; did you mean"
                + " k8s/web? [argocd-source-path-missing]");
  }

  @Test
  void aMissingPathOfASetIsFoundAtItsElement() {
    String set =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: ApplicationSet
        metadata:
          name: all
        spec:
          goTemplate: true
          generators:
            - list:
                elements:
                  - folder: web
                  - folder: cart
          template:
            metadata:
              name: 'x-{{ .folder }}'
            spec:
              project: default
              source:
                repoURL: git@github.com:acme/shop
                targetRevision: HEAD
                path: 'k8s/{{ .folder }}'
              destination: {name: in-cluster, namespace: shop-2}
        """;
    assertThat(PLAIN.with("argocd/set.yaml", set).findings())
        .containsExactly(
            "argocd/set.yaml:11:13: Application x-cart: there is no directory k8s/cart"
                + " [argocd-source-path-missing]");
    assertThat(
            PLAIN
                .with(
                    "argocd/set.yaml",
                    set.replace("{{ .folder }}'\n      dest", "{{ .fodler }}'\n      dest"))
                .findings())
        .isNotEmpty();
  }

  @Test
  void applicationsThatATemplateRendersAreCheckedToo() {
    Trees tree =
        PLAIN
            .with("apps/Chart.yaml", Trees.CHART)
            .with(
                "apps/templates/a.yaml",
                "{{ range .Values.names }}\n---\n"
                    + Trees.application("{{ . }}", "k8s/{{ . }}")
                        .replace("shop\n  syn", "{{ . }}\n  syn")
                    + "{{ end }}\n")
            .with("apps/values.yaml", "names: [web-2, cart]\n")
            .with("argocd/apps.yaml", Trees.application("apps", "apps"));
    assertThat(tree.findings())
        .hasSize(2)
        .anySatisfy(line ->
            assertThat(line).startsWith("apps/templates/a.yaml: Application cart: there is no"));
  }

  @Test
  void brokenYamlOfASourceIsOneFinding() {
    assertThat(PLAIN.with("k8s/web/a.yaml", CONFIG + "data:\n  a: b\n c: d\n").findings())
        .singleElement()
        .asString()
        .startsWith("k8s/web/a.yaml:7:")
        .endsWith("[yaml-syntax]");
  }

  @Test
  void aBrokenApplicationIsOneFinding() {
    assertThat(
            PLAIN
                .with("argocd/web.yaml", Trees.application("web", "k8s/web") + "  x: [\n")
                .findings())
        .singleElement()
        .asString()
        .contains("[yaml-syntax]");
  }

  @Test
  void twoApplicationsThatRenderOneObjectAreFound() {
    Trees tree = PLAIN.with("argocd/web2.yaml", Trees.application("web2", "k8s/web"));
    assertThat(tree.findings())
        .containsExactly(
            "argocd/web2.yaml:4:9: Applications web (argocd/web.yaml:4:9) and web2 both render"
                + " ConfigMap shop/a: keep it in one of them [argocd-duplicate-ownership]");
    assertThat(
            PLAIN
                .with(
                    "argocd/web2.yaml",
                    Trees.application("web2", "k8s/web")
                        .replace("namespace: shop", "namespace: other"))
                .findings())
        .isEmpty();
  }

  @Test
  void counterpartsOfOtherClustersDoNotCollide() {
    Trees tree =
        Trees.empty()
            .with("k8s/web/a.yaml", CONFIG)
            .with("clusters/dev/web.yaml", Trees.application("web", "k8s/web"))
            .with("clusters/prod/web.yaml", Trees.application("web", "k8s/web"));
    assertThat(tree.findings()).isEmpty();
  }

  @Test
  void anApplicationThatTakesFromAForkIsRemarked() {
    Trees tree =
        PLAIN
            .with("k8s/cart/a.yaml", CONFIG.replace("name: a", "name: b"))
            .with(
                "argocd/cart.yaml",
                Trees.application("cart", "k8s/cart").replace("github.com/acme", "github.com/old"));
    assertThat(tree.findings())
        .singleElement()
        .asString()
        .startsWith("argocd/cart.yaml:9:14: Application cart takes k8s/cart from")
        .endsWith("[argocd-repo-outlier]");
    assertThat(
            PLAIN
                .with(
                    "argocd/cart.yaml",
                    Trees.application("cart", "manifests").replace("acme/shop", "other/tool"))
                .findings())
        .isEmpty();
  }

  @Test
  void whatCannotBeCheckedIsSaidAndIsNoFinding() {
    String external =
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: redis}
        spec:
          project: default
          sources:
            - repoURL: https://charts.example.org
              chart: redis
              targetRevision: 1.0.0
              helm:
                valueFiles: [$values/values/redis.yaml, $values/values/more.yaml]
            - repoURL: https://github.com/acme/shop
              targetRevision: main
              ref: values
          destination: {name: in-cluster, namespace: redis}
        """;
    Trees tree = PLAIN.with("argocd/redis.yaml", external).with("values/redis.yaml", "a: 1\n");
    assertThat(tree.findings())
        .singleElement()
        .asString()
        .startsWith(
            "argocd/redis.yaml:11:49: Application redis: there is no file values/more.yaml");
    assertThat(tree.check().unchecked()).singleElement().asString().contains("chart redis");
  }
}
