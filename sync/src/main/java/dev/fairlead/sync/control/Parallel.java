package dev.fairlead.sync.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Does the same to many things side by side.
final class Parallel {
  private Parallel() {}

  /// @return the problems, in the order of the things; waits for all of them
  static <T> List<String> each(List<T> things, Function<T, Optional<String>> work)
      throws InterruptedException {
    var problems = new ArrayList<String>();
    if (things.size() == 1) {
      work.apply(things.getFirst()).ifPresent(problems::add);
      return problems;
    }
    var factory = Thread.ofVirtual().name("apply-", 0).factory();
    try (var threads = Executors.newThreadPerTaskExecutor(factory)) {
      List<Future<Optional<String>>> pending = new ArrayList<>();
      for (T thing : things) {
        pending.add(threads.submit(() -> work.apply(thing)));
      }
      for (Future<Optional<String>> one : pending) {
        one.get().ifPresent(problems::add);
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    }
    return problems;
  }
}
