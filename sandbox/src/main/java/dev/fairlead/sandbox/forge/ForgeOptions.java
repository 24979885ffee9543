package dev.fairlead.sandbox.forge;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/// How a [ForgeServer] runs.
///
/// @param directory where repositories, accounts and hooks are kept
/// @param host the loopback address to listen on
/// @param port 0 for any free one
/// @param clock for timestamps
/// @param webhookRetries how long to wait before each further attempt to deliver a webhook that no
///   server took; GitHub makes none, so that the default is empty: whoever missed one asks for it
///   again, or polls
public record ForgeOptions(
    Path directory, String host, int port, Clock clock, List<Duration> webhookRetries) {
  public ForgeOptions {
    webhookRetries = List.copyOf(webhookRetries);
  }

  public ForgeOptions(Path directory, String host, int port, Clock clock) {
    this(directory, host, port, clock, List.of());
  }
}
