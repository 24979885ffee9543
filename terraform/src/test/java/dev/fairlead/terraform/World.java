package dev.fairlead.terraform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.git.Credentials;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.State;
import dev.fairlead.process.Processes;
import dev.fairlead.store.Database;
import dev.fairlead.terraform.command.Pages;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.Run;
import dev.fairlead.terraform.pull.PullRequestComment;
import dev.fairlead.terraform.run.MirrorRevisions;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A repository, a forge, and the automation between them, with the real git and terraform.
final class World implements AutoCloseable {
  static final String REPOSITORY = MemoryForge.REPOSITORY;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  final Path directory;
  final Hub hub;
  final MemoryForge forge;
  final Mirror mirror;
  final Database database;
  private final TerraformSettings settings;
  private final AtomicLong commentIds = new AtomicLong(100);
  private final AtomicLong changes = new AtomicLong();
  private final Map<String, String> environment = new HashMap<>();
  PullRequestAutomation automation;

  World(Path directory, TerraformSettings settings, String... files) {
    assumeTerraform(directory);
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", directory.toString());
    this.directory = directory;
    this.settings = settings;
    this.hub = new Hub(directory);
    hub.first(files);
    this.forge = new MemoryForge(hub);
    this.mirror = Mirror.open(directory.resolve("mirror"), hub.bare.toString(), Credentials.NONE);
    this.database = Database.open(directory.resolve("database"));
    this.automation = automation();
    automation.start();
  }

  static void assumeTerraform(Path directory) {
    assumeTrue(
        Processes.find("terraform", System.getenv("PATH"), directory).isPresent(),
        "terraform is not installed: nothing is verified");
  }

  Path data() {
    return directory.resolve("data");
  }

  private PullRequestAutomation automation() {
    var processes = new Processes(Clock.systemUTC());
    var machine = new Machine(data(), processes, environment, Clock.systemUTC());
    var made =
        new PullRequestAutomation(
            settings,
            machine,
            database,
            forge,
            new MirrorRevisions(_ -> mirror, processes, data().resolve("runs"), environment),
            new Pages() {
              @Override
              public String run(String run, int job) {
                return "https://ci.example.com/runs/" + run + "#" + job;
              }

              @Override
              public String lock(ProjectLock lock) {
                return "https://ci.example.com/locks/" + lock.pullRequest();
              }
            });
    made.listen(_ -> changes.incrementAndGet());
    return made;
  }

  /// As after a kill: whatever is at work is left alone, and a new automation takes over.
  void restart() {
    automation.close();
    automation = automation();
    changes.incrementAndGet();
    automation.start();
  }

  PullRequest open(int number, String branch, String... files) {
    hub.push(branch, "main", files);
    PullRequest pull = forge.open(number, branch);
    automation.opened(pull);
    return pull;
  }

  PullRequest push(int number, String branch, String... files) {
    hub.push(branch, "main", files);
    PullRequest pull = forge.open(number, branch);
    automation.updated(pull);
    return pull;
  }

  long comment(int number, String user, String body) {
    long id = commentIds.incrementAndGet();
    automation.commented(forge.get(REPOSITORY, number), new PullRequestComment(id, user, body));
    return id;
  }

  /// Waits until nothing is at work for a pull request, and gives its last comment. Reads the runs
  /// only after one has changed: there may be many.
  String settled(int number) {
    var seen = new AtomicLong(-1);
    await(
        "an end of the runs of #" + number,
        () -> {
          long now = changes.get();
          return seen.getAndSet(now) != now
              && runs(number).stream()
                  .allMatch(run -> run.state().isFinal() && run.finishedAt() != null);
        });
    return forge.lastComment(number);
  }

  /// Comments a command and waits for what comes of it.
  String command(int number, String user, String body) {
    int before = forge.comments(number).size();
    comment(number, user, body);
    await("an answer to " + body, () -> forge.comments(number).size() > before);
    return settled(number);
  }

  List<Run> runs(int number) {
    return automation.runs(REPOSITORY, number);
  }

  Run lastRun(int number) {
    return runs(number).getLast();
  }

  static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waiting for " + what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  static boolean isRunning(Run run) {
    return run.state() == State.RUNNING;
  }

  @Override
  public void close() {
    automation.close();
    mirror.close();
  }
}
