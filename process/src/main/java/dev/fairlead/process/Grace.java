package dev.fairlead.process;

import java.time.Duration;

/// How gently a process tree is ended: SIGINT, a pause, SIGTERM, a pause, SIGKILL. A pause ends as
/// soon as everything is gone. With no time for it, SIGINT is not sent: Ansible takes it for lost
/// connections.
public record Grace(Duration afterInterrupt, Duration afterTerminate) {
  /// What GitHub's runner waits.
  public static final Grace GITHUB = new Grace(Duration.ofMillis(7500), Duration.ofMillis(2500));

  /// For what a program left in the background: a shell starts it with SIGINT ignored.
  public static final Grace LEFTOVERS = new Grace(Duration.ZERO, Duration.ofMillis(2500));

  /// For programs that need to write their state down, such as terraform.
  public static final Grace PATIENT = new Grace(Duration.ofMinutes(2), Duration.ofSeconds(30));
}
