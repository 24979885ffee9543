package dev.fairlead.terraform;

import dev.fairlead.process.Processes;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/// Where the automation lives.
///
/// @param directory for checkouts, plans, logs and local states; ours alone, and must be kept:
///   local states are in it
/// @param environment what terraform and `run` steps inherit
public record Machine(
    Path directory, Processes processes, Map<String, String> environment, Clock clock) {
  public Machine {
    environment = new LinkedHashMap<>(environment);
  }

  /// Without the environment, which may hold secrets.
  @Override
  public String toString() {
    return "Machine[" + directory + "]";
  }
}
