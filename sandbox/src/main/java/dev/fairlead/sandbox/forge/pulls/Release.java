package dev.fairlead.sandbox.forge.pulls;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A published version.
///
/// @param target the branch or commit that its tag was made from
/// @param published null for a draft
public record Release(
    long id,
    String tag,
    String target,
    @Nullable String name,
    @Nullable String body,
    boolean draft,
    boolean prerelease,
    String author,
    Instant created,
    @Nullable Instant published) {}
