package dev.fairlead.sandbox.cluster;

import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One thread that does, in order, what follows from removals: the end of namespaces and of
/// definitions that waited for their content.
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private volatile boolean closed;

  Housekeeping() {
    Thread.ofVirtual().name("cluster-housekeeping").start(this::run);
  }

  /// Adds a task; called with the store's lock held, so it must only queue.
  void later(Runnable task) {
    tasks.add(task);
  }

  private void run() {
    try {
      while (!closed) {
        Runnable task = tasks.take();
        try {
          task.run();
        } catch (RuntimeException e) {
          LOG.warn("housekeeping failed", e);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    tasks.add(() -> closed = true);
  }
}
