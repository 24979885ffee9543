package dev.fairlead.terraform.run;

import dev.fairlead.process.Adopted;
import dev.fairlead.process.Ended;
import dev.fairlead.process.Grace;
import dev.fairlead.process.ProcessException;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import dev.fairlead.process.RunningProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Runs the processes of one job, each at most once, also across restarts: a step that is asked for
/// again is given what it did the first time, or waited for while it still runs. So a job that was
/// interrupted is simply done again from its beginning. Confined to one thread.
final class StepProcesses {
  private static final int MAX_ATTEMPTS = 20;

  /// Output that goes into comments; the log file has all of it.
  private static final int MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

  private final Processes processes;
  private final Path directory;
  private final JobLog log;
  private final CancelSignal cancel;
  private final Clock clock;

  StepProcesses(Processes processes, Path directory, JobLog log, CancelSignal cancel, Clock clock) {
    this.processes = processes;
    this.directory = directory;
    this.log = log;
    this.cancel = cancel;
    this.clock = clock;
  }

  /// Whether a step may be done again when nobody knows how it ended.
  enum Repeat {
    SAFE,
    UNSAFE
  }

  /// What of a process goes to the log.
  enum Show {
    OUTPUT,
    /// Only its errors, once it failed: its output is a value, perhaps a secret one.
    NOTHING
  }

  /// @param output what the process wrote, errors included where they were merged
  /// @param errors what it wrote to standard error, where that is apart
  record Outcome(Ended ended, boolean overdue, String output, String errors) {
    boolean succeeded() {
      return ended.succeeded();
    }

    /// How it ended, for people.
    String how() {
      if (overdue) {
        return "took too long and was interrupted";
      }
      return switch (ended) {
        case Ended.Exited(int status) -> "exit status " + status;
        case Ended.TimedOut() -> "took too long and was interrupted";
        case Ended.Cancelled() -> "cancelled";
        case Ended.Vanished(String reason) ->
            reason + "; how it ended is not known, so check what it did before you repeat it";
      };
    }
  }

  /// @param name unique in the job, always the same for the same step
  /// @param title what the log calls it
  /// @param prepare done just before the process is started; not when it was started before
  Outcome run(
      String name,
      String title,
      ProcessSpec spec,
      Duration timeout,
      Repeat repeat,
      Show show,
      Runnable prepare) {
    log.line("$ " + title);
    for (int attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      Path own = directory.resolve(attempt == 1 ? name : name + "-" + attempt);
      RunningProcess process;
      if (!Files.isDirectory(own)) {
        if (cancel.isCancelled()) {
          return new Outcome(new Ended.Cancelled(), false, "", "");
        }
        prepare.run();
        process = processes.start(own, spec);
      } else {
        switch (processes.adopt(own)) {
          case Adopted.NeverStarted() -> {
            continue;
          }
          case Adopted.Alive(RunningProcess alive) -> process = alive;
          case Adopted.Done(RunningProcess done, Ended.Vanished _) when repeat == Repeat.SAFE -> {
            log.line("(interrupted; once more)");
            continue;
          }
          case Adopted.Done(RunningProcess done, Ended _) -> process = done;
        }
      }
      return follow(own, process, timeout, show);
    }
    throw new ProcessException("cannot run " + spec + ": every attempt was interrupted", null);
  }

  private Outcome follow(Path own, RunningProcess process, Duration timeout, Show show) {
    Thread watcher =
        Thread.ofVirtual().name("terraform-watch").start(() -> watch(own, process, timeout));
    Ended ended;
    try {
      if (show == Show.OUTPUT) {
        process.follow(process.stdout(), 0, (line, _) -> log.line(line));
      }
      Abandoned.check();
      ended = process.await();
      Abandoned.check();
    } finally {
      watcher.interrupt();
    }
    return new Outcome(
        ended,
        Files.exists(own.resolve("overdue")),
        output(process.stdout()),
        output(process.stderr()));
  }

  /// Interrupts the process when its time is over, or somebody wants it to stop: gently, so that
  /// terraform writes its state and gives up its lock.
  private void watch(Path own, RunningProcess process, Duration timeout) {
    try {
      Instant deadline = startOf(own).plus(timeout);
      if (!cancel.await(Duration.between(clock.instant(), deadline))) {
        Files.createFile(own.resolve("overdue"));
      }
      process.cancel(Grace.PATIENT);
    } catch (InterruptedException _) {
      // It ended by itself.
    } catch (IOException e) {
      throw new UncheckedIOException("cannot interrupt a process", e);
    }
  }

  private Instant startOf(Path own) {
    try {
      return Files.getLastModifiedTime(own.resolve("marker")).toInstant();
    } catch (IOException _) {
      return clock.instant(); // Removed meanwhile: its time begins now.
    }
  }

  private static String output(Path file) {
    try {
      long size = Files.size(file);
      if (size <= MAX_OUTPUT_BYTES) {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      }
      try (var channel = Files.newByteChannel(file)) {
        channel.position(size - MAX_OUTPUT_BYTES);
        var buffer = java.nio.ByteBuffer.allocate(MAX_OUTPUT_BYTES);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
          // Reads on until the buffer is full.
        }
        return "[the beginning was left out]\n"
            + new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
      }
    } catch (java.nio.file.NoSuchFileException _) {
      return "";
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  /// Runs something that changes nothing and whose output must not stay on disk.
  ///
  /// @return what it printed; empty where it failed
  Optional<String> glance(String name, ProcessSpec spec, Duration timeout) {
    Path own = directory.resolve("glance-" + name);
    discard(own);
    try {
      RunningProcess process = processes.start(own, spec.withTimeout(timeout));
      Ended ended = process.await();
      Abandoned.check();
      return ended.succeeded() ? Optional.of(output(process.stdout())) : Optional.empty();
    } catch (ProcessException _) {
      Abandoned.check();
      return Optional.empty();
    } finally {
      discard(own);
    }
  }

  /// One of these may still run, left by a former process of ours.
  private void discard(Path own) {
    if (Files.isDirectory(own)) {
      if (processes.adopt(own) instanceof Adopted.Alive(RunningProcess alive)) {
        alive.cancel(Grace.LEFTOVERS);
      }
      Layout.delete(own);
    }
  }
}
