package dev.fairlead.sandbox.node;

import java.util.List;

/// Runs several tasks at once and waits for all of them.
final class Together {
  private Together() {}

  static void run(List<Runnable> tasks) {
    List<Thread> threads = tasks.stream().map(task -> Thread.ofVirtual().start(task)).toList();
    threads.forEach(Together::await);
  }

  /// Waits for a thread whose end is certain.
  @SuppressWarnings("ThreadJoinLoop") // the library that it suggests is not one of ours
  static void await(Thread thread) {
    while (true) {
      try {
        thread.join();
        return;
      } catch (InterruptedException _) {
        // the wait is over when the thread is
      }
    }
  }
}
