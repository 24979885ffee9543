package dev.fairlead.kustomize;

/// A step of a build cannot be done. [Target] adds which kustomization asked for it.
final class Refusal extends RuntimeException {
  Refusal(String message) {
    super(message);
  }
}
