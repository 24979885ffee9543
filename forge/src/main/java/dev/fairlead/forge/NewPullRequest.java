package dev.fairlead.forge;

/// A pull request to open.
///
/// @param head branch with the proposed commits; `owner:branch` for one of a fork
/// @param base branch that they are for
/// @param body Markdown; may be empty
public record NewPullRequest(String title, String head, String base, String body, boolean draft) {}
