package dev.fairlead.kustomize;

import com.fasterxml.jackson.databind.node.NullNode;

/// A null that was written as nothing at all (`key:`). A strategic merge drops it, while it keeps
/// one that was written out (`key: null`).
final class BlankNull extends NullNode {
  static final BlankNull INSTANCE = new BlankNull();

  private BlankNull() {}
}
