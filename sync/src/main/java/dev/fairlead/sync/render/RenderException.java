package dev.fairlead.sync.render;

import dev.fairlead.model.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A source cannot be turned into manifests. The message starts with the place where it is known.
public final class RenderException extends RuntimeException {
  private final transient @Nullable Position position;
  private final transient @Nullable Reference missing;
  private final boolean unsupported;

  /// A path that a source names.
  ///
  /// @param field which field of the source, such as `path` or `helm.valueFiles[1]`
  /// @param written as it is written there
  /// @param path what it stands for, from the root of the repository
  /// @param directory whether it is to be a directory
  public record Reference(String field, String written, String path, boolean directory) {}

  public RenderException(@Nullable Position position, String message) {
    this(position, message, null, null, false);
  }

  public RenderException(@Nullable Position position, String message, Throwable cause) {
    this(position, message, cause, null, false);
  }

  private RenderException(
      @Nullable Position position,
      String message,
      @Nullable Throwable cause,
      @Nullable Reference missing,
      boolean unsupported) {
    super(position == null ? message : position + ": " + message, cause);
    this.position = position;
    this.missing = missing;
    this.unsupported = unsupported;
  }

  /// A source names what is not there.
  static RenderException missing(Reference reference, String message) {
    return new RenderException(Position.of(reference.path()), message, null, reference, false);
  }

  /// Argo CD could do it, this renderer does not.
  static RenderException unsupported(@Nullable Position position, String message) {
    return new RenderException(position, message, null, null, true);
  }

  static RenderException unsupported(@Nullable Position position, String message, Throwable cause) {
    return new RenderException(position, message, cause, null, true);
  }

  public Optional<Position> position() {
    return Optional.ofNullable(position);
  }

  /// What the source names and is not there; empty for every other failure.
  public Optional<Reference> missing() {
    return Optional.ofNullable(missing);
  }

  /// Whether it is the renderer that cannot do it, and nothing is wrong with the files.
  public boolean isUnsupported() {
    return unsupported;
  }
}
