package dev.fairlead.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.process.ProcessSpec.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessesTest {
  private static final Map<String, String> PATH = Map.of("PATH", "/usr/bin:/bin");
  private static final Grace SHORT = new Grace(Duration.ofMillis(500), Duration.ofMillis(300));

  @TempDir Path directory;
  private final Processes processes = new Processes(Clock.systemUTC());

  private ProcessSpec shell(String script) {
    return ProcessSpec.of(directory, PATH, "/bin/sh", "-c", script);
  }

  private Path run() {
    return directory.resolve("run");
  }

  private static void waitFor(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      LockSupport.parkNanos(5_000_000);
    }
  }

  @Test
  void keepsOutputErrorsAndStatusInFiles() throws IOException {
    RunningProcess process =
        processes.start(run(), shell("echo out; echo err >&2; printf '%s' \"$X$PATH\"; exit 3"));
    assertThat(process.await()).isEqualTo(new Ended.Exited(3));
    assertThat(process.stdout()).hasContent("out\n/usr/bin:/bin");
    assertThat(process.stderr()).hasContent("err");
    assertThat(processes.adopt(run()))
        .isInstanceOfSatisfying(
            Adopted.Done.class, done -> assertThat(done.ended()).isEqualTo(new Ended.Exited(3)));
  }

  @Test
  void passesArgumentsAndEnvironmentExactly() {
    ProcessSpec spec =
        new ProcessSpec(
            List.of("sh", "-c", "printf '[%s]' \"$@\" \"$A B\" \"$V\"", "x", "a b", "'\"$;", ""),
            Map.of("PATH", "/usr/bin:/bin", "V", "line\nnext"),
            directory,
            Output.MERGED,
            Optional.empty(),
            ProcessSpec.Leftovers.END);
    RunningProcess process = processes.start(run(), spec);
    process.await();
    assertThat(process.stdout()).hasContent("[a b]['\"$;][][ B][line\nnext]");
  }

  @Test
  void passesVariablesThatAShellCouldNotName() {
    RunningProcess process =
        processes.start(
            run(),
            ProcessSpec.of(directory, Map.of("PATH", "/usr/bin:/bin", "INPUT_A-B C", "x"), "env"));
    assertThat(process.await()).isEqualTo(new Ended.Exited(0));
    assertThat(text(process.stdout()).lines()).contains("INPUT_A-B C=x");
  }

  @Test
  void runsInASessionOfItsOwn() throws IOException {
    RunningProcess process =
        processes.start(
            run(), shell("ps -o sid= -p $$ 2>/dev/null || cut -d' ' -f6 /proc/$$/stat"));
    process.await();
    long session = Long.parseLong(Files.readString(process.stdout()).strip());
    assertThat(process.pid()).contains(session);
  }

  @Test
  void refusesWhatItCannotStart() {
    assertThatThrownBy(
            () -> processes.start(run(), ProcessSpec.of(directory, PATH, "no-such-tool")))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining("no-such-tool: not found in PATH (/usr/bin:/bin)");
    assertThatThrownBy(
            () -> processes.start(run(), ProcessSpec.of(directory.resolve("none"), PATH, "sh")))
        .hasMessageContaining("does not exist");
    processes.start(run(), shell("exit 0")).await();
    assertThatThrownBy(() -> processes.start(run(), shell("exit 0")))
        .hasMessageContaining("was used for another run");
  }

  @Test
  void cancelsTheWholeTreeGentlyFirst() {
    RunningProcess process =
        processes.start(
            run(),
            shell(
                """
                trap 'echo interrupted; exit 0' INT
                (trap '' INT TERM; exec sleep 1000) &
                setsid sleep 1000 &
                echo ready; while :; do sleep 0.05; done
                """));
    waitFor(() -> Files.exists(process.stdout()) && contains(process.stdout(), "ready"));
    String marker = process.directory().resolve("marker").toString();
    process.cancel(SHORT);
    assertThat(process.await()).isEqualTo(new Ended.Cancelled());
    assertThat(process.stdout()).hasContent("ready\ninterrupted");
    assertThat(ProcessTable.tree(0, Processes.MARKER, text(Path.of(marker)))).isEmpty();
  }

  @Test
  void endsAProgramWhoseTimeIsOver() {
    RunningProcess process =
        processes.start(run(), shell("sleep 1000").withTimeout(Duration.ofMillis(200)));
    assertThat(process.await()).isEqualTo(new Ended.TimedOut());
    assertThat(processes.adopt(run()))
        .isInstanceOfSatisfying(
            Adopted.Done.class, done -> assertThat(done.ended()).isEqualTo(new Ended.TimedOut()));
  }

  @Test
  void endsLeftoversUnlessTheyAreToBeKept() {
    RunningProcess ended = processes.start(run(), shell("sleep 1000 & echo $!"));
    ended.await();
    long gone = Long.parseLong(text(ended.stdout()));
    assertThat(ProcessTable.find(gone).filter(entry -> !entry.zombie())).isEmpty();
    RunningProcess kept =
        processes.start(
            directory.resolve("kept"), shell("sleep 1000 & echo $!").keepingLeftovers());
    assertThat(kept.await()).isEqualTo(new Ended.Exited(0));
    long pid = Long.parseLong(text(kept.stdout()));
    assertThat(ProcessTable.find(pid)).isPresent();
    kept.endLeftovers(SHORT);
    assertThat(ProcessTable.find(pid).filter(entry -> !entry.zombie())).isEmpty();
  }

  @Test
  void followsLinesAsTheyAreWritten() {
    RunningProcess process =
        processes.start(
            run(),
            shell(
                "echo one; printf 'tw'; while [ ! -e go ]; do sleep 0.02; done; printf"
                    + " 'o\\r\\nlast'"));
    List<String> lines = new ArrayList<>();
    List<Long> offsets = new ArrayList<>();
    process.follow(
        process.stdout(),
        0,
        (line, offset) -> {
          lines.add(line);
          offsets.add(offset);
          if (line.equals("one")) {
            touch(directory.resolve("go"));
          }
        });
    assertThat(lines).containsExactly("one", "two", "last");
    List<String> rest = new ArrayList<>();
    process.follow(process.stdout(), offsets.getFirst(), (line, _) -> rest.add(line));
    assertThat(rest).containsExactly("two", "last");
  }

  private Process doomedParent(String script) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            DoomedParent.class.getName(),
            run().toString(),
            directory.toString(),
            script)
        .inheritIO()
        .start();
  }

  @Test
  void aChildOutlivesAParentThatIsKilledAndIsAdopted() throws IOException, InterruptedException {
    Process parent =
        doomedParent("echo before; while [ ! -e go ]; do sleep 0.02; done; echo after; exit 7");
    Path stdout = run().resolve("stdout");
    waitFor(() -> Files.exists(stdout) && contains(stdout, "before"));
    parent.destroyForcibly().waitFor();
    Adopted adopted = processes.adopt(run());
    assertThat(adopted).isInstanceOf(Adopted.Alive.class);
    RunningProcess process = ((Adopted.Alive) adopted).process();
    touch(directory.resolve("go"));
    List<String> lines = new ArrayList<>();
    process.follow(process.stdout(), 0, (line, _) -> lines.add(line));
    assertThat(lines).containsExactly("before", "after");
    assertThat(process.await()).isEqualTo(new Ended.Exited(7));
  }

  @Test
  void aChildThatEndedWhileNobodyWatchedIsRead() throws IOException, InterruptedException {
    Process parent = doomedParent("while [ ! -e go ]; do sleep 0.02; done; exit 9");
    waitFor(() -> Files.exists(run().resolve("pid")));
    parent.destroyForcibly().waitFor();
    touch(directory.resolve("go"));
    waitFor(() -> Files.exists(run().resolve("status")));
    assertThat(processes.adopt(run()))
        .isInstanceOfSatisfying(
            Adopted.Done.class, done -> assertThat(done.ended()).isEqualTo(new Ended.Exited(9)));
  }

  @Test
  void anAdoptedChildCanBeCancelled() throws IOException, InterruptedException {
    Process parent = doomedParent("sleep 1000");
    waitFor(() -> Files.exists(run().resolve("stdout")));
    parent.destroyForcibly().waitFor();
    if (!(processes.adopt(run()) instanceof Adopted.Alive(RunningProcess process))) {
      throw new AssertionError("not alive");
    }
    process.cancel(SHORT);
    assertThat(process.await()).isEqualTo(new Ended.Cancelled());
  }

  @Test
  void aVanishedChildIsReportedAndItsRemainsAreEnded() {
    RunningProcess process = processes.start(run(), shell("echo $$; sleep 1000; :"));
    waitFor(() -> Files.exists(process.stdout()) && !text(process.stdout()).isEmpty());
    ProcessHandle.of(process.pid().orElseThrow()).orElseThrow().destroyForcibly();
    assertThat(process.await()).isInstanceOf(Ended.Vanished.class);
    long program = Long.parseLong(text(process.stdout()));
    assertThat(ProcessTable.find(program).filter(entry -> !entry.zombie())).isEmpty();
    assertThat(processes.adopt(run())).isInstanceOf(Adopted.Done.class);
  }

  @Test
  void whatWasNotStartedNeverWillBeOnceAdopted() throws IOException {
    Files.createDirectories(run());
    assertThat(processes.adopt(run())).isEqualTo(new Adopted.NeverStarted());
    assertThat(processes.adopt(run())).isEqualTo(new Adopted.NeverStarted());
    assertThatThrownBy(() -> processes.start(run(), shell("exit 0")))
        .isInstanceOf(ProcessException.class);
  }

  private static boolean contains(Path file, String text) {
    return text(file).contains(text);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void touch(Path file) {
    try {
      Files.createFile(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
