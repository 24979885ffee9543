package dev.fairlead.sandbox.forge.pulls;

import java.time.Instant;
import java.util.List;

/// One comment in the conversation of an issue or a pull request.
public record Comment(
    long id,
    String author,
    String body,
    Instant created,
    Instant updated,
    List<Reaction> reactions) {
  public Comment {
    reactions = List.copyOf(reactions);
  }

  public Comment withBody(String text, Instant at) {
    return new Comment(id, author, text, created, at, reactions);
  }

  public Comment withReactions(List<Reaction> changed) {
    return new Comment(id, author, body, created, updated, changed);
  }
}
