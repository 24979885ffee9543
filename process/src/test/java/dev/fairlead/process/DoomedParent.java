package dev.fairlead.process;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/// A program of our own that starts a child and waits, for a test that kills it.
final class DoomedParent {

  private DoomedParent() {}

  public static void main(String[] args) {
    Path run = Path.of(args[0]);
    RunningProcess process =
        new Processes(Clock.systemUTC())
            .start(
                run,
                ProcessSpec.of(
                    Path.of(args[1]), Map.of("PATH", "/usr/bin:/bin"), "/bin/sh", "-c", args[2]));
    process.await();
  }
}
