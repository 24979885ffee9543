package dev.fairlead.sync.control;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Wakes those who wait for something to have changed. Safe for any thread.
final class Signal {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition raised = lock.newCondition();
  private long count;

  /// How often it was raised so far: read it before looking at what may change.
  long count() {
    lock.lock();
    try {
      return count;
    } finally {
      lock.unlock();
    }
  }

  void raise() {
    lock.lock();
    try {
      count++;
      raised.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until it was raised after `seen` was read.
  ///
  /// @return false where `atMost` passed before
  boolean await(long seen, Duration atMost) throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (count == seen) {
        if (left <= 0) {
          return false;
        }
        left = raised.awaitNanos(Math.min(left, TimeUnit.DAYS.toNanos(1)));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
