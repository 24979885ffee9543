package dev.fairlead.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.model.RevisionTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an Application adds must act as if it stood in the file.
class KustomizeOptionsTest {
  private static final Path CASE = Cases.ROOT.resolve("names");

  @Test
  void actAsIfTheyStoodInTheKustomization(@TempDir Path scratch)
      throws IOException, InterruptedException {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    patch.putObject("target").put("kind", "Service");
    patch.put("patch", "- {op: add, path: /spec/type, value: NodePort}");
    KustomizeOptions options =
        KustomizeOptions.NONE
            .withNamePrefix("argo-")
            .withNameSuffix("-x")
            .withNamespace("elsewhere")
            .withImages(List.of("ghcr.io/acme/web=r.io/web:9", "envoy:2", "busybox@sha256:cc"))
            .withReplicas(Map.of("web", 4L))
            .withCommonLabels(Map.of("a", "1"), false, false)
            .withCommonAnnotations(Map.of("team", "new", "b", "2"))
            .withPatches(List.of(patch));
    String file =
        """
        resources: [../base, more.yaml]
        namePrefix: argo-
        nameSuffix: -x
        namespace: elsewhere
        commonAnnotations: {team: new, b: "2"}
        commonLabels: {a: "1"}
        replicas: [{name: web, count: 4}]
        images:
          - {name: ghcr.io/acme/web, newName: r.io/web, newTag: "9"}
          - {name: envoy, newTag: "2"}
          - {name: busybox, digest: "sha256:cc"}
        patches:
          - target: {kind: Service}
            patch: "- {op: add, path: /spec/type, value: NodePort}"
        """;
    assertThat(built(options)).isEqualTo(written(file, scratch));
  }

  @Test
  void labelsMayLeaveSelectorsAlone(@TempDir Path scratch)
      throws IOException, InterruptedException {
    String file =
        """
        resources: [../base, more.yaml]
        namePrefix: team-
        nameSuffix: -v2
        namespace: shop
        commonAnnotations: {team: shop}
        labels: [{pairs: {a: "1"}, includeTemplates: true}]
        """;
    assertThat(built(KustomizeOptions.NONE.withCommonLabels(Map.of("a", "1"), true, true)))
        .isEqualTo(written(file, scratch));
  }

  @Test
  void missingComponentsMayBePassedOver() throws IOException {
    KustomizeOptions options = KustomizeOptions.NONE.withComponents(List.of("../none"), true);
    assertThat(built(options)).isEqualTo(built(KustomizeOptions.NONE));
  }

  private static String built(KustomizeOptions options) throws IOException {
    RevisionTree tree = Cases.tree(CASE);
    return Kustomize.text(Kustomize.build(tree, "overlay", options));
  }

  /// What kubectl makes of the case with another kustomization file.
  private static String written(String file, Path scratch)
      throws IOException, InterruptedException {
    Path copy = scratch.resolve("copy");
    try (Stream<Path> paths = Files.walk(CASE)) {
      for (Path path : paths.toList()) {
        Files.copy(path, copy.resolve(CASE.relativize(path).toString()));
      }
    }
    Files.writeString(copy.resolve("overlay/kustomization.yaml"), file);
    Kubectl.Output real = Kubectl.kustomize(copy.resolve("overlay"), scratch);
    assertThat(real.error()).doesNotContain("command failed");
    return real.out();
  }
}
