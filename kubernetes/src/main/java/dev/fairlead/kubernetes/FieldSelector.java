package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;

/// A condition on a few named fields. Immutable.
public final class FieldSelector {

  private FieldSelector() {}

  /// Parses `a=b,c!=d` for objects of `type`. An empty text selects everything.
  ///
  /// @throws KubernetesException with code 400 for a field that the kind does not offer
  public static FieldSelector parse(ResourceType type, String text) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Whether `object` satisfies every requirement.
  public boolean matches(JsonNode object) {
    throw new UnsupportedOperationException("not yet");
  }

  /// Whether everything matches.
  public boolean isEverything() {
    throw new UnsupportedOperationException("not yet");
  }
}
