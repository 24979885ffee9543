package dev.fairlead.delivery;

import dev.fairlead.model.CommitId;
import java.time.Instant;
import java.util.Optional;

/// One commit of a push.
///
/// @param delivery the id in its `Fairlead-Delivery` trailer
public record PushedCommit(
    CommitId id,
    String title,
    String message,
    String authorName,
    String authorEmail,
    Instant time,
    Optional<String> delivery) {}
