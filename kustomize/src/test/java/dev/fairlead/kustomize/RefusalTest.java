package dev.fairlead.kustomize;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.MemoryTree;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RefusalTest {
  private static final String OBJECT =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {k: v}\n";

  @Test
  void aDirectoryWithoutAKustomizationIsNamed() {
    refused(Map.of("app/a.yaml", OBJECT), "no kustomization file in app: expected one of");
  }

  @Test
  void whatIsNotSupportedComesWithWhatToDoInstead() {
    refused(kustomization("helmCharts: [{name: x}]\n"), "field helmCharts is not supported: let");
    refused(kustomization("generators: [x.yaml]\n"), "field generators is not supported");
    refused(
        kustomization("resources: [\"https://github.com/acme/base?ref=v1\"]\n"),
        "is remote: a build reads only this repository; copy the base into it");
  }

  @Test
  void aTypingErrorIsNotPassedOver() {
    refused(kustomization("resource: [a.yaml]\n"), "unknown field \"resource\"");
    refused(kustomization("resources: a.yaml\n"), "field resources must be a list");
    refused(
        kustomization("resources: [a.yaml]\nimages: [{name: a, newTag: 1.0}]\n"),
        "images: field newTag must be a text, but is 1: put it in quotes");
    refused(kustomization("a: [\n"), "app/kustomization.yaml:2:1: not valid YAML");
    refused(kustomization("\n"), "kustomization.yaml is empty");
  }

  @Test
  void filesStayInTheirPlace() {
    refused(kustomization("resources: [../../../etc]\n"), "leads out of the repository");
    refused(
        with(kustomization("resources: [../b.yaml]\n"), "b.yaml", OBJECT),
        "security; file 'b.yaml' is not in or below 'app'");
    refused(kustomization("resources: [none.yaml]\n"), "no such file or directory: app/none.yaml");
    refused(kustomization("resources: [../app]\n"), "cycle detected: app contains the visited app");
  }

  @Test
  void twoObjectsOfOneNameAreRefused() {
    refused(
        with(kustomization("resources: [a.yaml, b.yaml]\n"), "app/b.yaml", OBJECT),
        "resources b.yaml: may not add resource with an already registered id:"
            + " ConfigMap.v1.[noGrp]/a.[noNs]");
  }

  @Test
  void aPatchMustFindItsObject() {
    refused(
        kustomization(
            "resources: [a.yaml]\npatches: [{patch: '{apiVersion: v1, kind: Pod, metadata: {name:"
                + " b}}'}]\n"),
        "patches: no matches for Id Pod.v1.[noGrp]/b.[noNs]");
    refused(
        kustomization(
            "resources: [a.yaml]\n"
                + "patches: [{target: {kind: ConfigMap}, patch: '- {op: remove, path:"
                + " /data/none}'}]\n"),
        "an inline patch: cannot patch ConfigMap.v1.[noGrp]/a.");
  }

  @Test
  void aBrokenObjectIsNamed() {
    refused(
        with(kustomization("resources: [a.yaml]\n"), "app/a.yaml", "a: 1\n---\nkind: X\n"),
        "resources a.yaml: app/a.yaml:1: missing kind in object");
  }

  private static Map<String, String> kustomization(String text) {
    return Map.of("app/kustomization.yaml", text, "app/a.yaml", OBJECT);
  }

  private static Map<String, String> with(Map<String, String> files, String path, String text) {
    Map<String, String> more = new HashMap<>(files);
    more.put(path, text);
    return more;
  }

  private static void refused(Map<String, String> files, String message) {
    assertThatThrownBy(() -> Kustomize.build(MemoryTree.of(files), "app"))
        .isInstanceOf(KustomizeException.class)
        .hasMessageContaining(message);
  }
}
