package dev.fairlead.kustomize;

import dev.fairlead.model.Position;
import dev.fairlead.yaml.YamlException;
import org.jspecify.annotations.Nullable;

/// A step of a build cannot be done. [Target] adds which kustomization asked for it.
final class Refusal extends RuntimeException {
  private final String problem;
  private final transient @Nullable Position position;
  private final boolean unsupported;

  Refusal(String problem) {
    this(problem, null, false);
  }

  private Refusal(String problem, @Nullable Position position, boolean unsupported) {
    super(problem);
    this.problem = problem;
    this.position = position;
    this.unsupported = unsupported;
  }

  /// A text of the tree is not YAML.
  static Refusal of(YamlException e) {
    return new Refusal(e.position() + ": " + e.problem(), e.position(), false);
  }

  /// Kustomize could do it where it may fetch or run programs.
  static Refusal unsupported(String problem) {
    return new Refusal(problem, null, true);
  }

  /// The same, said of the kustomization that asked for it.
  Refusal within(String file, String what) {
    return new Refusal(
        "%s: %s: %s".formatted(file, what, problem),
        position == null ? Position.of(file) : position,
        unsupported);
  }

  String problem() {
    return problem;
  }

  @Nullable Position position() {
    return position;
  }

  boolean isUnsupported() {
    return unsupported;
  }
}
