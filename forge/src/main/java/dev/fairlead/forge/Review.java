package dev.fairlead.forge;

import dev.fairlead.model.CommitId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One review of a pull request.
///
/// @param author login; empty where the account is gone
/// @param commit the head that was reviewed; null where the forge no longer knows it
/// @param submittedAt null for a review that is still being written
public record Review(
    long id,
    String author,
    State state,
    String body,
    @Nullable CommitId commit,
    @Nullable Instant submittedAt) {

  public enum State {
    APPROVED,
    CHANGES_REQUESTED,
    COMMENTED,
    DISMISSED,
    PENDING
  }
}
