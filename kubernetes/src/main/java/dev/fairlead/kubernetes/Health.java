package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/// How well an object is, by Argo CD's rules.
///
/// @param status the verdict
/// @param message why; empty when there is nothing to say
public record Health(Status status, String message) {

  /// From best to worst.
  public enum Status {
    HEALTHY("Healthy"),
    SUSPENDED("Suspended"),
    PROGRESSING("Progressing"),
    MISSING("Missing"),
    DEGRADED("Degraded"),
    UNKNOWN("Unknown");

    private final String text;

    Status(String text) {
      this.text = text;
    }

    /// As Argo CD writes it, such as `Healthy`.
    public String text() {
      return text;
    }

    /// The worse of the two.
    public Status worse(Status other) {
      return compareTo(other) >= 0 ? this : other;
    }
  }

  /// The health of a live object; empty for kinds without a rule (neutral).
  public static Optional<Health> of(ObjectNode object) {
    return Optional.empty();
  }
}
