package dev.fairlead.forge;

import java.time.Duration;

/// Waits before a request is repeated.
interface Pause {
  void await(Duration duration) throws InterruptedException;
}
