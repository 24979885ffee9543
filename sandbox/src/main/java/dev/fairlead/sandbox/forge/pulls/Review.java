package dev.fairlead.sandbox.forge.pulls;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One review of a pull request.
///
/// @param commit the head that was reviewed
/// @param submitted null while it is pending
public record Review(
    long id,
    String author,
    State state,
    String body,
    String commit,
    @Nullable Instant submitted,
    Instant updated) {

  public enum State {
    APPROVED,
    CHANGES_REQUESTED,
    COMMENTED,
    DISMISSED,
    PENDING;

    /// Whether it counts for or against a merge.
    public boolean isDecision() {
      return this == APPROVED || this == CHANGES_REQUESTED;
    }
  }

  public Review with(State changed, String text, @Nullable Instant submittedAt, Instant at) {
    return new Review(id, author, changed, text, commit, submittedAt, at);
  }
}
