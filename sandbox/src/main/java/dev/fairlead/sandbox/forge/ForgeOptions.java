package dev.fairlead.sandbox.forge;

import java.nio.file.Path;
import java.time.Clock;

/// How a [ForgeServer] runs.
///
/// @param directory where repositories, accounts and hooks are kept
/// @param host the loopback address to listen on
/// @param port 0 for any free one
/// @param clock for timestamps
public record ForgeOptions(Path directory, String host, int port, Clock clock) {}
