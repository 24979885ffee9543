package dev.fairlead.forge;

import java.time.Instant;

/// One comment in the conversation of a pull request or an issue.
///
/// @param id names it on its forge
/// @param number of the pull request or issue that it is about
/// @param author login; empty where the account is gone
/// @param url its place on the pull request's page
public record Comment(
    long id,
    int number,
    String author,
    String body,
    Instant createdAt,
    Instant updatedAt,
    String url) {

  /// GitHub refuses comments of more characters than that.
  public static final int MAX_LENGTH = 65_536;
}
