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
    @Nullable Pull pull,
    Handling handling) {
  public Issue {
    labels = List.copyOf(labels);
    comments = List.copyOf(comments);
    reactions = List.copyOf(reactions);
    handling = handling == null ? Handling.NONE : handling; // absent in older files
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
        number,
        id,
        title,
        body,
        author,
        true,
        List.of(),
        at,
        at,
        null,
        null,
        List.of(),
        List.of(),
        pull,
        Handling.NONE);
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
        comments, reactions, pull, handling);
  }

  public Issue close(Instant at, String by) {
    return new Issue(
        number, id, title, body, author, false, labels, created, at, at, by, comments, reactions,
        pull, handling);
  }

  public Issue reopen(Instant at) {
    return new Issue(
        number, id, title, body, author, true, labels, created, at, null, null, comments, reactions,
        pull, handling);
  }

  public Issue withLabels(List<String> changed, Instant at) {
    return new Issue(
        number, id, title, body, author, open, changed, created, at, closed, closedBy, comments,
        reactions, pull, handling);
  }

  public Issue withComments(List<Comment> changed, Instant at) {
    return new Issue(
        number, id, title, body, author, open, labels, created, at, closed, closedBy, changed,
        reactions, pull, handling);
  }

  public Issue withReactions(List<Reaction> changed) {
    return new Issue(
        number, id, title, body, author, open, labels, created, updated, closed, closedBy, comments,
        changed, pull, handling);
  }

  public Issue withPull(Pull changed, Instant at) {
    return new Issue(
        number, id, title, body, author, open, labels, created, at, closed, closedBy, comments,
        reactions, changed, handling);
  }

  public Issue withHandling(Handling changed, Instant at) {
    return new Issue(
        number, id, title, body, author, open, labels, created, at, closed, closedBy, comments,
        reactions, pull, changed);
  }
}
