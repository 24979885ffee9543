package dev.fairlead.kustomize;

import dev.fairlead.yaml.YamlException;

/// A step of a build cannot be done. [Target] adds which kustomization asked for it.
final class Refusal extends RuntimeException {
  private final String problem;

  Refusal(String problem) {
    super(problem);
    this.problem = problem;
  }

  /// A text of the tree is not YAML.
  static Refusal of(YamlException e) {
    return new Refusal(e.position() + ": " + e.problem());
  }

  String problem() {
    return problem;
  }
}
