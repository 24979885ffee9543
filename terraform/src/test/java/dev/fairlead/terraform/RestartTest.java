package dev.fairlead.terraform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.State;
import dev.fairlead.terraform.config.TerraformSettings;
import dev.fairlead.terraform.project.ProjectId;
import dev.fairlead.terraform.run.Abandoned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

  @TempDir Path directory;

  /// A root whose apply tells that it runs, and then waits for a file.
  private String waiting(Path begun, Path gate) {
    return """
    resource "terraform_data" "slow" {
      provisioner "local-exec" {
        command = "echo begun >> %s; while [ ! -e %s ]; do sleep 0.02; done"
      }
    }
    """
        .formatted(begun, gate);
  }

  private static long lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file).size() : 0;
  }

  private static boolean exists(Path file) {
    return Files.exists(file);
  }

  @Test
  void anApplyThatStillRunsIsAdoptedAndEndsOnce() throws Exception {
    Path begun = directory.resolve("begun");
    Path gate = directory.resolve("gate");
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      world.open(1, "one", "net/main.tf", waiting(begun, gate));
      world.settled(1);
      world.comment(1, "ann", "atlantis apply");
      World.await("the provisioner", () -> exists(begun));

      world.restart();
      assertThat(world.lastRun(1).state()).isEqualTo(State.RUNNING);
      world.restart();
      Files.writeString(gate, "");

      assertThat(world.settled(1)).contains("Apply complete! Resources: 1 added");
      assertThat(lines(begun)).isEqualTo(1);
      assertThat(world.forge.comments(1)).hasSize(2);
      assertThat(world.automation.applied(World.REPOSITORY, NET)).isPresent();
    }
  }

  @Test
  void anApplyThatEndedWhileNobodyLookedIsReported() throws Exception {
    Path begun = directory.resolve("begun");
    Path gate = directory.resolve("gate");
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      world.open(1, "one", "net/main.tf", waiting(begun, gate));
      world.settled(1);
      world.comment(1, "ann", "atlantis apply");
      World.await("the provisioner", () -> exists(begun));

      world.automation.close();
      Files.writeString(gate, "");
      Path process = world.data().resolve("runs/" + world.lastRun(1).id() + "/0/1-apply");
      World.await("the end of terraform", () -> exists(process.resolve("status")));
      world.restart();

      assertThat(world.settled(1)).contains("Apply complete! Resources: 1 added");
      assertThat(lines(begun)).isEqualTo(1);
      assertThat(world.forge.comments(1)).hasSize(2);
      assertThat(world.lastRun(1).state()).isEqualTo(State.SUCCEEDED);
    }
  }

  @Test
  void cancelInterruptsTerraformGentlySoThatItsStateIsWritten() throws Exception {
    Path begun = directory.resolve("begun");
    Path gate = directory.resolve("gate");
    String quick = "resource \"terraform_data\" \"quick\" {}\n";
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      world.open(
          1,
          "one",
          "net/main.tf",
          waiting(begun, gate)
                  .replace("\"slow\" {", "\"slow\" {\n  depends_on = [terraform_data.quick]")
              + quick);
      world.settled(1);
      world.comment(1, "ann", "atlantis apply");
      World.await("the provisioner", () -> exists(begun));

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
      Files.writeString(gate, "");
      assertThat(world.command(1, "ann", "atlantis plan")).contains("Plan: 1 to add, 0 to change");
    }
  }

  /// Dies at each change of the database, one after another, in the middle of a plan and an apply.
  @Test
  void whereverItDiesEachCommandIsDoneOnce() throws Exception {
    Path done = directory.resolve("done");
    String root =
        """
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
    try (World world = new World(directory, TerraformSettings.DEFAULT, "README.md", "x\n")) {
      var deaths = new Deaths();
      world.database.jdbi().setSqlLogger(deaths);
      world.forge.trouble = _ -> deaths.point();
      world.open(1, "one", "net/main.tf", root);
      world.settled(1);

      int n = 0;
      for (String command : List.of("plan", "apply")) {
        for (int point = 1; ; point++) {
          n++;
          String plan = "atlantis plan -d net -- -var n=" + n;
          boolean died;
          if (command.equals("plan")) {
            died = dies(world, deaths, point, plan);
            world.command(1, "ann", "atlantis apply");
          } else {
            world.command(1, "ann", plan);
            died = dies(world, deaths, point, "atlantis apply");
          }
          assertThat(world.forge.lastComment(1))
              .as(command + ", death " + point)
              .contains("Apply complete!");
          assertThat(Files.readAllLines(done)).as(command + ", death " + point).hasSize(n);
          assertThat(
                  world
                      .automation
                      .applied(World.REPOSITORY, NET)
                      .orElseThrow()
                      .outputs()
                      .find("n")
                      .orElseThrow()
                      .asInt())
              .isEqualTo(n);
          if (!died) {
            assertThat(point).as("points at which a " + command + " may die").isGreaterThan(8);
            break;
          }
        }
      }
      assertThat(world.forge.comments(1)).hasSize(1 + 2 * n);
      var markers = new HashSet<String>();
      for (String comment : world.forge.comments(1)) {
        Matcher marker = Pattern.compile("fairlead:run=\\S+").matcher(comment);
        assertThat(marker.find()).isTrue();
        assertThat(markers.add(marker.group())).as("posted once: " + comment).isTrue();
      }
      long applies =
          world
              .database
              .jdbi()
              .withHandle(handle ->
                  handle
                      .createQuery("SELECT count(*) FROM terraform_apply")
                      .mapTo(Long.class)
                      .one());
      assertThat(applies).isEqualTo(n);
    }
  }

  /// Gives a command, dies at a point of it and starts again; whether it got that far.
  private static boolean dies(World world, Deaths deaths, int point, String command) {
    int before = world.forge.comments(1).size();
    world.comment(1, "ann", command);
    deaths.arm(point);
    World.await(
        "a death or an end",
        () ->
            deaths.happened()
                || (world.forge.comments(1).size() > before
                    && world.lastRun(1).finishedAt() != null));
    boolean died = deaths.happened();
    deaths.disarm();
    if (died) {
      world.restart();
    }
    World.await("an answer", () -> world.forge.comments(1).size() > before);
    world.settled(1);
    return died;
  }

  /// Stops the thread that comes to the armed point until it is interrupted, as if all had ended
  /// there.
  private static final class Deaths implements SqlLogger {
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
