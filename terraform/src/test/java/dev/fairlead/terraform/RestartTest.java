package dev.fairlead.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.State;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.ledger.Outputs;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.run.Abandoned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.StatementContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was begun goes on after a restart: nothing twice, nothing lost.
class RestartTest {
  private static final ProjectId NET = new ProjectId("net", "default", null);

  /// More than one, since each waits for processes most of the time.
  private static final int WORLDS = 3;

  @TempDir Path directory;

  private Path begun() {
    return directory.resolve("begun");
  }

  private Path gate() {
    return directory.resolve("gate");
  }

  /// A root whose apply tells that it runs, and then waits for a file.
  private String waiting() {
    return """
    resource "terraform_data" "slow" {
      provisioner "local-exec" {
        command = "echo begun >> %s; while [ ! -e %s ]; do sleep 0.02; done"
      }
    }
    """
        .formatted(begun(), gate());
  }

  /// Plans a root by a pull request and applies it up to where it waits.
  private void beginApply(World world, String root) {
    world.open(1, "one", "net/main.tf", root);
    world.settled(1);
    world.comment(1, "ann", "atlantis apply");
    World.await("the provisioner", () -> exists(begun()));
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private static boolean exists(Path file) {
    return Files.exists(file);
  }

  @Test
  void anApplyThatStillRunsIsAdoptedAndEndsOnce() throws Exception {
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      beginApply(world, waiting());

      world.restart();
      assertThat(world.lastRun(1).state()).isEqualTo(State.RUNNING);
      world.restart();
      Files.writeString(gate(), "");

      assertThat(world.settled(1)).contains("Apply complete! Resources: 1 added");
      assertThat(lines(begun())).isEqualTo(1);
      assertThat(world.forge.comments(1)).hasSize(2);
      assertThat(world.automation.applied(World.REPOSITORY, NET)).isPresent();
    }
  }

  @Test
  void anApplyThatEndedWhileNobodyLookedIsReported() throws Exception {
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      beginApply(world, waiting());

      world.automation.close();
      Files.writeString(gate(), "");
      Path process = world.data().resolve("runs/" + world.lastRun(1).id() + "/0/1-apply");
      World.await("the end of terraform", () -> exists(process.resolve("status")));
      world.restart();

      assertThat(world.settled(1)).contains("Apply complete! Resources: 1 added");
      assertThat(lines(begun())).isEqualTo(1);
      assertThat(world.forge.comments(1)).hasSize(2);
      assertThat(world.lastRun(1).state()).isEqualTo(State.SUCCEEDED);
    }
  }

  @Test
  void cancelInterruptsTerraformGentlySoThatItsStateIsWritten() throws Exception {
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      beginApply(
          world,
          waiting().replace("\"slow\" {", "\"slow\" {\n  depends_on = [terraform_data.quick]")
              + "resource \"terraform_data\" \"quick\" {}\n");

      world.comment(1, "bob", "atlantis apply");
      World.await("a refusal", () -> world.forge.comments(1).size() == 2);
      assertThat(world.forge.lastComment(1))
          .contains("**Apply Failed**: this pull request is currently locked by another command")
          .contains("`atlantis apply` for commit");

      world.comment(1, "bob", "atlantis cancel");
      World.await("the end of the apply", () -> world.lastRun(1).finishedAt() != null);
      assertThat(world.forge.lastComment(1))
          .contains("**Apply Error**")
          .contains("running 'apply' in 'net': cancelled")
          .contains("Interrupt received.");
      assertThat(world.lastRun(1).state()).isEqualTo(State.CANCELLED);
      Path state = world.data().resolve("states/example.com/acme/infra/net/terraform.tfstate");
      assertThat(Files.readString(state)).contains("\"quick\"");
      // What was not done is planned anew.
      Files.writeString(gate(), "");
      assertThat(world.command(1, "ann", "atlantis plan")).contains("Plan: 1 to add, 0 to change");
    }
  }

  /// Dies at each change of the database and of the forge, in the middle of a plan and of an apply.
  /// Several worlds share the points out among themselves.
  @Test
  void whereverItDiesEachCommandIsDoneOnce() throws Exception {
    World.assumeTerraform(directory);
    var points = new AtomicInteger();
    var deaths = new ConcurrentHashMap<String, Integer>();
    var factory = Thread.ofVirtual().name("world-", 0).factory();
    try (var threads = Executors.newThreadPerTaskExecutor(factory)) {
      List<Future<Boolean>> worlds = new ArrayList<>();
      for (int i = 0; i < WORLDS; i++) {
        Path own = Files.createDirectory(directory.resolve("world-" + i));
        worlds.add(
            threads.submit(() -> {
              dieAtEach(points, deaths, own);
              return true;
            }));
      }
      for (Future<Boolean> world : worlds) {
        world.get();
      }
    }
    assertThat(deaths.keySet()).containsExactlyInAnyOrder("plan", "apply");
    assertThat(deaths.values()).as("points at which it died: " + deaths).allMatch(n -> n > 8);
  }

  /// Takes the next point until there is none at which a plan or an apply may die.
  private static void dieAtEach(AtomicInteger points, Map<String, Integer> deaths, Path directory)
      throws IOException {
    Path done = directory.resolve("done");
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      var death = new Death();
      world.database.jdbi().setSqlLogger(death);
      world.forge.trouble = _ -> death.point();
      world.open(1, "one", "net/main.tf", counted(done));
      world.settled(1);

      int n = 0;
      boolean died = true;
      while (died) {
        n++;
        int point = points.incrementAndGet();
        died = dies(world, death, point, "atlantis plan -d net -- -var n=" + n);
        if (died) {
          deaths.merge("plan", 1, Integer::sum);
        }
        assertThat(world.forge.lastComment(1)).as("a plan that died at " + point).contains("Plan:");
        if (dies(world, death, point, "atlantis apply")) {
          deaths.merge("apply", 1, Integer::sum);
          died = true;
        }
        String where = "an apply that died at " + point;
        assertThat(world.forge.lastComment(1)).as(where).contains("Apply complete!");
        assertThat(Files.readAllLines(done)).as(where).hasSize(n);
        Outputs outputs = world.automation.applied(World.REPOSITORY, NET).orElseThrow().outputs();
        assertThat(outputs.find("n").orElseThrow().asInt()).as(where).isEqualTo(n);
      }
      assertThat(world.forge.comments(1)).hasSize(1 + 2 * n);
      assertThat(world.forge.comments(1).stream().map(RestartTest::marker))
          .as("each is posted once")
          .doesNotHaveDuplicates();
      assertThat(applies(world)).isEqualTo(n);
    }
  }

  /// A root that counts its applies.
  private static String counted(Path done) {
    return """
    variable "n" {
      type    = number
      default = 0
    }

    resource "terraform_data" "counted" {
      triggers_replace = var.n
      provisioner "local-exec" {
        command = "echo ${var.n} >> %s"
      }
    }

    output "n" {
      value = var.n
    }
    """
        .formatted(done);
  }

  private static String marker(String comment) {
    Matcher marker = Pattern.compile("fairlead:run=\\S+").matcher(comment);
    assertThat(marker.find()).as(comment).isTrue();
    return marker.group();
  }

  private static long applies(World world) {
    return world
        .database
        .jdbi()
        .withHandle(handle ->
            handle.createQuery("SELECT count(*) FROM terraform_apply").mapTo(Long.class).one());
  }

  /// Gives a command, dies at a point of it and starts again; whether it got that far.
  private static boolean dies(World world, Death death, int point, String command) {
    int before = world.forge.comments(1).size();
    world.comment(1, "ann", command);
    death.arm(point);
    World.await(
        "a death or an end",
        () ->
            death.happened()
                || (world.forge.comments(1).size() > before
                    && world.lastRun(1).finishedAt() != null));
    boolean died = death.happened();
    death.disarm();
    if (died) {
      world.restart();
    }
    World.await("an answer", () -> world.forge.comments(1).size() > before);
    world.settled(1);
    return died;
  }

  /// Stops the thread that comes to the armed point until it is interrupted, as if all had ended
  /// there.
  private static final class Death implements SqlLogger {
    private final AtomicInteger left = new AtomicInteger();
    private volatile CountDownLatch dead = new CountDownLatch(1);

    void arm(int point) {
      dead = new CountDownLatch(1);
      left.set(point);
    }

    void disarm() {
      left.set(0);
    }

    boolean happened() {
      return dead.getCount() == 0;
    }

    @Override
    public void logBeforeExecution(StatementContext context) {
      if (!context.getRenderedSql().stripLeading().startsWith("SELECT")) {
        point();
      }
    }

    void point() {
      if (left.get() > 0 && left.decrementAndGet() == 0) {
        dead.countDown();
        while (!Thread.currentThread().isInterrupted()) {
          LockSupport.park();
        }
        throw new Abandoned();
      }
    }
  }
}
