package dev.fairlead.delivery;

import dev.fairlead.git.Credentials;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.JournalEntry;
import dev.fairlead.store.Branches;
import dev.fairlead.store.Database;
import dev.fairlead.store.Deliveries;
import dev.fairlead.store.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/// A repository that is really pushed to with Git, and a delivery service that watches it.
@SuppressWarnings("NullAway.Init") // a test starts it before it uses anything else
final class Workbench implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;

  private final Path directory;
  private final Path clone;
  private final String url;
  private final AtomicInteger ids = new AtomicInteger();
  private final LinkedBlockingQueue<Delivery> changes = new LinkedBlockingQueue<>();
  private Mirror mirror;
  private DeliveryService service;
  Ledger ledger;
  Journal journal;

  Workbench(Path directory) throws IOException, InterruptedException {
    this.directory = directory;
    this.clone = directory.resolve("clone");
    Path remote = directory.resolve("remote.git");
    url = remote.toUri().toString();
    git(directory, "init", "-q", "--bare", "-b", "main", remote.toString());
    git(directory, "clone", "-q", remote.toString(), clone.toString());
    git(clone, "checkout", "-q", "-B", "main");
    git(clone, "config", "user.name", "Kim");
    git(clone, "config", "user.email", "kim@example.com");
  }

  String url() {
    return url;
  }

  void start(List<DeliveryEngine> beforeRelease, List<DeliveryEngine> afterRelease) {
    Database database = Database.open(directory.resolve("data"));
    ledger = new Ledger(new Deliveries(database));
    journal = new Journal(database);
    ledger.subscribe(changes::add);
    mirror = Mirror.open(directory.resolve("mirror"), url, Credentials.NONE);
    service =
        new DeliveryService(
            List.of(new DeliveredRepository(url, mirror)),
            () -> new Engines(beforeRelease, afterRelease),
            ledger,
            new Branches(database),
            journal::append,
            _ -> {},
            () -> "d" + ids.incrementAndGet(),
            Clock.systemUTC(),
            RandomGenerator.getDefault(),
            new DeliveryService.Polling(Duration.ofMinutes(10), Duration.ZERO));
    service.start();
  }

  DeliveryService service() {
    return service;
  }

  CommitId commit(String file, String content, String message) {
    try {
      Files.writeString(clone.resolve(file), content);
      git(clone, "add", "-A");
      git(clone, "commit", "-q", "--allow-empty", "-m", message);
      return new CommitId(git(clone, "rev-parse", "HEAD").strip());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void push(String... options) {
    pushUnseen(options);
    service.pushed(url);
  }

  /// Pushes without telling the service, which may not have been started.
  void pushUnseen(String... options) {
    List<String> command = new ArrayList<>(List.of("push", "-q"));
    command.addAll(List.of(options));
    command.addAll(List.of("origin", "HEAD"));
    try {
      git(clone, command.toArray(String[]::new));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  void branch(String name) throws IOException, InterruptedException {
    git(clone, "checkout", "-q", "-b", name);
  }

  void reset(CommitId commit) throws IOException, InterruptedException {
    git(clone, "reset", "-q", "--hard", commit.hex());
  }

  /// The first state of a delivery that fits.
  Delivery await(String id, Predicate<Delivery> wanted) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (true) {
      if (ledger.find(id).filter(wanted).isPresent()) {
        return ledger.find(id).get();
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("did not happen; the delivery is " + ledger.find(id));
      }
      Delivery _ = changes.poll(200, TimeUnit.MILLISECONDS);
    }
  }

  Delivery awaitEnd(String id) throws InterruptedException {
    return await(id, delivery -> delivery.finishedAt() != null);
  }

  List<JournalEntry> journalOf(String id) {
    return journal.of(id);
  }

  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("did not happen in time");
    }
  }

  /// Ends the service as a stop of the program does.
  void stop() {
    service.close();
    mirror.close();
  }

  @Override
  public void close() {
    stop();
  }

  private static String git(Path directory, String... arguments)
      throws IOException, InterruptedException {
    var command = new java.util.ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command + ": " + output);
    }
    return output;
  }
}
