package dev.fairlead.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A program that was started or adopted. Safe for any thread; any number may wait for it.
public final class RunningProcess {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

  /// How long the supervising shell may take to write the status of a program that we ended.
  private static final Duration STATUS_PATIENCE = Duration.ofSeconds(2);

  private final RunFiles files;
  private final Clock clock;
  private final String marker;
  private final @Nullable Instant deadline;

  /// Our own child; null for an adopted one.
  private final @Nullable Process child;

  RunningProcess(
      RunFiles files,
      Clock clock,
      String marker,
      @Nullable Instant deadline,
      @Nullable Process child) {
    this.files = files;
    this.clock = clock;
    this.marker = marker;
    this.deadline = deadline;
    this.child = child;
  }

  /// Its run directory.
  public Path directory() {
    return files.directory();
  }

  /// The file that its output goes to. It may not be there yet.
  public Path stdout() {
    return files.stdout();
  }

  /// The file that its errors go to, unless output is merged. It may not be there yet.
  public Path stderr() {
    return files.stderr();
  }

  /// The pid of the session that it runs in; empty for a moment after the start.
  public Optional<Long> pid() {
    return files.identity().map(RunFiles.Identity::pid);
  }

  /// Whether it has not ended yet.
  public boolean isAlive() {
    return files.status().isEmpty() && (supervisorAlive() || (child != null && child.isAlive()));
  }

  private boolean supervisorAlive() {
    return files
        .identity()
        .filter(identity -> identity.boot().equals(ProcessTable.bootId()))
        .flatMap(identity ->
            ProcessTable.find(identity.pid())
                .filter(entry -> entry.startTime() == identity.startTime() && !entry.zombie()))
        .isPresent();
  }

  /// Waits until it ended. When its time is over, it is ended as by [#cancel].
  public Ended await() {
    long pause = SHORTEST_PAUSE.toNanos();
    boolean interrupted = false;
    try {
      while (isAlive()) {
        if (overdue()) {
          break;
        }
        try {
          pause(pause);
        } catch (InterruptedException _) {
          interrupted = true; // It runs on without us; the flag is set again below.
        }
        pause = Math.min(LONGEST_PAUSE.toNanos(), pause + pause / 2);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return conclude();
  }

  /// Ends it when its time is over; whether it was.
  private boolean overdue() {
    if (deadline == null || clock.instant().isBefore(deadline)) {
      return false;
    }
    end("timed-out", Grace.GITHUB, _ -> false);
    return true;
  }

  private void pause(long nanos) throws InterruptedException {
    if (child != null && child.isAlive()) {
      child.waitFor(nanos, TimeUnit.NANOSECONDS);
    } else {
      TimeUnit.NANOSECONDS.sleep(nanos);
    }
  }

  private Ended conclude() {
    boolean keep = files.read("keep-leftovers").isPresent();
    if (!keep) {
      endLeftovers(Grace.LEFTOVERS);
    }
    if (files.read("timed-out").isPresent()) {
      return new Ended.TimedOut();
    }
    if (files.read("cancelled").isPresent()) {
      return new Ended.Cancelled();
    }
    Optional<Integer> status = files.status();
    if (status.isPresent()) {
      return new Ended.Exited(status.get());
    }
    if (keep) {
      // Its status can never be known; what is left of it must not run beside a repetition.
      endLeftovers(Grace.LEFTOVERS);
    }
    return new Ended.Vanished(
        files
            .identity()
            .map(identity ->
                identity.boot().equals(ProcessTable.bootId())
                    ? "process " + identity.pid() + " ended without leaving a status"
                    : "the machine was restarted while process " + identity.pid() + " ran")
            .orElse("it was started but never wrote down its process id"));
  }

  /// Ends it with everything that it started, and waits for that.
  public void cancel(Grace grace) {
    end("cancelled", grace, _ -> false);
  }

  /// Ends it as [#cancel(Grace)], but for what is still needed to end things elsewhere, such as
  /// ssh's shared connections. Those are ended by [#endLeftovers] (and by whoever awaits a process
  /// that does not keep its leftovers).
  ///
  /// @param spared told by command lines, arguments separated by spaces
  public void cancel(Grace grace, Predicate<String> spared) {
    end("cancelled", grace, spared);
  }

  /// Ends what still carries its marker, such as servers left in the background.
  public void endLeftovers(Grace grace) {
    if (!marker.isEmpty()) {
      ProcessTrees.endCarriersOf(Processes.MARKER, marker, grace);
    }
  }

  private void end(String why, Grace grace, Predicate<String> spared) {
    if (!isAlive()) {
      return;
    }
    try {
      files.write(why, clock.instant().toString());
    } catch (IOException e) {
      throw new ProcessException(
          "cannot write down in " + directory() + " that the process was ended: " + e.getMessage(),
          e);
    }
    long supervisor = files.awaitIdentity().map(RunFiles.Identity::pid).orElse(0L);
    Supplier<List<ProcessTable.Entry>> doomed =
        () ->
            tree(supervisor).stream()
                .filter(entry -> !spared.test(ProcessTable.commandLine(entry.pid())))
                .toList();
    ProcessTrees.end(
        () -> doomed.get().stream().filter(entry -> entry.pid() != supervisor).toList(), grace);
    long patience = System.nanoTime() + STATUS_PATIENCE.toNanos();
    while (isAlive() && System.nanoTime() < patience) {
      LockSupport.parkNanos(SHORTEST_PAUSE.toNanos());
    }
    ProcessTrees.end(doomed, new Grace(Duration.ZERO, Duration.ZERO));
  }

  private List<ProcessTable.Entry> tree(long supervisor) {
    return marker.isEmpty()
        ? List.of()
        : ProcessTable.tree(supervisorAlive() ? supervisor : 0, Processes.MARKER, marker);
  }

  /// Gives the lines of a file of this run to a listener as they are written, until the process has
  /// ended (by itself, or because its time is over) and all is read. Blocks; the listener is called
  /// by the calling thread.
  ///
  /// @param file [#stdout] or [#stderr]
  /// @param offset where to begin, in bytes: 0, or the end of a line that was seen before
  public void follow(Path file, long offset, LineListener listener) {
    var reader = new LineReader(file, offset, listener);
    long pause = SHORTEST_PAUSE.toNanos();
    boolean interrupted = false;
    try {
      while (true) {
        boolean alive = isAlive();
        if (reader.readAvailable()) {
          pause = SHORTEST_PAUSE.toNanos();
        } else if (!alive) {
          reader.finish();
          return;
        } else {
          overdue();
          try {
            pause(pause);
          } catch (InterruptedException _) {
            interrupted = true;
            return;
          }
          pause = Math.min(LONGEST_PAUSE.toNanos(), pause + pause / 2);
        }
      }
    } finally {
      reader.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
