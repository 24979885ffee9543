package dev.fairlead.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One line of the journal: who changed what, when, at which commit, why, and what came out.
/// Written before the change with an outcome of `started`, and after it with what came out.
///
/// @param actor who asked for it: a person's login, or `fairlead`
/// @param delivery id of the delivery it belongs to; null where there is none (drift, by hand)
/// @param subject what was changed, such as `Application argocd/shop` or `Deployment shop/web`
/// @param action a verb: `sync`, `prune`, `heal`, `run`, `release`
/// @param commit the revision it was done for; null where there is none
/// @param cause why
/// @param outcome `started`, `done`, `failed: ...`, or what was seen
public record JournalEntry(
    Instant at,
    String actor,
    @Nullable String delivery,
    String subject,
    String action,
    @Nullable CommitId commit,
    String cause,
    String outcome) {}
