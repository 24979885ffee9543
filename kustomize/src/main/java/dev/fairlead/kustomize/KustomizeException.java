package dev.fairlead.kustomize;

import dev.fairlead.model.Position;
import java.util.Objects;
import java.util.Optional;

/// A kustomization cannot be built. The message names the file, what was found and what to do.
public final class KustomizeException extends RuntimeException {
  private final String path;
  private final transient Refusal refusal;

  KustomizeException(String path, String message, Refusal refusal) {
    super(message, refusal);
    this.path = path;
    this.refusal = refusal;
  }

  /// The directory that was to be built, from the root of the tree.
  public String path() {
    return path;
  }

  /// The file that cannot be read, or the kustomization whose entry cannot be done, where one is
  /// known.
  public Optional<Position> position() {
    return Optional.ofNullable(refusal.position());
  }

  /// The message without what was being built.
  public String problem() {
    return Objects.requireNonNull(refusal.problem());
  }

  /// Whether it is this build that does less than kustomize does: remote bases, plugins, charts.
  public boolean isUnsupported() {
    return refusal.isUnsupported();
  }
}
