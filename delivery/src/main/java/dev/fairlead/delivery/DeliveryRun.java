package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.Finding;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Severity;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries one delivery through its stages. Each step leaves its result in the ledger, so that a
/// new run of the same delivery, after a restart, goes on where the former one was.
final class DeliveryRun {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryRun.class);
  static final String CHECK = "check";
  static final String WRITE_BACK = "write back";
  private static final List<Duration> LOOK_AGAIN =
      List.of(Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(8));

  /// Whether a name is one that deliveries give to stages of their own.
  static boolean isReserved(String name) {
    return name.equals(CHECK)
        || name.equals(WRITE_BACK)
        || name.equals(BootstrapEngine.STAGE)
        || name.startsWith(InfrastructureEngine.PREFIX)
        || name.equals(InventoryEngine.STAGE)
        || name.startsWith(PlaybookEngine.PREFIX)
        || name.startsWith(ApplicationEngine.PREFIX);
  }

  private final String id;
  private final RepositoryWatch watch;
  private final Engines engines;
  private final Ledger ledger;
  private final ReleaseBook releases;
  private final Consumer<JournalEntry> journal;
  private final Clock clock;

  DeliveryRun(
      String id,
      RepositoryWatch watch,
      Engines engines,
      Ledger ledger,
      ReleaseBook releases,
      Consumer<JournalEntry> journal,
      Clock clock) {
    this.id = id;
    this.watch = watch;
    this.engines = engines;
    this.ledger = ledger;
    this.releases = releases;
    this.journal = journal;
    this.clock = clock;
  }

  void run() throws InterruptedException {
    try {
      if (check() && prepare() && release() && deploy()) {
        end(State.SUCCEEDED, "");
      }
    } catch (RuntimeException e) {
      stopIfEnding();
      LOG.error("delivery {} failed", id, e);
      stop("internal error: " + e.getMessage());
    } finally {
      releases.ended(id);
    }
  }

  private boolean check() {
    Optional<Stage> checked = delivery().stage(CHECK).filter(stage -> stage.state().isFinal());
    if (checked.isPresent()) {
      if (checked.get().state() == State.SUCCEEDED) {
        return true;
      }
      stop(CHECK + ": " + checked.get().details().stream().findFirst().orElse("failed"));
      return false;
    }
    Change change = change();
    Stage check =
        Stage.waiting(CHECK, Layer.SOURCE, change.repository(), "")
            .started(clock.instant(), "reading the revision");
    List<Stage> stages = new ArrayList<>(List.of(check));
    List<Finding> findings = new ArrayList<>();
    for (DeliveryEngine engine : engines.all()) {
      findings.addAll(engine.check(change));
    }
    for (DeliveryEngine engine : engines.all()) {
      stages.addAll(engine.plan(change));
    }
    List<Finding> distinct = distinct(findings);
    List<String> lines = distinct.stream().map(DeliveryRun::line).toList();
    long errors = distinct.stream().filter(each -> each.severity() == Severity.ERROR).count();
    if (errors == 0) {
      String summary = lines.isEmpty() ? "nothing found" : count(lines.size(), "remark");
      stages.set(0, check.ended(State.SUCCEEDED, clock.instant(), summary, lines));
      ledger.update(id, delivery -> delivery.withStages(stages));
      return true;
    }
    stages.set(0, check.ended(State.FAILED, clock.instant(), count(errors, "error"), lines));
    ledger.update(id, delivery -> delivery.withStages(stages));
    stop("check: " + lines.getFirst());
    return false;
  }

  /// Everything that must succeed before the revision may be deployed.
  private boolean prepare() throws InterruptedException {
    for (DeliveryEngine engine : engines.beforeRelease()) {
      if (!runEngine(engine)) {
        return false;
      }
      if (engine.commits() && !takeCommits()) {
        return false;
      }
    }
    return true;
  }

  /// What a stage committed belongs to this delivery: look for it now instead of waiting to be
  /// told.
  private boolean takeCommits() throws InterruptedException {
    try {
      lookPatiently();
    } catch (RuntimeException e) {
      stopIfEnding();
      stop("cannot look for what this delivery committed: " + e.getMessage());
      return false;
    }
    Delivery delivery = delivery();
    List<String> commits =
        watch.repository().commits(delivery.branch(), delivery.pushed(), delivery.head()).stream()
            .filter(commit -> commit.delivery().filter(id::equals).isPresent())
            .map(commit -> commit.id().abbreviated() + " " + commit.title())
            .toList();
    List<String> known = delivery.stage(WRITE_BACK).map(Stage::details).orElse(List.of());
    if (commits.isEmpty() || commits.equals(known)) {
      return true;
    }
    Stage writeBack =
        delivery
            .stage(WRITE_BACK)
            .orElse(Stage.waiting(WRITE_BACK, Layer.SOURCE, delivery.branch(), ""))
            .started(clock.instant(), "")
            .ended(State.SUCCEEDED, clock.instant(), String.join(", ", commits), commits);
    ledger.update(id, each -> each.withStages(with(each.stages(), writeBack)));
    journal("continue", delivery.head(), "the delivery's own commits: " + commits, "done");
    return true;
  }

  /// A forge that is away for a moment must not cost a delivery whose work is done.
  private void lookPatiently() throws InterruptedException {
    for (Duration pause : LOOK_AGAIN) {
      try {
        watch.look();
        return;
      } catch (RuntimeException e) {
        stopIfEnding();
        LOG.warn("delivery {}: {}; trying again", id, e.getMessage());
        Thread.sleep(pause);
      }
    }
    watch.look();
  }

  private boolean release() throws InterruptedException {
    ReleaseBook.Verdict verdict = releases.await(id, watch.repository().mirror(), this::sayWaiting);
    return switch (verdict) {
      case RELEASED -> true;
      case OVERTAKEN -> {
        endSkipping(
            State.SUCCEEDED, "", "a later push that contains this one is deployed in its place");
        yield false;
      }
      case LOST -> {
        String why = "branch " + delivery().branch() + " no longer contains this push";
        endSkipping(State.CANCELLED, why, why);
        yield false;
      }
    };
  }

  private boolean deploy() throws InterruptedException {
    for (DeliveryEngine engine : engines.afterRelease()) {
      if (!runEngine(engine)) {
        return false;
      }
    }
    return true;
  }

  /// Runs the stages that an engine has at the revision that the delivery has got to; false where
  /// one did not succeed.
  private boolean runEngine(DeliveryEngine engine) throws InterruptedException {
    Change change = change();
    List<Stage> planned = engine.plan(change);
    replan(planned);
    List<String> names = new ArrayList<>(planned.stream().map(Stage::name).toList());
    for (Stage stage : delivery().stages()) {
      if (engine.owns(stage) && !stage.state().isFinal() && !names.contains(stage.name())) {
        leaveOut(stage, names);
      }
    }
    if (!engine.inSequence()) {
      return runStages(engine, change, names);
    }
    for (String name : names) {
      if (!runStages(engine, change, List.of(name))) {
        return false;
      }
    }
    return true;
  }

  /// A stage that is no longer planned. One that was begun before a restart is taken to its end: it
  /// may have done just what makes it needless now.
  private void leaveOut(Stage stage, List<String> names) {
    if (stage.state() == State.RUNNING) {
      names.add(stage.name());
    } else {
      update(
          stage.name(),
          each ->
              each.ended(
                  State.SKIPPED,
                  clock.instant(),
                  "not needed any more after what this delivery has committed",
                  List.of()));
    }
  }

  /// What was done since the first plan may have changed what is left to do: the head has moved, or
  /// Applications have appeared.
  private void replan(List<Stage> planned) {
    ledger.update(
        id,
        delivery -> {
          List<Stage> stages = new ArrayList<>(delivery.stages());
          for (Stage stage : planned) {
            if (stages.stream().noneMatch(each -> each.name().equals(stage.name()))) {
              stages.add(placeOf(stage, stages), stage);
            }
          }
          return delivery.withStages(stages);
        });
  }

  /// A stage that was not foreseen stands before those of the layers that come after its own.
  private static int placeOf(Stage added, List<Stage> stages) {
    int place = stages.size();
    while (place > 1 && turn(stages.get(place - 1).layer()) > turn(added.layer())) {
      place--;
    }
    return place;
  }

  /// When a delivery comes to a layer. The first stage of all is the check.
  private static int turn(Layer layer) {
    return switch (layer) {
      case INFRASTRUCTURE -> 0;
      case CLUSTER -> 1;
      case SOURCE, IMAGE -> 2;
      case PACKAGE, DEPLOYMENT -> 3;
    };
  }

  private boolean runStages(DeliveryEngine engine, Change change, List<String> names)
      throws InterruptedException {
    List<Future<State>> ends = new ArrayList<>();
    var threads = Thread.ofVirtual().name("delivery-" + id + "-", 0).factory();
    try (var executor = Executors.newThreadPerTaskExecutor(threads)) {
      try {
        for (Stage stage : delivery().stages()) {
          if (names.contains(stage.name()) && !stage.state().isFinal()) {
            ends.add(executor.submit(() -> runStage(engine, change, stage)));
          }
        }
        for (Future<State> end : ends) {
          end.get();
        }
      } catch (ExecutionException e) {
        executor.shutdownNow();
        if (e.getCause() instanceof InterruptedException) {
          throw new InterruptedException();
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        executor.shutdownNow();
        throw e;
      }
    }
    return delivery().stages().stream()
        .filter(stage -> stage.state() == State.FAILED || stage.state() == State.CANCELLED)
        .findFirst()
        .map(failed -> {
          stop(failed.name() + ": " + failed.summary());
          return false;
        })
        .orElse(true);
  }

  private State runStage(DeliveryEngine engine, Change change, Stage stage)
      throws InterruptedException {
    boolean again = stage.state() == State.RUNNING;
    journal(
        again ? "resume" : "run",
        change.head(),
        stage.name() + ": " + (again ? "the program was restarted" : "push to " + change.branch()),
        "started");
    update(stage.name(), each -> each.started(clock.instant(), again ? "taking up again" : ""));
    Outcome outcome;
    try {
      outcome = engine.deliver(change, stage, progress(stage.name()));
    } catch (RuntimeException e) {
      stopIfEnding();
      LOG.error("delivery {}, stage {}", id, stage.name(), e);
      outcome = Outcome.failed("internal error: " + e.getMessage(), List.of());
    }
    if (outcome.state() != State.SUCCEEDED) {
      stopIfEnding();
    }
    Outcome ended = outcome;
    update(
        stage.name(),
        each -> each.ended(ended.state(), clock.instant(), ended.summary(), ended.details()));
    journal(
        "run",
        change.head(),
        stage.name(),
        ended.state() == State.SUCCEEDED
            ? "done: " + ended.summary()
            : ended.state().name().toLowerCase(Locale.ROOT) + ": " + ended.summary());
    return ended.state();
  }

  /// The program is ending: what fails now fails because of that, and is taken up at the next
  /// start.
  private static void stopIfEnding() throws InterruptedException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
  }

  private DeliveryEngine.Progress progress(String stage) {
    return new DeliveryEngine.Progress() {
      @Override
      public void doing(String summary) {
        update(stage, each -> each.state().isFinal() ? each : each.withSummary(summary));
      }

      @Override
      public void log(String path) {
        update(stage, each -> each.withLog(path));
      }
    };
  }

  private void sayWaiting(String why) {
    ledger.update(
        id,
        delivery ->
            delivery.withStages(
                delivery.stages().stream()
                    .map(each -> each.state() == State.WAITING ? each.withSummary(why) : each)
                    .toList()));
  }

  private void stop(String cause) {
    endSkipping(State.FAILED, cause, "not run: " + cause);
  }

  private void end(State state, String cause) {
    endSkipping(state, cause, "");
  }

  /// Ends the delivery and what was still to come of it in one step, so that a crash leaves either
  /// all of it to be done, or nothing.
  private void endSkipping(State state, String cause, String whySkipped) {
    journal(
        "deliver",
        delivery().head(),
        "push to " + delivery().branch(),
        state == State.SUCCEEDED ? "done" : state.name().toLowerCase(Locale.ROOT) + ": " + cause);
    Delivery _ =
        ledger.update(
            id,
            delivery ->
                delivery
                    .withStages(
                        delivery.stages().stream()
                            .map(stage ->
                                stage.state().isFinal()
                                    ? stage
                                    : stage.ended(
                                        State.SKIPPED, clock.instant(), whySkipped, List.of()))
                            .toList())
                    .ended(state, clock.instant(), cause));
  }

  private static List<Stage> with(List<Stage> stages, Stage added) {
    List<Stage> result = new ArrayList<>(stages);
    result.removeIf(stage -> stage.name().equals(added.name()));
    result.add(placeOf(added, result), added);
    return result;
  }

  private void update(String stage, UnaryOperator<Stage> change) {
    ledger.updateStage(id, stage, change);
  }

  private Delivery delivery() {
    return ledger.find(id).orElseThrow();
  }

  private Change change() {
    return watch.repository().change(delivery());
  }

  private void journal(String action, CommitId commit, String cause, String outcome) {
    journal.accept(
        new JournalEntry(
            clock.instant(), "fairlead", id, "Delivery " + id, action, commit, cause, outcome));
  }

  private static final Comparator<Finding> BY_WEIGHT =
      Comparator.comparing(Finding::severity).thenComparing(Finding::at);

  /// The gravest first. An engine and the check across layers may both have seen the same.
  private static List<Finding> distinct(List<Finding> findings) {
    Map<String, Finding> byText = new LinkedHashMap<>();
    for (Finding finding : findings.stream().sorted(BY_WEIGHT).toList()) {
      byText.putIfAbsent(finding.at() + ": " + finding.message(), finding);
    }
    return List.copyOf(byText.values());
  }

  private static String line(Finding finding) {
    return switch (finding.severity()) {
      case ERROR -> finding.toString();
      case WARNING -> "warning: " + finding;
      case NOTICE -> "notice: " + finding;
    };
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
