package dev.fairlead.sandbox.cluster.controllers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Keys of objects that a controller has to look at. A key that is in the queue is not added again;
/// a key may be added for later. Safe for any thread; one thread takes.
final class WorkQueue<K> {
  private static final Duration FIRST_RETRY = Duration.ofMillis(20);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LinkedHashSet<K> due = new LinkedHashSet<>();
  private final Map<K, Instant> later = new HashMap<>();
  private final Map<K, Integer> failures = new HashMap<>();
  private boolean closed;

  WorkQueue(Clock clock) {
    this.clock = clock;
  }

  void add(K key) {
    lock.lock();
    try {
      if (!closed && due.add(key)) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /// Adds a key after `delay`; of several times for the same key the earliest counts.
  void addAfter(K key, Duration delay) {
    if (delay.isNegative() || delay.isZero()) {
      add(key);
      return;
    }
    lock.lock();
    try {
      later.merge(key, clock.instant().plus(delay), (a, b) -> a.isBefore(b) ? a : b);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Adds a key again after a delay that doubles with every failure.
  void failed(K key) {
    int count;
    lock.lock();
    try {
      count = failures.merge(key, 1, Integer::sum);
    } finally {
      lock.unlock();
    }
    Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(count - 1, 12));
    addAfter(key, delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay);
  }

  void succeeded(K key) {
    lock.lock();
    try {
      failures.remove(key);
    } finally {
      lock.unlock();
    }
  }

  /// The next key, waiting for one; empty when the queue is closed.
  Optional<K> take() throws InterruptedException {
    lock.lock();
    try {
      while (!closed) {
        Instant next = ripen();
        if (!due.isEmpty()) {
          return Optional.of(due.removeFirst());
        }
        if (next.equals(Instant.MAX)) {
          changed.await();
        } else {
          long nanos = Duration.between(clock.instant(), next).toNanos();
          boolean _ = changed.await(Math.max(nanos, 1_000_000), TimeUnit.NANOSECONDS);
        }
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Moves what is due; returns when the next delayed key will be.
  private Instant ripen() {
    Instant now = clock.instant();
    Instant next = Instant.MAX;
    for (var it = later.entrySet().iterator(); it.hasNext(); ) {
      Map.Entry<K, Instant> entry = it.next();
      if (!entry.getValue().isAfter(now)) {
        due.add(entry.getKey());
        it.remove();
      } else if (entry.getValue().isBefore(next)) {
        next = entry.getValue();
      }
    }
    return next;
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
