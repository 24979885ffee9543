package dev.fairlead.sandbox.forge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One report about a commit.
///
/// @param state `error`, `failure`, `pending` or `success`
/// @param context what tells one reporter's statuses from another's
record CommitStatus(
    long id,
    String commit,
    String state,
    @Nullable String targetUrl,
    @Nullable String description,
    String context,
    String creator,
    Instant created) {}
