package dev.fairlead.sync.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.Finding;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.sync.application.ApplicationDiscovery.Discovered;
import dev.fairlead.sync.application.ApplicationDiscovery.Found;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ApplicationDiscoveryTest {
  private static final String GOOD =
      """
      apiVersion: argoproj.io/v1alpha1
      kind: Application
      metadata: {name: %s}
      spec:
        source: {repoURL: https://github.com/acme/shop, path: app}
        destination: {server: https://kubernetes.default.svc, namespace: shop}
      """;

  @Test
  void findsThemWhereverTheyLieButNotInTemplatesOfCharts() {
    Discovered found =
        ApplicationDiscovery.discover(
            MemoryTree.of(
                Map.of(
                    "deploy/apps.yaml",
                    GOOD.formatted("one") + "---\n" + GOOD.formatted("two"),
                    "charts/x/Chart.yaml",
                    "name: x",
                    "charts/x/templates/app.yaml",
                    GOOD.formatted("template"))));

    assertThat(found.findings()).isEmpty();
    assertThat(found.applications()).extracting(Found::name).containsExactly("one", "two");
    assertThat(found.applications().get(1).at()).hasToString("deploy/apps.yaml:8:1");
  }

  @Test
  void aBrokenOneDoesNotHideItsNeighbours() {
    Discovered found =
        ApplicationDiscovery.discover(
            MemoryTree.of(
                Map.of(
                    "a.yaml",
                    GOOD.formatted("one")
                        + "---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: [\n---\n"
                        + GOOD.formatted("two"))));

    assertThat(found.applications()).extracting(Found::name).containsExactly("one", "two");
    assertThat(found.findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.at().line()).isBetween(10, 12));
  }

  @Test
  void saysWhereASpecIsWrongAndWhatToDo() {
    Discovered found =
        ApplicationDiscovery.discover(
            MemoryTree.of(
                Map.of(
                    "a.yaml",
                    """
                    apiVersion: argoproj.io/v1alpha1
                    kind: Application
                    metadata: {name: shop}
                    spec:
                      source:
                        path: app
                      destination:
                        server: https://kubernetes.default.svc
                        name: in-cluster
                    """)));

    assertThat(found.applications()).isEmpty();
    assertThat(found.findings())
        .extracting(Finding::toString)
        .containsExactly(
            "a.yaml:6:5: spec.source has no repoURL [application-spec]",
            "a.yaml:8:5: the destination has both server (https://kubernetes.default.svc) and name"
                + " (in-cluster): keep one [application-spec]");
  }
}
