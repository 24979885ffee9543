package dev.fairlead.forge;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The forge could not be reached, refused a request, or sent what cannot be understood.
public final class ForgeException extends RuntimeException {
  private final int status;
  private final @Nullable Duration retryAfter;

  ForgeException(String message) {
    this(message, 0, null);
  }

  ForgeException(String message, Throwable cause) {
    super(message, cause);
    this.status = 0;
    this.retryAfter = null;
  }

  /// @param status the HTTP status that the forge answered with; 0 without an answer
  ForgeException(String message, int status, @Nullable Duration retryAfter) {
    super(message);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /// The HTTP status that the forge answered with; 0 where it gave no answer or a senseless one.
  public int status() {
    return status;
  }

  /// How long the forge wants to be left alone, where a rate limit refused the request.
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /// Whether the forge has no such thing, or hides it from us.
  public boolean isNotFound() {
    return status == 404;
  }
}
