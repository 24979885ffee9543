package dev.fairlead.terraform;

import dev.fairlead.terraform.command.Execution;
import dev.fairlead.terraform.ledger.RunRecord;
import dev.fairlead.terraform.ledger.RunRecord.Kind;
import dev.fairlead.terraform.ledger.Runs;
import dev.fairlead.terraform.run.Abandoned;
import dev.fairlead.terraform.run.CancelSignal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread for each pull request that has something to do: its runs are worked on one after
/// another, in their order. Replies have threads of their own, since they do not wait for what
/// runs. Safe for any thread.
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private final Runs runs;
  private final Execution execution;

  /// Guarded by itself: who works on which pull request.
  private final Map<String, Thread> workers = new HashMap<>();

  /// Guarded by `workers`: runs that a former process had begun.
  private final Set<String> inherited = new HashSet<>();

  private final Map<String, CancelSignal> signals = new ConcurrentHashMap<>();
  private volatile boolean closed;

  Workers(Runs runs, Execution execution) {
    this.runs = runs;
    this.execution = execution;
  }

  /// Goes on with what a former process left unfinished.
  void resume() {
    List<RunRecord> unfinished = runs.unfinished();
    synchronized (workers) {
      unfinished.forEach(run -> inherited.add(run.id()));
    }
    unfinished.forEach(run -> {
      if (run.cancelled()) {
        cancel(run);
      }
      wake(run);
    });
  }

  /// Makes sure that somebody works on what a run belongs to.
  void wake(RunRecord run) {
    String key =
        run.kind() == Kind.REPLY ? "reply:" + run.id() : run.repository() + "#" + run.number();
    synchronized (workers) {
      if (!closed && !workers.containsKey(key)) {
        workers.put(key, Thread.ofVirtual().name("terraform " + key).start(() -> work(key, run)));
      }
    }
  }

  /// Asks whoever works on a run, or will, to stop.
  void cancel(RunRecord run) {
    signal(run.id()).cancel();
  }

  private CancelSignal signal(String run) {
    return signals.computeIfAbsent(run, _ -> new CancelSignal());
  }

  private void work(String key, RunRecord first) {
    Set<String> given = new HashSet<>();
    while (true) {
      Optional<RunRecord> next = Optional.empty();
      synchronized (workers) {
        if (!closed && !Thread.currentThread().isInterrupted()) {
          next =
              runs.unfinished().stream()
                  .filter(run -> !given.contains(run.id()))
                  .filter(run ->
                      first.kind() == Kind.REPLY
                          ? run.id().equals(first.id())
                          : run.kind() != Kind.REPLY
                              && run.repository().equals(first.repository())
                              && run.number() == first.number())
                  .findFirst();
        }
        if (next.isEmpty()) {
          workers.remove(key);
          workers.notifyAll();
          return;
        }
      }
      String id = next.get().id();
      try {
        boolean resumed;
        synchronized (workers) {
          resumed = inherited.contains(id);
        }
        execution.advance(id, signal(id), resumed);
        signals.remove(id);
      } catch (Abandoned _) {
        given.add(id);
      } catch (RuntimeException e) {
        given.add(id); // It stays unfinished: the next start tries again.
        LOG.error("cannot go on with run {}", id, e);
      }
    }
  }

  /// Takes no more work and waits for threads to stop; programs that run go on, and are found by
  /// the next [#resume].
  void close() {
    synchronized (workers) {
      closed = true;
      workers.values().forEach(Thread::interrupt);
      boolean interrupted = false;
      while (!workers.isEmpty()) {
        try {
          workers.wait();
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
