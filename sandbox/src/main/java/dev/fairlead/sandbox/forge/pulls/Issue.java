package dev.fairlead.sandbox.forge.pulls;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// An issue or a pull request, which share their numbers, with its conversation.
///
/// @param comments the oldest first
/// @param pull null for an issue
public record Issue(
    int number,
    long id,
    String title,
    @Nullable String body,
    String author,
    boolean open,
    List<String> labels,
    Instant created,
    Instant updated,
    @Nullable Instant closed,
    @Nullable String closedBy,
    List<Comment> comments,
    List<Reaction> reactions,
    @Nullable Pull pull) {
  public Issue {
    labels = List.copyOf(labels);
    comments = List.copyOf(comments);
    reactions = List.copyOf(reactions);
  }

  /// A new one.
  public static Issue opened(
      int number,
      long id,
      String title,
      @Nullable String body,
      String author,
      Instant at,
      @Nullable Pull pull) {
    return new Issue(
        number, id, title, body, author, true, List.of(), at, at, null, null, List.of(), List.of(),
        pull);
  }

  public boolean isPull() {
    return pull != null;
  }

  /// @throws NullPointerException for an issue
  public Pull asPull() {
    return Objects.requireNonNull(pull, () -> "#" + number + " is no pull request");
  }

  public Issue withText(String newTitle, @Nullable String newBody, Instant at) {
    return new Issue(
        number, id, newTitle, newBody, author, open, labels, created, at, closed, closedBy,
        comments, reactions, pull);
  }

  public Issue close(Instant at, String by) {
    return new Issue(
        number, id, title, body, author, false, labels, created, at, at, by, comments, reactions,
        pull);
  }

  public Issue reopen(Instant at) {
    return new Issue(
        number, id, title, body, author, true, labels, created, at, null, null, comments, reactions,
        pull);
  }

  public Issue withLabels(List<String> changed, Instant at) {
    return new Issue(
        number, id, title, body, author, open, changed, created, at, closed, closedBy, comments,
        reactions, pull);
  }

  public Issue withComments(List<Comment> changed, Instant at) {
    return new Issue(
        number, id, title, body, author, open, labels, created, at, closed, closedBy, changed,
        reactions, pull);
  }

  public Issue withReactions(List<Reaction> changed) {
    return new Issue(
        number, id, title, body, author, open, labels, created, updated, closed, closedBy, comments,
        changed, pull);
  }

  public Issue withPull(Pull changed, Instant at) {
    return new Issue(
        number, id, title, body, author, open, labels, created, at, closed, closedBy, comments,
        reactions, changed);
  }
}
