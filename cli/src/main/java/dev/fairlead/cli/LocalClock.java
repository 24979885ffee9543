package dev.fairlead.cli;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/// The system's clock in the system's zone, which is looked up when somebody asks: most charts do
/// not, and reading the table of zones takes as long as rendering a small one.
final class LocalClock extends Clock {

  @Override
  public ZoneId getZone() {
    return ZoneId.systemDefault();
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.system(zone);
  }

  @Override
  public Instant instant() {
    return Instant.now();
  }
}
