package dev.fairlead.terraform.command;

import dev.fairlead.terraform.run.Abandoned;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Repeats calls to others that fail: forges and Git servers have bad minutes.
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final int attempts;
  private final Duration firstPause;

  Patience(int attempts, Duration firstPause) {
    this.attempts = attempts;
    this.firstPause = firstPause;
  }

  /// For questions whose answer somebody waits for.
  static final Patience SHORT = new Patience(4, Duration.ofMillis(500));

  /// For answers that must arrive: about a quarter of an hour.
  static final Patience LONG = new Patience(20, Duration.ofMillis(500));

  <T> T get(String doing, Supplier<T> call) {
    Duration pause = firstPause;
    for (int attempt = 1; ; attempt++) {
      try {
        return call.get();
      } catch (Abandoned e) {
        throw e;
      } catch (RuntimeException e) {
        Abandoned.check();
        if (attempt >= attempts) {
          throw e;
        }
        LOG.warn("cannot {}, will try again: {}", doing, e.toString());
      }
      try {
        Thread.sleep(pause);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new Abandoned();
      }
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
    }
  }

  void run(String doing, Runnable call) {
    get(
        doing,
        () -> {
          call.run();
          return true;
        });
  }
}
