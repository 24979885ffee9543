package dev.fairlead.sandbox.forge.pages;

import java.time.Instant;

/// What somebody wrote.
///
/// @param anchor what leads to it on its page
/// @param reactions emoji and how many, as text; empty for none
public record Said(
    String anchor,
    String author,
    Instant at,
    boolean edited,
    SafeHtml body,
    String reactions,
    boolean pending) {}
