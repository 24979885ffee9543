package dev.fairlead.sandbox.forge.pages;

/// The head of every page of a repository.
///
/// @param base path of the repository, `/owner/name`
/// @param active which of its tabs is shown: `code`, `issues`, `pulls` or `hooks`
/// @param administers whether the reader may see its webhooks
public record RepositoryHeader(
    String owner,
    String name,
    String base,
    boolean hidden,
    String active,
    long openIssues,
    long openPulls,
    boolean administers) {}
