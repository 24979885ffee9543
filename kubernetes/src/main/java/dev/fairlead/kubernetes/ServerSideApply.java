package dev.fairlead.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Server-side apply, after Kubernetes' structured merge.
public final class ServerSideApply {

  private ServerSideApply() {}

  /// What an apply came to.
  public sealed interface Outcome {

    /// The object after the apply, with defaults and `managedFields`.
    ///
    /// @param changed false when the stored object need not be written at all
    record Applied(ObjectNode object, boolean changed) implements Outcome {}

    /// Fields that others own with other values; nothing was applied.
    record Conflicted(List<Conflict> conflicts) implements Outcome {
      /// The message of the 409 answer, such as `Apply failed with 1 conflict: conflict with "m1":
      /// .data.x`.
      public String message() {
        throw new UnsupportedOperationException("not yet");
      }
    }
  }

  /// One field that another manager owns.
  ///
  /// @param manager as in the message: `"m1"`, or `"curl" using apps/v1`
  /// @param field such as `.spec.replicas`
  public record Conflict(String manager, String field) {
    /// The cause's message: `conflict with "m1"`.
    public String message() {
      return "conflict with " + manager;
    }
  }

  /// Applies `applied` to `live`.
  ///
  /// @param live the stored object; null when the apply creates it
  /// @param applied the body as sent; not changed
  /// @param force takes fields from their owners instead of a conflict
  /// @throws KubernetesException when the body does not fit the schema (500) or is refused (400)
  public static Outcome apply(
      ResourceType type,
      @Nullable ObjectNode live,
      ObjectNode applied,
      FieldManager manager,
      boolean force,
      Instant now) {
    throw new UnsupportedOperationException("not yet");
  }
}
