package dev.fairlead.delivery;

import dev.fairlead.ansible.layout.AnsibleLayer;
import dev.fairlead.ansible.ledger.InventoryLocks;
import dev.fairlead.ansible.ledger.PlaybookLedger;
import dev.fairlead.ansible.playbook.AffectedPlaybooks;
import dev.fairlead.ansible.playbook.PlannedRun;
import dev.fairlead.ansible.run.AnsibleEvent;
import dev.fairlead.ansible.run.AnsibleMissingException;
import dev.fairlead.ansible.run.PlaybookRunner;
import dev.fairlead.ansible.run.RunListener;
import dev.fairlead.ansible.run.RunOptions;
import dev.fairlead.ansible.run.RunRequest;
import dev.fairlead.ansible.run.RunResult;
import dev.fairlead.ansible.run.Verdict;
import dev.fairlead.delivery.ApplicationEngine.Branching;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Layer;
import dev.fairlead.model.Secret;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import dev.fairlead.store.Branches;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/// Runs the playbooks that a push affects before anything of it is deployed, one after another.
public final class PlaybookEngine implements DeliveryEngine {
  static final String PREFIX = "playbook ";
  private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

  private final PlaybookRunner runner;
  private final PlaybookLedger successes;
  private final InventoryLocks locks;
  private final ClusterBase base;
  private final HostsBranch hostsBranch;
  private final Ledger ledger;
  private final Branches branches;
  private final List<DeliveredRepository> repositories;
  private final Branching branching;
  private final Settings settings;
  private final Path runs;
  private final Clock clock;

  /// How playbooks are run here.
  ///
  /// @param disabled why none is run; empty: they are run
  /// @param inventories paths in the repository; empty: those that the repository's own
  ///   configuration names
  /// @param environment added to every run
  /// @param secrets values to mask
  public record Settings(
      String disabled,
      List<String> inventories,
      RunOptions options,
      Map<String, String> environment,
      List<Secret> secrets) {
    public Settings {
      inventories = List.copyOf(inventories);
      environment = Map.copyOf(environment);
      secrets = List.copyOf(secrets);
    }
  }

  /// @param runs directory for what runs leave: one folder per delivery and playbook
  public PlaybookEngine(
      PlaybookRunner runner,
      PlaybookLedger successes,
      InventoryLocks locks,
      Ledger ledger,
      Branches branches,
      List<DeliveredRepository> repositories,
      Branching branching,
      Settings settings,
      Path runs,
      Clock clock) {
    this.runner = runner;
    this.successes = successes;
    this.locks = locks;
    this.base = new ClusterBase(branches, repositories);
    this.hostsBranch = new HostsBranch(repositories, branching);
    this.ledger = ledger;
    this.branches = branches;
    this.repositories = List.copyOf(repositories);
    this.branching = branching;
    this.settings = settings;
    this.runs = runs;
    this.clock = clock;
  }

  /// The check across layers has them.
  @Override
  public List<Finding> check(Change change) {
    return List.of();
  }

  @Override
  public boolean inSequence() {
    return true;
  }

  @Override
  public List<Stage> plan(Change change) {
    if (AnsibleLayer.discover(change.tree()).isEmpty() || !hostsBranch.is(change)) {
      return List.of();
    }
    List<Stage> stages = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (PlannedRun run : affected(change)) {
      // Playbooks in different folders may have one file name.
      String name = PREFIX + (names.add(run.name()) ? run.name() : run.playbook());
      stages.add(Stage.waiting(name, Layer.CLUSTER, run.playbook(), "waiting for its turn"));
    }
    return stages;
  }

  @Override
  public boolean owns(Stage stage) {
    return stage.name().startsWith(PREFIX);
  }

  private List<PlannedRun> affected(Change change) {
    ClusterBase.Base from = base.of(change);
    return AffectedPlaybooks.of(
            from.tree(), change.tree(), from.changedPaths(), settings.inventories())
        .runs();
  }

  @Override
  public Outcome deliver(Change change, Stage stage, Progress progress)
      throws InterruptedException {
    if (!settings.disabled().isEmpty()) {
      return Outcome.skipped(settings.disabled());
    }
    if (branches.isTakenOver(change.delivery())) {
      base.reached(change);
      return Outcome.skipped(
          "not run: the repository was there before it was watched, and its hosts with it;"
              + " playbooks run from the next push on that affects them");
    }
    base.begin(change);
    AnsibleLayer layer = AnsibleLayer.discover(change.tree()).orElseThrow();
    List<String> inventories =
        settings.inventories().isEmpty() ? layer.inventories() : settings.inventories();
    String inventory = change.repository() + " " + String.join(" ", inventories);
    String holder = change.delivery() + " " + stage.name();
    awaitTurn(inventory, holder, progress);
    Outcome outcome = due(change, stage, layer, inventories, progress);
    if (outcome.state() == State.SUCCEEDED || outcome.state() == State.SKIPPED) {
      noteHosts(change);
    }
    // Not where the thread was interrupted: the run goes on without us and keeps its turn.
    locks.release(inventory, holder);
    return outcome;
  }

  /// Asked when the turn has come: another delivery may have changed what is due.
  private Outcome due(
      Change change, Stage stage, AnsibleLayer layer, List<String> inventories, Progress progress)
      throws InterruptedException {
    Optional<PlaybookLedger.Success> last = successes.find(change.repository(), stage.unit());
    if (last.isPresent()
        && !last.get().commit().equals(change.head())
        && branching.contains(change.repository(), last.get().commit(), change.head())) {
      return Outcome.skipped("a later push, " + last.get().commit().abbreviated() + ", has run it");
    }
    Optional<PlannedRun> planned =
        affected(change).stream().filter(run -> run.playbook().equals(stage.unit())).findFirst();
    return planned.isPresent()
        ? run(change, layer, planned.get(), inventories, progress)
        : Outcome.skipped("another delivery has run it in the meantime");
  }

  /// Moves on what later deliveries are judged against, once all that is due here is done.
  private void noteHosts(Change change) {
    boolean all =
        affected(change).stream()
            .allMatch(run ->
                successes
                    .find(change.repository(), run.playbook())
                    .filter(success -> success.commit().equals(change.head()))
                    .isPresent());
    if (all) {
      base.reached(change);
    }
  }

  private void awaitTurn(String inventory, String holder, Progress progress)
      throws InterruptedException {
    while (!locks.take(inventory, holder, clock.instant())) {
      Optional<InventoryLocks.Lock> lock = locks.find(inventory);
      if (lock.isPresent()) {
        String other = lock.get().holder();
        progress.doing("waiting for the hosts: delivery " + other + " works on them");
        if (hasEnded(other)) {
          locks.release(inventory, other);
          continue;
        }
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN.toMillis());
    }
  }

  /// Whether a holder's delivery is over, so that nobody will give the lock up any more.
  private boolean hasEnded(String holder) {
    String delivery = holder.substring(0, holder.indexOf(' '));
    return ledger.find(delivery).map(each -> each.finishedAt() != null).orElse(true);
  }

  private Outcome run(
      Change change,
      AnsibleLayer layer,
      PlannedRun planned,
      List<String> inventories,
      Progress progress)
      throws InterruptedException {
    Path directory = runs.resolve(change.delivery()).resolve("ansible");
    Path checkout = directory.resolve("checkout");
    Path own = directory.resolve("runs").resolve(planned.playbook().replace('/', '_'));
    repositories.stream()
        .filter(each -> each.url().equals(change.repository()))
        .findFirst()
        .orElseThrow()
        .mirror()
        .checkOut(change.head(), checkout);
    RunRequest request =
        RunRequest.of(layer, planned, own, checkout)
            .withInventories(inventories)
            .withOptions(settings.options())
            .withEnvironment(settings.environment())
            .withSecrets(settings.secrets());
    progress.log(PlaybookRunner.log(own).toString());
    RunListener listener = event -> doing(event).ifPresent(progress::doing);
    try {
      RunResult result = runner.run(request, listener);
      List<String> before = List.of();
      if (result.verdict() instanceof Verdict.Died) {
        before = told(result);
        progress.doing("it ended in the middle; running it again");
        result = runner.run(request, listener);
      }
      return outcome(change, planned, result, before);
    } catch (AnsibleMissingException e) {
      return Outcome.failed(String.valueOf(e.getMessage()), List.of());
    }
  }

  private static Optional<String> doing(AnsibleEvent event) {
    return event instanceof AnsibleEvent.TaskStarted task
        ? Optional.of(task.name())
        : Optional.empty();
  }

  private Outcome outcome(
      Change change, PlannedRun planned, RunResult result, List<String> before) {
    List<String> details = new ArrayList<>(told(result));
    details.addAll(before);
    return switch (result.verdict()) {
      case Verdict.Succeeded(var notes) -> {
        recordDone(change, planned, result);
        List<String> lines = new ArrayList<>(notes);
        planned.why().forEach(why -> lines.add("because of " + why));
        yield Outcome.succeeded(result.summary(), lines.toArray(String[]::new));
      }
      case Verdict.NothingToDo _ -> {
        recordDone(change, planned, result);
        yield Outcome.skipped(result.summary());
      }
      case Verdict.Failed _, Verdict.NotStarted _, Verdict.Died _, Verdict.Cancelled _ ->
          Outcome.failed(result.summary(), details);
    };
  }

  private void recordDone(Change change, PlannedRun planned, RunResult result) {
    successes.record(
        new PlaybookLedger.Success(
            change.repository(),
            planned.playbook(),
            change.head(),
            !planned.limit().isEmpty(),
            List.copyOf(result.hosts().keySet()),
            clock.instant()));
  }

  /// What failed where, and what may have been left half done.
  private static List<String> told(RunResult result) {
    List<String> lines = new ArrayList<>();
    for (RunResult.Failure failure : result.failures()) {
      lines.add(
          "%s: %s: %s: %s%s"
              .formatted(
                  failure.at(),
                  failure.host(),
                  failure.task(),
                  failure.message(),
                  failure.cause().isEmpty() ? "" : " (" + failure.cause() + ")"));
    }
    for (RunResult.InFlight task : result.inFlight()) {
      lines.add(
          "%s: %s: %s was at work, its effect is not known"
              .formatted(task.at(), task.host(), task.task()));
    }
    return lines;
  }
}
