package dev.fairlead.terraform.run;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Says whether a run is to stop. Safe for any thread.
public final class CancelSignal {
  private final CountDownLatch latch = new CountDownLatch(1);

  public void cancel() {
    latch.countDown();
  }

  public boolean isCancelled() {
    return latch.getCount() == 0;
  }

  /// Waits for the signal; whether it came in time.
  boolean await(Duration patience) throws InterruptedException {
    return latch.await(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
  }
}
