package dev.fairlead.sync.render;

import dev.fairlead.model.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A source cannot be turned into manifests. The message starts with the place where it is known.
public final class RenderException extends RuntimeException {
  private final transient @Nullable Position position;

  public RenderException(@Nullable Position position, String message) {
    super(position == null ? message : position + ": " + message);
    this.position = position;
  }

  public RenderException(@Nullable Position position, String message, Throwable cause) {
    super(position == null ? message : position + ": " + message, cause);
    this.position = position;
  }

  public Optional<Position> position() {
    return Optional.ofNullable(position);
  }
}
