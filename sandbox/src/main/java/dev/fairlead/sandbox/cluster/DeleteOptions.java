package dev.fairlead.sandbox.cluster;

import org.jspecify.annotations.Nullable;

/// How to delete an object: the v1 DeleteOptions.
///
/// @param propagation what becomes of dependents; null for the kind's default
/// @param gracePeriodSeconds seconds that a pod may take to end; null for the object's own default
/// @param uid the uid that the object must have, or null
/// @param resourceVersion the resourceVersion that the object must have, or null
/// @param dryRun whether to change nothing
public record DeleteOptions(
    @Nullable Propagation propagation,
    @Nullable Long gracePeriodSeconds,
    @Nullable String uid,
    @Nullable String resourceVersion,
    boolean dryRun) {
  /// The object's defaults, without conditions.
  public static final DeleteOptions DEFAULT = new DeleteOptions(null, null, null, null, false);

  /// What a controller or kubectl asks for mostly.
  public static final DeleteOptions BACKGROUND = DEFAULT.withPropagation(Propagation.BACKGROUND);

  /// What becomes of the objects whose ownerReferences name the deleted one.
  public enum Propagation {
    ORPHAN("Orphan"),
    BACKGROUND("Background"),
    FOREGROUND("Foreground");

    private final String text;

    Propagation(String text) {
      this.text = text;
    }

    /// The word in the API.
    public String text() {
      return text;
    }
  }

  public DeleteOptions withPropagation(Propagation value) {
    return new DeleteOptions(value, gracePeriodSeconds, uid, resourceVersion, dryRun);
  }

  public DeleteOptions withGracePeriodSeconds(long value) {
    return new DeleteOptions(propagation, value, uid, resourceVersion, dryRun);
  }

  public DeleteOptions withUid(String value) {
    return new DeleteOptions(propagation, gracePeriodSeconds, value, resourceVersion, dryRun);
  }

  public DeleteOptions withResourceVersion(String value) {
    return new DeleteOptions(propagation, gracePeriodSeconds, uid, value, dryRun);
  }
}
