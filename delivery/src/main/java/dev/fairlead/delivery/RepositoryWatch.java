package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.State;
import dev.fairlead.store.Branches;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices pushes to one repository: at once when told of them, else by polling. Looks are made one
/// at a time, by its own thread or by a delivery that must know what its job has just pushed.
final class RepositoryWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RepositoryWatch.class);

  private final DeliveredRepository repository;
  private final Branches branches;
  private final Ledger ledger;
  private final Consumer<Delivery> start;
  private final Runnable moved;
  private final Supplier<String> ids;
  private final Clock clock;
  private final RandomGenerator random;
  private final Duration pollInterval;
  private final Duration pollJitter;
  private final Semaphore told = new Semaphore(0);
  private final CountDownLatch looked = new CountDownLatch(1);
  private final Thread thread;
  private volatile Reachability reachability = new Reachability(null, null);

  /// @param start called with each new delivery, after it was stored
  /// @param moved called after each look
  RepositoryWatch(
      DeliveredRepository repository,
      Branches branches,
      Ledger ledger,
      Consumer<Delivery> start,
      Runnable moved,
      Supplier<String> ids,
      Clock clock,
      RandomGenerator random,
      Duration pollInterval,
      Duration pollJitter) {
    this.repository = repository;
    this.branches = branches;
    this.ledger = ledger;
    this.start = start;
    this.moved = moved;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
    this.pollInterval = pollInterval;
    this.pollJitter = pollJitter;
    this.thread = Thread.ofVirtual().name("watch " + repository.url()).unstarted(this::watch);
  }

  /// Whether the repository could be fetched lately.
  ///
  /// @param fetchedAt the last success; null before the first
  /// @param problem what is wrong now; null when nothing is
  record Reachability(@Nullable Instant fetchedAt, @Nullable String problem) {}

  DeliveredRepository repository() {
    return repository;
  }

  Reachability reachability() {
    return reachability;
  }

  void start() {
    thread.start();
  }

  /// Waits until the repository was looked at once, whatever came of it. A push after that is known
  /// to be one.
  void awaitFirstLook(Duration patience) throws InterruptedException {
    boolean _ = looked.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /// Somebody said that there was a push.
  void told() {
    told.release();
  }

  /// Fetches and starts or continues deliveries for what is new.
  ///
  /// @throws RuntimeException where the repository cannot be fetched
  synchronized void look() {
    try {
      repository.mirror().fetch();
      reachability = new Reachability(clock.instant(), null);
    } catch (RuntimeException e) {
      reachability = new Reachability(reachability.fetchedAt(), e.getMessage());
      throw e;
    }
    Map<String, CommitId> seen = branches.seen(repository.url());
    Optional<String> takenOver = branches.takenOver(repository.url());
    // The second: a crash came between noting the delivery and storing it.
    boolean first =
        seen.isEmpty()
            && takenOver.map(id -> !id.isEmpty() && ledger.find(id).isEmpty()).orElse(true);
    Map<String, CommitId> tips = repository.branches();
    Optional<String> main = repository.mirror().defaultBranch();
    // The default branch first: a crash in between must not make it look like a later push.
    tips.forEach((branch, tip) -> {
      CommitId before = seen.getOrDefault(branch, CommitId.NONE);
      if (main.filter(branch::equals).isPresent() && !tip.equals(before)) {
        arrived(branch, before, tip, first);
      }
    });
    tips.forEach((branch, tip) -> {
      if (main.filter(branch::equals).isPresent()) {
        return;
      }
      CommitId before = seen.getOrDefault(branch, CommitId.NONE);
      if (first) {
        // A repository with a past: nobody has just pushed its other branches.
        branches.see(repository.url(), branch, tip);
      } else if (!tip.equals(before)) {
        arrived(branch, before, tip, false);
      }
    });
    if (branches.takenOver(repository.url()).isEmpty()) {
      branches.takeOver(repository.url(), "");
    }
    seen.keySet().stream()
        .filter(branch -> !tips.containsKey(branch))
        .forEach(branch -> branches.forget(repository.url(), branch));
    moved.run();
  }

  private void arrived(String branch, CommitId before, CommitId tip, boolean first) {
    List<Delivery> atWork =
        ledger.unfinished().stream()
            .filter(delivery -> delivery.repository().equals(repository.url()))
            .filter(delivery -> delivery.branch().equals(branch))
            .toList();
    List<PushedCommit> commits = repository.commits(branch, before, tip);
    Arrival arrival =
        Arrival.of(commits, id -> atWork.stream().anyMatch(delivery -> delivery.id().equals(id)));
    arrival.continued().forEach((id, head) -> ledger.update(id, each -> each.withHead(head)));
    // A branch that was reset to older commits has no new ones; its tip still has to be delivered.
    @Nullable PushedCommit pushed =
        arrival
            .pushed()
            .or(() ->
                commits.isEmpty()
                    ? repository.commits(branch, CommitId.NONE, tip).reversed().stream().findFirst()
                    : Optional.empty())
            .orElse(null);
    if (pushed == null || atWork.stream().anyMatch(each -> each.pushed().equals(pushed.id()))) {
      // The second: a crash came between storing the delivery and noting the tip.
      branches.see(repository.url(), branch, tip);
      return;
    }
    String id = ids.get();
    if (first) {
      branches.takeOver(repository.url(), id);
    }
    Delivery delivery =
        ledger.add(
            new Delivery(
                id,
                repository.url(),
                branch,
                before,
                pushed.id(),
                pushed.id(),
                pushed.title(),
                pushed.authorName(),
                clock.instant(),
                null,
                State.RUNNING,
                "",
                List.of()));
    branches.see(repository.url(), branch, tip);
    start.accept(delivery);
  }

  private void watch() {
    try {
      while (true) {
        told.drainPermits();
        try {
          look();
        } catch (RuntimeException e) {
          LOG.warn("{}: {}", repository.url(), e.getMessage());
        }
        looked.countDown();
        long jitter = pollJitter.isZero() ? 0 : random.nextLong(pollJitter.toMillis());
        boolean _ = told.tryAcquire(pollInterval.toMillis() + jitter, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException _) {
      // Closed: this thread has nothing to put away.
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
