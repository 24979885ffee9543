package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import dev.fairlead.store.Branches;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Watches repositories and delivers what is pushed to them. Safe for any thread.
///
/// Deliveries run at once, also those of one branch; [Releases] decides whose revision is deployed.
public final class DeliveryService implements AutoCloseable {
  private static final long CLOSE_TIMEOUT_SECONDS = 10;
  private static final Duration FIRST_LOOK = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final Consumer<JournalEntry> journal;
  private final Clock clock;
  private final ReleaseBook releases;
  private final List<RepositoryWatch> watches;
  private final Supplier<Engines> engines;
  private final ExecutorService runs =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("delivery-", 0).factory());

  /// @param engines asked for at each run, since engines themselves ask this service what is
  ///   released
  /// @param released told of each repository of which a new revision may be deployed
  /// @param ids makes a new, unique delivery id
  public DeliveryService(
      List<DeliveredRepository> repositories,
      Supplier<Engines> engines,
      Ledger ledger,
      Branches branches,
      Consumer<JournalEntry> journal,
      Consumer<String> released,
      Supplier<String> ids,
      Clock clock,
      RandomGenerator random,
      Polling polling) {
    this.ledger = ledger;
    this.journal = journal;
    this.clock = clock;
    this.engines = engines;
    this.releases =
        new ReleaseBook(
            branches,
            ledger,
            this::journalRelease,
            delivery -> released.accept(delivery.repository()));
    this.watches =
        repositories.stream()
            .map(repository ->
                new RepositoryWatch(
                    repository,
                    branches,
                    ledger,
                    this::run,
                    releases::branchesMoved,
                    ids,
                    clock,
                    random,
                    polling.interval(),
                    polling.jitter()))
            .toList();
  }

  /// How often a repository is looked at when nobody says that there was a push.
  ///
  /// @param jitter at most this much is added to each interval
  public record Polling(Duration interval, Duration jitter) {
    public static final Polling DEFAULT =
        new Polling(Duration.ofMinutes(3), Duration.ofSeconds(30));
  }

  /// Takes up the deliveries that were running when the program ended, and starts to watch. What a
  /// repository holds at the first look of all was there before; later changes are pushes.
  public void start() {
    ledger.unfinished().forEach(this::run);
    watches.forEach(RepositoryWatch::start);
    try {
      for (RepositoryWatch watch : watches) {
        watch.awaitFirstLook(FIRST_LOOK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Somebody (a webhook) said that there was a push.
  ///
  /// @return false where the repository is not one of ours
  public boolean pushed(String repository) {
    Optional<RepositoryWatch> watch = watch(repository);
    watch.ifPresent(RepositoryWatch::told);
    return watch.isPresent();
  }

  /// The newest revision of a branch that may be deployed; empty before the first.
  public Optional<CommitId> released(String repository, String branch) {
    return releases.released(repository, branch);
  }

  /// The stages that a delivery would have if a pull request were merged now.
  ///
  /// @throws RuntimeException where its commits are not here, or an engine cannot tell
  public List<Stage> preview(PullRequest pull) {
    DeliveredRepository repository = watch(pull.repository()).orElseThrow().repository();
    Change change = repository.proposed(pull);
    return engines.get().all().stream().flatMap(each -> each.plan(change).stream()).toList();
  }

  /// The watched repositories and how they are.
  public List<RepositoryState> repositories() {
    return watches.stream()
        .map(watch ->
            new RepositoryState(
                watch.repository().url(),
                watch.reachability().fetchedAt(),
                watch.reachability().problem()))
        .toList();
  }

  /// @param fetchedAt the last time it could be fetched; null before the first
  /// @param problem why it cannot be fetched now; null when it can
  public record RepositoryState(
      String url, @Nullable Instant fetchedAt, @Nullable String problem) {}

  private void run(Delivery delivery) {
    watch(delivery.repository())
        .ifPresentOrElse(
            watch ->
                runs.submit(() -> {
                  new DeliveryRun(
                          delivery.id(), watch, engines.get(), ledger, releases, journal, clock)
                      .run();
                  return null;
                }),
            () ->
                ledger.update(
                    delivery.id(),
                    each ->
                        each.ended(
                            State.CANCELLED,
                            clock.instant(),
                            "the repository is no longer in the server's configuration")));
  }

  private Optional<RepositoryWatch> watch(String repository) {
    return watches.stream()
        .filter(watch -> watch.repository().url().equals(repository))
        .findFirst();
  }

  private void journalRelease(Delivery delivery) {
    journal.accept(
        new JournalEntry(
            clock.instant(),
            "fairlead",
            delivery.id(),
            "Branch " + delivery.branch(),
            "release",
            delivery.head(),
            "everything before the deployment is done",
            "done"));
  }

  /// Stops watching and interrupts what runs; it is taken up at the next start.
  @Override
  public void close() {
    watches.forEach(RepositoryWatch::close);
    runs.shutdownNow();
    try {
      boolean _ = runs.awaitTermination(CLOSE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
