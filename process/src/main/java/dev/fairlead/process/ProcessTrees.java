package dev.fairlead.process;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Ends whole process trees.
public final class ProcessTrees {
  private static final Duration PAUSE = Duration.ofMillis(25);

  /// A tree that forks faster than this many rounds of SIGKILL is given up.
  private static final int MAX_KILL_ROUNDS = 100;

  private ProcessTrees() {}

  /// Ends every process that carries an environment variable, and their descendants.
  ///
  /// @return how many were found at first
  public static int endCarriersOf(String variable, String value, Grace grace) {
    Supplier<List<ProcessTable.Entry>> tree = () -> ProcessTable.tree(0, variable, value);
    int found = tree.get().size();
    if (found > 0) {
      end(tree, grace);
    }
    return found;
  }

  static void end(Supplier<List<ProcessTable.Entry>> tree, Grace grace) {
    if (grace.afterInterrupt().isPositive()) {
      signal("INT", tree.get());
      if (gone(tree, grace.afterInterrupt())) {
        return;
      }
    }
    signal("TERM", tree.get());
    if (gone(tree, grace.afterTerminate())) {
      return;
    }
    for (int round = 0; round < MAX_KILL_ROUNDS; round++) {
      List<ProcessTable.Entry> left = tree.get();
      if (left.isEmpty()) {
        return;
      }
      signal("KILL", left);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static boolean gone(Supplier<List<ProcessTable.Entry>> tree, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!tree.get().isEmpty()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  private static void signal(String name, List<ProcessTable.Entry> processes) {
    if (processes.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "kill -s \"$0\" \"$@\"", name));
    for (ProcessTable.Entry entry : processes) {
      // Look again: the pid may belong to another process by now.
      if (startTime(entry.pid()) == entry.startTime()) {
        command.add(Long.toString(entry.pid()));
      }
    }
    try {
      new ProcessBuilder(command)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .redirectError(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new ProcessException("cannot send signal " + name + ": " + e.getMessage(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static long startTime(long pid) {
    ProcessTable.@Nullable Entry entry = ProcessTable.find(pid).orElse(null);
    return entry == null ? -1 : entry.startTime();
  }
}
