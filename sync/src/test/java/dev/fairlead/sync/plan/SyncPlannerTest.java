package dev.fairlead.sync.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.sync.application.SyncOptions;
import dev.fairlead.yaml.Schema;
import dev.fairlead.yaml.Yaml;
import dev.fairlead.yaml.YamlJson;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SyncPlannerTest {
  private final List<SyncPlanner.Item> items = new ArrayList<>();

  private static ObjectNode object(String kind, String name, String annotations) {
    String apiVersion =
        switch (kind) {
          case "Deployment", "StatefulSet" -> "apps/v1";
          case "Job" -> "batch/v1";
          case "CustomResourceDefinition" -> "apiextensions.k8s.io/v1";
          case "Widget" -> "acme.io/v1";
          default -> "v1";
        };
    JsonNode json =
        YamlJson.toJson(
            Yaml.parseOne(
                    "t",
                    "{apiVersion: %s, kind: %s, metadata: {name: '%s', namespace: '%s', annotations: {%s}}, spec: {group: acme.io, names: {kind: Widget}}}"
                        .formatted(
                            apiVersion,
                            kind,
                            name,
                            kind.equals("Namespace") ? "" : "n",
                            annotations))
                .orElseThrow(),
            Schema.YAML_1_1);
    return (ObjectNode) json;
  }

  private void wanted(String kind, String name, String annotations) {
    ObjectNode object = object(kind, name, annotations);
    items.add(new SyncPlanner.Item(ResourceKey.of(object), object, null, true, null));
  }

  private void extra(String kind, String name, String annotations) {
    ObjectNode object = object(kind, name, annotations);
    items.add(new SyncPlanner.Item(ResourceKey.of(object), null, object, true, null));
  }

  private SyncPlanner.Plan plan(String... options) {
    return SyncPlanner.plan(
        items,
        new SyncPlanner.Request(
            true,
            true,
            _ -> true,
            SyncOptions.of(List.of(options)),
            key -> !key.kind().equals("Widget"),
            "1a2b3c4-%s-1700000000"));
  }

  private static List<String> order(SyncPlanner.Plan plan) {
    return plan.tasks().stream()
        .map(task ->
            task.phase().text()
                + " "
                + task.wave()
                + " "
                + (task.isPrune() ? "-" : "")
                + task.key().kind()
                + "/"
                + task.key().name())
        .toList();
  }

  @Test
  void ordersByPhaseWaveKindAndName() {
    wanted("Job", "after", "argocd.argoproj.io/hook: PostSync");
    wanted("Deployment", "web", "");
    wanted("Service", "web", "");
    wanted("ConfigMap", "b", "");
    wanted("ConfigMap", "a", "");
    wanted("StatefulSet", "db", "argocd.argoproj.io/sync-wave: '-1'");
    wanted("Job", "before", "argocd.argoproj.io/hook: PreSync");

    assertThat(order(plan()))
        .containsExactly(
            "PreSync 0 Job/before",
            "Sync -1 StatefulSet/db",
            "Sync 0 ConfigMap/a",
            "Sync 0 ConfigMap/b",
            "Sync 0 Service/web",
            "Sync 0 Deployment/web",
            "PostSync 0 Job/after");
  }

  @Test
  void takesHelmHooksAndTheirWeights() {
    wanted("Job", "migrate", "helm.sh/hook: 'pre-install,pre-upgrade', helm.sh/hook-weight: '5'");
    wanted("Job", "seed", "helm.sh/hook: 'pre-install', helm.sh/hook-weight: '-5'");
    wanted("Pod", "check", "helm.sh/hook: test");

    assertThat(order(plan())).containsExactly("PreSync -5 Job/seed", "PreSync 5 Job/migrate");
  }

  @Test
  void prunesInTheReverseOfTheWavesOfCreation() {
    extra("ConfigMap", "first", "argocd.argoproj.io/sync-wave: '0'");
    extra("ConfigMap", "middle", "argocd.argoproj.io/sync-wave: '1'");
    extra("ConfigMap", "last", "argocd.argoproj.io/sync-wave: '5'");

    assertThat(order(plan()))
        .containsExactly(
            "Sync 0 -ConfigMap/last", "Sync 1 -ConfigMap/middle", "Sync 5 -ConfigMap/first");
  }

  @Test
  void prunesBehindEverythingWhenAskedTo() {
    wanted("ConfigMap", "a", "argocd.argoproj.io/sync-wave: '3'");
    extra("ConfigMap", "old", "");

    assertThat(order(plan("PruneLast=true")))
        .containsExactly("Sync 3 ConfigMap/a", "Sync 4 -ConfigMap/old");
  }

  @Test
  void keepsWhatSaysThatItIsNeverPruned() {
    extra("ConfigMap", "kept", "argocd.argoproj.io/sync-options: Prune=false");

    assertThat(plan().tasks())
        .singleElement()
        .extracting(SyncTask::prune)
        .isEqualTo(SyncTask.Prune.NEVER);
  }

  @Test
  void movesANamespaceAndADefinitionBeforeTheFirstThatNeedsThem() {
    wanted("Job", "before", "argocd.argoproj.io/hook: PreSync");
    wanted("Namespace", "n", "");
    wanted("Widget", "w", "argocd.argoproj.io/sync-wave: '-2'");
    wanted("CustomResourceDefinition", "widgets.acme.io", "");

    SyncPlanner.Plan plan = plan();

    assertThat(plan.problems()).isEmpty();
    assertThat(order(plan))
        .containsExactly(
            "PreSync 0 Namespace/n",
            "PreSync 0 Job/before",
            "Sync -2 CustomResourceDefinition/widgets.acme.io",
            "Sync -2 Widget/w");
  }

  @Test
  void refusesKindsThatNobodyServes() {
    wanted("Widget", "w", "");

    assertThat(plan().problems()).singleElement().asString().contains("acme.io/v1 Widget");
  }

  @Test
  void namesGeneratedHooksAfterRevisionPhaseAndStart() {
    ObjectNode job = object("Job", "x", "argocd.argoproj.io/hook: PostSync");
    ((ObjectNode) job.path("metadata")).remove("name");
    ((ObjectNode) job.path("metadata")).put("generateName", "smoke-");
    items.add(new SyncPlanner.Item(ResourceKey.of(job), job, null, false, null));

    assertThat(order(plan())).containsExactly("PostSync 0 Job/smoke-1a2b3c4-postsync-1700000000");
  }
}
