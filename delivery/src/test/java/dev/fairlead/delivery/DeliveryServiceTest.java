package dev.fairlead.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Finding;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Position;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryServiceTest {
  @TempDir private Path directory;
  private Workbench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Workbench(directory);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void aPushIsBuiltThenReleasedThenDeployed() throws Exception {
    var deployed = new CountDownLatch(1);
    ScriptedEngine build = build(_ -> Outcome.succeeded("built"));
    ScriptedEngine deploy =
        deploy(change -> {
          assertThat(bench.service().released(bench.url(), "main")).contains(change.head());
          deployed.countDown();
          return Outcome.succeeded("live");
        });
    bench.start(List.of(build), List.of(deploy));
    CommitId commit = bench.commit("a", "1", "first 🎉");
    bench.push();

    Delivery delivery = bench.awaitEnd("d1");
    Workbench.await(deployed);
    assertThat(delivery.state()).isEqualTo(State.SUCCEEDED);
    assertThat(delivery.pushed()).isEqualTo(commit);
    assertThat(delivery.title()).isEqualTo("first 🎉");
    assertThat(delivery.stages())
        .extracting(Stage::name)
        .containsExactly("check", "build web", "sync web");
    assertThat(bench.journalOf("d1"))
        .extracting(JournalEntry::action)
        .containsExactly("run", "run", "release", "run", "run", "deliver");
  }

  @Test
  void aFailedBuildStopsTheDeliveryAndNothingIsReleased() throws Exception {
    ScriptedEngine deploy = deploy(_ -> Outcome.succeeded("live"));
    bench.start(
        List.of(build(_ -> Outcome.failed("1 test failed", List.of("AuthTest")))), List.of(deploy));
    bench.commit("a", "1", "first");
    bench.push();

    Delivery delivery = bench.awaitEnd("d1");
    assertThat(delivery.state()).isEqualTo(State.FAILED);
    assertThat(delivery.cause()).isEqualTo("build web: 1 test failed");
    assertThat(delivery.stage("sync web").orElseThrow().state()).isEqualTo(State.SKIPPED);
    assertThat(bench.service().released(bench.url(), "main")).isEmpty();
    assertThat(deploy.delivered).isEmpty();
  }

  @Test
  void anErrorOfTheCheckStopsEverythingBeforeItBegins() throws Exception {
    ScriptedEngine build = build(_ -> Outcome.succeeded("built"));
    DeliveryEngine checker =
        new DeliveryEngine() {
          @Override
          public List<Finding> check(Change change) {
            return List.of(
                Finding.error("workflow-syntax", new Position("a", 1, 2), "unknown key jobz"));
          }

          @Override
          public List<Stage> plan(Change change) {
            return List.of();
          }

          @Override
          public boolean owns(Stage stage) {
            return false;
          }

          @Override
          public Outcome deliver(Change change, Stage stage, Progress progress) {
            throw new IllegalStateException("not planned");
          }
        };
    bench.start(List.of(checker, build), List.of());
    bench.commit("a", "1", "first");
    bench.push();

    Delivery delivery = bench.awaitEnd("d1");
    assertThat(delivery.cause()).isEqualTo("check: a:1:2: unknown key jobz [workflow-syntax]");
    assertThat(build.delivered).isEmpty();
  }

  @Test
  void aTagCommitContinuesItsDeliveryAndStartsNoOther() throws Exception {
    ScriptedEngine deploy = deploy(_ -> Outcome.succeeded("live"));
    bench.start(
        List.of(
            build(change -> {
              bench.commit(
                  "values.yaml",
                  "tag: 2",
                  "deploy web 2\n\nFairlead-Delivery: " + change.delivery());
              bench.push();
              return Outcome.succeeded("web 2");
            })),
        List.of(deploy));
    CommitId pushed = bench.commit("a", "1", "first");
    bench.push();

    Delivery delivery = bench.awaitEnd("d1");
    assertThat(delivery.state()).isEqualTo(State.SUCCEEDED);
    assertThat(delivery.pushed()).isEqualTo(pushed);
    assertThat(delivery.head()).isNotEqualTo(pushed);
    assertThat(deploy.delivered).containsExactly(delivery.head().hex());
    assertThat(delivery.stages())
        .extracting(Stage::name)
        .containsExactly("check", "build web", "write back", "sync web");
    assertThat(bench.ledger.newest(10)).hasSize(1);
  }

  @Test
  void aLaterEngineSeesWhatAnEarlierOneHasCommitted() throws Exception {
    var seen = new AtomicReference<List<String>>();
    bench.start(
        List.of(
            new ScriptedEngine(
                "inventory",
                Layer.CLUSTER,
                change -> {
                  bench.commit(
                      "hosts.ini",
                      "worker-3",
                      "inventory\n\nFairlead-Delivery: " + change.delivery());
                  bench.push();
                  return Outcome.succeeded("one host");
                }),
            build(change -> {
              seen.set(change.writtenPaths());
              return Outcome.succeeded(change.tree().text("hosts.ini"));
            })),
        List.of());
    CommitId _ = bench.commit("a", "1", "first");
    bench.push();

    Delivery delivery = bench.awaitEnd("d1");
    assertThat(delivery.state()).isEqualTo(State.SUCCEEDED);
    assertThat(seen.get()).containsExactly("hosts.ini");
    assertThat(delivery.stage("build web").orElseThrow().summary()).isEqualTo("worker-3");
    assertThat(bench.journalOf("d1")).extracting(JournalEntry::action).contains("continue");
  }

  @Test
  void stagesInSequenceStopAtTheFirstThatFails() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    DeliveryEngine playbooks =
        new DeliveryEngine() {
          @Override
          public List<Finding> check(Change change) {
            return List.of();
          }

          @Override
          public List<Stage> plan(Change change) {
            return List.of(
                Stage.waiting("01", Layer.CLUSTER, "01", ""),
                Stage.waiting("02", Layer.CLUSTER, "02", ""),
                Stage.waiting("03", Layer.CLUSTER, "03", ""));
          }

          @Override
          public boolean inSequence() {
            return true;
          }

          @Override
          public boolean owns(Stage stage) {
            return false;
          }

          @Override
          public Outcome deliver(Change change, Stage stage, Progress progress) {
            ran.add(stage.name());
            return stage.name().equals("02")
                ? Outcome.failed("a host does not answer", List.of())
                : Outcome.succeeded("ok");
          }
        };
    bench.start(List.of(playbooks), List.of());
    CommitId _ = bench.commit("a", "1", "first");
    bench.push();

    Delivery delivery = bench.awaitEnd("d1");
    assertThat(ran).containsExactly("01", "02");
    assertThat(delivery.cause()).isEqualTo("02: a host does not answer");
    assertThat(delivery.stage("03").orElseThrow().state()).isEqualTo(State.SKIPPED);
  }

  @Test
  void aDeliveryIsTakenUpWhereAStopOfTheProgramLeftIt() throws Exception {
    var begun = new CountDownLatch(1);
    ScriptedEngine first = build(_ -> Outcome.succeeded("built"));
    ScriptedEngine hanging =
        deploy(_ -> {
          begun.countDown();
          new CountDownLatch(1).await();
          return Outcome.succeeded("never");
        });
    bench.start(List.of(first), List.of(hanging));
    bench.commit("a", "1", "first");
    bench.push();
    Workbench.await(begun);
    bench.stop();

    ScriptedEngine again = build(_ -> Outcome.succeeded("built"));
    ScriptedEngine deploy = deploy(_ -> Outcome.succeeded("live"));
    bench.start(List.of(again), List.of(deploy));

    assertThat(bench.awaitEnd("d1").state()).isEqualTo(State.SUCCEEDED);
    assertThat(again.delivered).isEmpty();
    assertThat(deploy.delivered).hasSize(1);
    assertThat(bench.journalOf("d1")).extracting(JournalEntry::action).contains("resume");
  }

  @Test
  void aPushDuringABuildIsDeployedWithoutWaitingForTheFormerDeployment() throws Exception {
    var release = new CountDownLatch(1);
    var slow = new AtomicBoolean(true);
    var begun = new CountDownLatch(1);
    bench.start(
        List.of(build(_ -> Outcome.succeeded("built"))),
        List.of(
            deploy(_ -> {
              if (slow.getAndSet(false)) {
                begun.countDown();
                release.await();
              }
              return Outcome.succeeded("live");
            })));
    bench.commit("a", "1", "first");
    bench.push();
    Workbench.await(begun);
    CommitId second = bench.commit("a", "2", "second");
    bench.push();

    assertThat(bench.awaitEnd("d2").state()).isEqualTo(State.SUCCEEDED);
    assertThat(bench.service().released(bench.url(), "main")).contains(second);
    release.countDown();
    assertThat(bench.awaitEnd("d1").state()).isEqualTo(State.SUCCEEDED);
    assertThat(bench.service().released(bench.url(), "main")).contains(second);
  }

  @Test
  void aBranchThatWasResetToAnOlderCommitIsDeployedAtThatCommit() throws Exception {
    bench.start(
        List.of(build(_ -> Outcome.succeeded("built"))),
        List.of(deploy(_ -> Outcome.succeeded("live"))));
    CommitId first = bench.commit("a", "1", "first");
    bench.push();
    bench.awaitEnd("d1");
    bench.commit("a", "2", "second");
    bench.push();
    bench.awaitEnd("d2");
    bench.reset(first);
    bench.push("--force");

    Delivery back = bench.awaitEnd("d3");
    assertThat(back.pushed()).isEqualTo(first);
    assertThat(back.state()).isEqualTo(State.SUCCEEDED);
    assertThat(bench.service().released(bench.url(), "main")).contains(first);
  }

  @Test
  void theOtherBranchesOfAnOldRepositoryAreDeliveredFromTheirNextPushOn() throws Exception {
    bench.commit("a", "1", "first");
    bench.pushUnseen();
    bench.branch("old");
    bench.commit("a", "2", "long ago");
    bench.pushUnseen();
    bench.start(
        List.of(build(_ -> Outcome.succeeded("built"))),
        List.of(deploy(_ -> Outcome.succeeded("live"))));

    assertThat(bench.awaitEnd("d1").branch()).isEqualTo("main");
    CommitId next = bench.commit("a", "3", "now");
    bench.push();
    assertThat(bench.awaitEnd("d2").pushed()).isEqualTo(next);
    assertThat(bench.ledger.newest(10)).hasSize(2);
  }

  private static ScriptedEngine build(ScriptedEngine.Script script) {
    return new ScriptedEngine("build web", Layer.IMAGE, script);
  }

  private static ScriptedEngine deploy(ScriptedEngine.Script script) {
    return new ScriptedEngine("sync web", Layer.DEPLOYMENT, script);
  }
}
