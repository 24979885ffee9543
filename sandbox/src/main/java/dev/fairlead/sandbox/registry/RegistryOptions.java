package dev.fairlead.sandbox.registry;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How a [RegistryServer] runs.
///
/// @param directory where blobs, manifests and unfinished uploads are kept
/// @param host the loopback address to listen on
/// @param port 0 for any free one
/// @param tls certificate and key; null for plain HTTP
/// @param access who may push
/// @param clock for the life of tokens and the age of garbage
/// @param grace how long what nothing refers to is kept (see [RegistryServer#collectGarbage])
public record RegistryOptions(
    Path directory,
    String host,
    int port,
    @Nullable SSLContext tls,
    RegistryAccess access,
    Clock clock,
    Duration grace) {
  /// Long enough to roll back to an image by its digest after its tag has moved on.
  public static final Duration GRACE = Duration.ofDays(7);

  public RegistryOptions(
      Path directory,
      String host,
      int port,
      @Nullable SSLContext tls,
      RegistryAccess access,
      Clock clock) {
    this(directory, host, port, tls, access, clock, GRACE);
  }
}
