package dev.fairlead.ansible.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Runs that do not come to their end by themselves, and runs whose watcher goes away.
@Timeout(120)
class CrashTest {
  private static final String WAITS =
      """
      - name: Wait
        hosts: one
        gather_facts: false
        tasks:
          - name: Before
            ansible.builtin.command: "true"
          - name: Long
            ansible.builtin.shell: touch {{ flag }}; while test ! -e {{ flag }}.go; do sleep 0.1; done
          - name: After
            ansible.builtin.command: echo after
      """;

  @TempDir Path root;
  private Control control;
  private Path flag;

  @BeforeEach
  void checkOut() throws IOException {
    control = new Control(root);
    flag = root.resolve("flag");
    control.playbook(WAITS);
    control.write("ansible/inventory/hosts.ini", Control.LOCAL + "flag=" + flag + "\n");
  }

  private CompletableFuture<RunResult> start(PlaybookRunner runner, List<AnsibleEvent> events) {
    var result = new CompletableFuture<RunResult>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            result.complete(runner.run(control.request("run"), events::add));
          } catch (InterruptedException | RuntimeException e) {
            result.completeExceptionally(e);
          }
        });
    return result;
  }

  private void awaitLongTask() throws InterruptedException {
    Control.await(() -> Files.exists(flag), "the long task runs");
  }

  @Test
  void aRunIsTakenUpByTheNextWatcher() throws Exception {
    var interrupted = new AtomicBoolean();
    List<AnsibleEvent> seen = new CopyOnWriteArrayList<>();
    Thread watcher =
        Thread.ofPlatform()
            .start(() -> {
              try {
                control.runner().run(control.request("run"), seen::add);
              } catch (InterruptedException _) {
                interrupted.set(true);
              }
            });
    awaitLongTask();
    watcher.interrupt();
    watcher.join();
    assertThat(interrupted).isTrue();

    List<AnsibleEvent> events = new CopyOnWriteArrayList<>();
    CompletableFuture<RunResult> second = start(control.runner(), events);
    Control.await(() -> events.size() >= seen.size(), "the former events are told again");
    Files.createFile(Path.of(flag + ".go"));

    RunResult result = second.get(60, TimeUnit.SECONDS);
    assertThat(result.verdict().succeeded()).isTrue();
    assertThat(events.getFirst()).isInstanceOf(AnsibleEvent.Opened.class);
    assertThat(events).doesNotHaveDuplicates();
    assertThat(Files.readString(result.log()).split("TASK \\[Before]")).hasSize(2);
    assertThat(root.resolve("runs/run/attempt-2")).doesNotExist();
  }

  @Test
  void aCancelledRunNamesWhatWasAtWorkAndLeavesNoProcess() throws Exception {
    CompletableFuture<RunResult> running = start(control.runner(), new ArrayList<>());
    awaitLongTask();

    control.runner().cancel(root.resolve("runs/run"), "somebody asked for it");

    RunResult result = running.get(60, TimeUnit.SECONDS);
    assertThat(result.verdict()).isEqualTo(new Verdict.Cancelled("somebody asked for it"));
    assertThat(result.inFlight())
        .extracting(work -> work.host() + " " + work.task())
        .containsExactly("one Long");
    assertThat(living()).isEmpty();
  }

  @Test
  void aKilledRunIsReportedOnceAndThenBegunAnew() throws Exception {
    CompletableFuture<RunResult> running = start(control.runner(), new ArrayList<>());
    awaitLongTask();
    living().forEach(ProcessHandle::destroyForcibly);

    RunResult died = running.get(60, TimeUnit.SECONDS);
    assertThat(died.verdict()).isInstanceOf(Verdict.Died.class);
    assertThat(died.inFlight()).extracting(RunResult.InFlight::task).containsExactly("Long");

    Files.createFile(Path.of(flag + ".go"));
    RunResult again = start(control.runner(), new ArrayList<>()).get(60, TimeUnit.SECONDS);
    assertThat(again.verdict().succeeded()).isTrue();
    assertThat(root.resolve("runs/run/attempt-2")).exists();
  }

  @Test
  void aRunThatTakesTooLongIsEnded() throws Exception {
    RunRequest request =
        control
            .request("run")
            .withOptions(
                RunOptions.DEFAULT.withTimeouts(Duration.ofSeconds(3), Duration.ofMinutes(30)));

    RunResult result = control.runner().run(request, RunListener.NONE);

    assertThat(result.verdict())
        .isEqualTo(new Verdict.Cancelled("it took longer than its limit of 3 s"));
    assertThat(living()).isEmpty();
  }

  @Test
  void aSilentRunIsEnded() throws Exception {
    RunRequest request =
        control
            .request("run")
            .withOptions(
                RunOptions.DEFAULT.withTimeouts(Duration.ofMinutes(30), Duration.ofSeconds(3)));

    RunResult result = control.runner().run(request, RunListener.NONE);

    assertThat(result.verdict())
        .isEqualTo(new Verdict.Cancelled("there was no sign of life for 3 s"));
  }

  /// What still works for this test: every process that names its directory.
  private List<ProcessHandle> living() {
    return ProcessHandle.allProcesses()
        .filter(ProcessHandle::isAlive)
        .filter(process -> {
          try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"))
                .contains(root.toString());
          } catch (IOException _) {
            return false; // It ended while we looked.
          }
        })
        .toList();
  }
}
