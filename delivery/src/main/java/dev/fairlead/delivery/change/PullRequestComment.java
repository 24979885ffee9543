package dev.fairlead.delivery.change;

import java.time.Instant;

/// What somebody wrote under a pull request.
///
/// @param id grows with each comment of a forge
/// @param number the pull request's
/// @param author login
public record PullRequestComment(
    long id, int number, String author, String body, Instant createdAt) {}
