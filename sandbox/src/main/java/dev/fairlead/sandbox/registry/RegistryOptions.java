package dev.fairlead.sandbox.registry;

import java.nio.file.Path;
import java.time.Clock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// How a [RegistryServer] runs.
///
/// @param directory where blobs, manifests and unfinished uploads are kept
/// @param host the loopback address to listen on
/// @param port 0 for any free one
/// @param tls certificate and key; null for plain HTTP
/// @param access who may push
/// @param clock for the life of tokens
public record RegistryOptions(
    Path directory,
    String host,
    int port,
    @Nullable SSLContext tls,
    RegistryAccess access,
    Clock clock) {}
