package dev.fairlead.sync.control;

import static dev.fairlead.sync.control.World.application;
import static dev.fairlead.sync.control.World.configMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.model.CommitId;
import dev.fairlead.sync.control.ApplicationState.SyncStatus;
import dev.fairlead.sync.plan.OperationPhase;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SyncControllerTest {
  private static final String AUTOMATED =
      "{automated: {prune: true, selfHeal: true}, syncOptions: [CreateNamespace=true]}";

  private final World world = new World();

  private static ApplicationState.Operation operation(ApplicationState state) {
    return Objects.requireNonNull(state.operation());
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void bringsARevisionToTheClusterAndSaysSoInTheStatus() {
    CommitId commit =
        world.push(application("shop", AUTOMATED), Map.of("app/a.yaml", configMap("a", "one")));

    ApplicationState state = world.await("shop", ApplicationState::isSettled, "settled");

    assertThat(state.revisions()).containsExactly(commit);
    assertThat(world.live("ConfigMap", "a").orElseThrow().path("data").path("key").asText())
        .isEqualTo("one");
    world.await(
        () ->
            world
                .applicationObject("shop")
                .path("status")
                .path("operationState")
                .path("phase")
                .asText()
                .equals("Succeeded"),
        "the status in the cluster");
    JsonNode status = world.applicationObject("shop").path("status");
    assertThat(status.path("health").path("status").asText()).isEqualTo("Healthy");
    assertThat(status.path("sync").path("revision").asText()).isEqualTo(commit.hex());
    assertThat(status.path("operationState").path("phase").asText()).isEqualTo("Succeeded");
    assertThat(status.path("history")).hasSize(1);
    assertThat(status.path("resources").get(0).path("name").asText()).isEqualTo("a");
    assertThat(world.applicationObject("shop").has("operation")).isFalse();
  }

  @Test
  void healsDriftAndWritesItDown() {
    world.push(application("shop", AUTOMATED), Map.of("app/a.yaml", configMap("a", "one")));
    world.await("shop", ApplicationState::isSettled, "settled");

    world.edit("ConfigMap", "a", "data: {key: changed by hand}");

    world.await(
        () ->
            world
                .live("ConfigMap", "a")
                .orElseThrow()
                .path("data")
                .path("key")
                .asText()
                .equals("one"),
        "healed");
    world.await("shop", ApplicationState::isSettled, "settled again");
    assertThat(world.journal)
        .filteredOn(entry -> entry.kind() == SyncJournal.Kind.DRIFT)
        .singleElement()
        .satisfies(entry ->
            assertThat(entry.details())
                .containsExactly("ConfigMap/shop/a .data.key: \"one\", live \"changed by hand\""));
    assertThat(world.applicationObject("shop").path("status").path("history")).hasSize(1);
  }

  @Test
  void prunesWhatARevisionNoLongerHas() {
    world.push(
        application("shop", AUTOMATED),
        Map.of("app/a.yaml", configMap("a", "one"), "app/b.yaml", configMap("b", "one")));
    world.await("shop", ApplicationState::isSettled, "settled");

    CommitId second =
        world.push(application("shop", AUTOMATED), Map.of("app/a.yaml", configMap("a", "one")));
    world.await(
        "shop", state -> state.isSettled() && state.revisions().contains(second), "settled");

    assertThat(world.live("ConfigMap", "b")).isEmpty();
    assertThat(world.live("ConfigMap", "a")).isPresent();
  }

  @Test
  void removesAFieldThatTheManifestNoLongerHas() {
    world.push(
        application("shop", AUTOMATED),
        Map.of(
            "app/a.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {key: x, more: z}\n"));
    world.await("shop", ApplicationState::isSettled, "settled");
    CommitId second =
        world.push(application("shop", AUTOMATED), Map.of("app/a.yaml", configMap("a", "x")));
    world.await(
        "shop", state -> state.isSettled() && state.revisions().contains(second), "settled");

    assertThat(world.live("ConfigMap", "a").orElseThrow().path("data").has("more")).isFalse();
  }

  @Test
  void waitsForThePersonWithoutAutomatedSync() {
    world.push(
        application("shop", "{syncOptions: [CreateNamespace=true]}"),
        Map.of("app/a.yaml", configMap("a", "one")));
    ApplicationState state =
        world.await("shop", now -> now.sync() == SyncStatus.OUT_OF_SYNC, "out of sync");
    assertThat(state.health()).isEqualTo("Missing");

    world.controller.sync("shop", SyncRequest.by("somebody"));

    ApplicationState settled = world.await("shop", ApplicationState::isSettled, "settled");
    assertThat(operation(settled).initiatedBy()).isEqualTo("somebody");
  }

  @Test
  void saysWhichFileMakesAnApplicationUnreadable() {
    world.push(
        application("shop", AUTOMATED),
        Map.of(
            "app/a.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  - x: [\n"));

    ApplicationState state =
        world.await("shop", now -> now.sync() == SyncStatus.UNKNOWN, "unknown");

    assertThat(state.conditions())
        .singleElement()
        .satisfies(condition -> {
          assertThat(condition.type()).isEqualTo("ComparisonError");
          assertThat(condition.message()).contains("app/a.yaml:6");
        });
  }

  @Test
  void changesNothingWhenTheClusterRefusesOneObject() {
    world.push(
        application("shop", AUTOMATED),
        Map.of(
            "app/a.yaml",
            configMap("a", "one"),
            "app/b.yaml",
            "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndatas: {key: x}\n"));

    ApplicationState state =
        world.await(
            "shop",
            now ->
                now.operation() != null
                    && !now.operation().message().isEmpty()
                    && now.operation().message().contains("dry run"),
            "failed");

    assertThat(operation(state).message()).contains("app/b.yaml:1:1").contains("datas");
    assertThat(world.live("ConfigMap", "a")).isEmpty();
  }

  @Test
  void holdsARevisionThatTheGateHolds() {
    world.gate = new SyncGate.Verdict.NotYet("the build runs");
    world.push(application("shop", AUTOMATED), Map.of("app/a.yaml", configMap("a", "one")));
    ApplicationState held = world.await("shop", now -> now.held() != null, "held");
    assertThat(held.held()).isEqualTo("the build runs");
    assertThat(world.live("ConfigMap", "a")).isEmpty();

    world.gate = new SyncGate.Verdict.Yes();
    world.controller.gateChanged();

    world.await("shop", ApplicationState::isSettled, "settled");
  }

  @Test
  void runsHooksAroundTheSyncAndWaitsForThem() {
    String job =
        """
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: %s
          annotations: {argocd.argoproj.io/hook: %s}
        spec:
          template:
            spec:
              restartPolicy: Never
              containers: [{name: c, image: busybox}]
        """;
    world.push(
        application("shop", AUTOMATED),
        Map.of(
            "app/a.yaml",
            configMap("a", "one"),
            "app/pre.yaml",
            job.formatted("before", "PreSync"),
            "app/post.yaml",
            job.formatted("after", "PostSync")));
    world.await(() -> world.live("Job", "before").isPresent(), "the PreSync job");
    assertThat(world.live("ConfigMap", "a")).isEmpty();

    world.status(
        "Job", "before", "status: {conditions: [{type: Complete, status: 'True'}], succeeded: 1}");

    world.await(() -> world.live("Job", "after").isPresent(), "the PostSync job");
    assertThat(world.live("ConfigMap", "a")).isPresent();
    assertThat(operation(world.controller.application("shop").orElseThrow()).phase())
        .isEqualTo(OperationPhase.RUNNING);

    world.status(
        "Job", "after", "status: {conditions: [{type: Complete, status: 'True'}], succeeded: 1}");
    world.await("shop", ApplicationState::isSettled, "settled");
  }

  @Test
  void takesItsObjectsDownWithTheApplication() {
    String application =
        application("shop", AUTOMATED)
            .replace(
                "  name: shop\n",
                "  name: shop\n  finalizers: [resources-finalizer.argocd.argoproj.io]\n");
    world.push(application, Map.of("app/a.yaml", configMap("a", "one")));
    world.await("shop", ApplicationState::isSettled, "settled");

    world.controller.bootstrap(
        World.REPO,
        world.repository.commit(Map.of("README.md", "nothing")),
        world.repository.tree(World.REPO, world.repository.resolve(World.REPO, "HEAD", true)));

    world.await(() -> world.live("ConfigMap", "a").isEmpty(), "the object gone");
    world.await(() -> world.controller.applications().isEmpty(), "the Application gone");
  }
}
