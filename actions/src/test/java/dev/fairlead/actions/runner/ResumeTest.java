package dev.fairlead.actions.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class ResumeTest {
  private static final String WORKFLOW =
      """
      on: push
      jobs:
        first:
          runs-on: ubuntu-latest
          outputs: {x: "${{ steps.a.outputs.x }}"}
          steps:
            - id: a
              run: |
                echo first >> "TRACE"
                echo x=from-first >> $GITHUB_OUTPUT
        second:
          needs: first
          runs-on: ubuntu-latest
          outputs: {all: "${{ steps.c.outputs.all }}"}
          env: {P: "${{ secrets.PASSWORD }}"}
          steps:
            - uses: actions/checkout@v4
            - id: b
              run: |
                echo one >> "TRACE"
                t=hidden; echo "::add-mask::$t-value"
                echo "B=b-value" >> $GITHUB_ENV
                echo "y=${{ needs.first.outputs.x }}" >> $GITHUB_OUTPUT
            - id: w
              uses: ./wait
            - id: c
              if: success()
              run: |
                echo three >> "TRACE"
                cat README
                t=hidden; echo "$t-value $P"
                echo "all=$B ${{ steps.b.outputs.y }} ${{ steps.w.outputs.z }}" >> $GITHUB_OUTPUT
      """;

  private static final String ACTION =
      """
      name: Wait
      outputs: {z: {value: "${{ steps.s.outputs.z }}"}}
      runs:
        using: composite
        steps:
          - shell: bash
            run: echo inner >> "TRACE"
          - id: s
            shell: bash
            run: |
              echo two >> "TRACE"
              echo waiting
              while [ ! -e "GO" ]; do sleep 0.05; done
              echo went on
              echo z=waited >> $GITHUB_OUTPUT
      """;

  @TempDir Path directory;
  private Fixture fixture;

  @BeforeEach
  void open() {
    fixture = new Fixture(directory).secret("PASSWORD", "s3cret-value");
  }

  /// The step of a run that nobody takes up again would wait for ever.
  @AfterEach
  void close() {
    ProcessHandle.allProcesses()
        .filter(process -> workingDirectory(process).startsWith(directory))
        .forEach(ProcessHandle::destroyForcibly);
    fixture.close();
  }

  private static Path workingDirectory(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc", Long.toString(process.pid()), "cwd"));
    } catch (IOException _) {
      return Path.of("/");
    }
  }

  private static void waitFor(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(10_000_000);
    }
  }

  private Path trace() {
    return directory.resolve("trace");
  }

  private Path go() {
    return directory.resolve("go");
  }

  private static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String here(String text) {
    return text.replace("TRACE", trace().toString()).replace("GO", go().toString());
  }

  /// Runs the workflow in a JVM of its own, and kills that in the middle of the step that waits.
  private void killInTheMiddle() throws IOException, InterruptedException {
    CommitId commit =
        fixture.push(
            Fixture.REPOSITORY,
            Map.of(
                ".github/workflows/ci.yml", here(WORKFLOW),
                "wait/action.yml", here(ACTION),
                "README", "read me\n"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DoomedRunner.class.getName(),
                directory.toString(),
                commit.hex())
            .inheritIO()
            .start();
    waitFor(() -> {
      assertThat(process.isAlive()).isTrue();
      return text(trace()).contains("two");
    });
    process.destroyForcibly().waitFor();
  }

  private void check(RunSnapshot result) {
    assertThat(result.reason()).isEmpty();
    assertThat(result.state()).isEqualTo(State.SUCCEEDED);
    assertThat(text(trace()).lines()).containsExactly("first", "one", "inner", "two", "three");
    assertThat(result.jobs().get(1).outputs()).containsEntry("all", "b-value from-first waited");
    List<String> log = fixture.log("second", 3);
    assertThat(log.stream().filter("waiting"::equals)).hasSize(1);
    assertThat(log.stream().filter("went on"::equals)).hasSize(1);
    assertThat(fixture.log("second", 4)).contains("read me", "*** ***");
    assertThat(result.jobs().get(0).steps())
        .extracting(RunSnapshot.Step::state)
        .containsExactly(State.SUCCEEDED);
    assertThat(result.jobs().get(1).steps())
        .extracting(RunSnapshot.Step::name)
        .endsWith("Post Run actions/checkout@v4");
  }

  @Test
  void adoptsTheStepThatStillRuns() throws IOException, InterruptedException {
    killInTheMiddle();
    try (Runner runner = fixture.runner()) {
      Run run = runner.resume(directory.resolve("run"), RunListener.SILENT).orElseThrow();
      waitFor(() ->
          run.snapshot().jobs().size() == 2
              && run.snapshot().jobs().get(1).steps().stream()
                  .anyMatch(step -> step.state() == State.SUCCEEDED));
      Files.createFile(go());
      check(run.await());
    }
  }

  @Test
  void readsTheStepThatEndedMeanwhile() throws IOException, InterruptedException {
    killInTheMiddle();
    Files.createFile(go());
    waitFor(() -> {
      try (var files = Files.walk(directory.resolve("run/jobs/second/steps/3.2"))) {
        return files.anyMatch(file -> file.endsWith("status"));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
    try (Runner runner = fixture.runner()) {
      check(runner.resume(directory.resolve("run"), RunListener.SILENT).orElseThrow().await());
    }
    try (Runner runner = fixture.runner()) {
      check(runner.resume(directory.resolve("run"), RunListener.SILENT).orElseThrow().await());
    }
  }

  @Test
  void canBeCancelledAfterwards() throws IOException, InterruptedException {
    killInTheMiddle();
    try (Runner runner = fixture.runner()) {
      Run run = runner.resume(directory.resolve("run"), RunListener.SILENT).orElseThrow();
      run.cancel();
      RunSnapshot result = run.await();
      assertThat(result.state()).isEqualTo(State.CANCELLED);
      assertThat(text(trace())).doesNotContain("three");
    }
  }

  @Test
  void aClosedRunnerLetsGoAndAnotherGoesOn() throws IOException, InterruptedException {
    CommitId commit =
        fixture.push(
            Fixture.REPOSITORY,
            Map.of(
                ".github/workflows/ci.yml", here(WORKFLOW),
                "wait/action.yml", here(ACTION),
                "README", "read me\n"));
    try (Runner runner = fixture.runner()) {
      runner.start(fixture.request(commit, "ci.yml"), RunListener.SILENT);
      waitFor(() -> text(trace()).contains("two"));
    }
    Files.createFile(go());
    try (Runner runner = fixture.runner()) {
      check(runner.resume(directory.resolve("run"), RunListener.SILENT).orElseThrow().await());
    }
  }
}
