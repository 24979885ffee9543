package dev.fairlead.cli.sandbox;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// Which sandbox is meant.
final class DirectoryOption {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "./sandbox",
      description = "Where the sandbox keeps everything (default: ${DEFAULT-VALUE}).")
  private Path directory;

  /// Absolute, so that messages can be copied to elsewhere.
  Path path() {
    return directory.toAbsolutePath().normalize();
  }
}
