package dev.fairlead.terraform.pull;

/// A comment that somebody made.
///
/// @param id the forge's number: one comment is one command, however often we hear of it
/// @param user login of who wrote it
public record PullRequestComment(long id, String user, String body) {}
