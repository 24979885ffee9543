package dev.fairlead.sandbox.forge.pulls;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A comment on lines of a pull request's change, or on one of its files.
///
/// @param review the review that it belongs to
/// @param inReplyTo the first comment of its thread; null for that one itself
public record LineComment(
    long id,
    long review,
    @Nullable Long inReplyTo,
    String author,
    String body,
    Place place,
    Instant created,
    Instant updated,
    List<Reaction> reactions) {
  public LineComment {
    reactions = List.copyOf(reactions);
  }

  /// Where it was written.
  ///
  /// @param commit the head at that time
  /// @param side `RIGHT` for lines as they are, `LEFT` for lines as they were
  /// @param line counted from 1; null: the comment is on the whole file
  /// @param startLine the first line of several; null for one line
  /// @param position GitHub's older way to name the line: how many lines it stands below the first
  ///   `@@` of the file's diff
  /// @param hunk the diff from the hunk's header down to the line
  public record Place(
      String path,
      String commit,
      String side,
      @Nullable Integer line,
      @Nullable Integer startLine,
      @Nullable String startSide,
      @Nullable Integer position,
      String hunk) {}

  /// The id that all comments of its thread share.
  public long thread() {
    return inReplyTo == null ? id : inReplyTo;
  }

  public LineComment withBody(String text, Instant at) {
    return new LineComment(id, review, inReplyTo, author, text, place, created, at, reactions);
  }

  public LineComment withReactions(List<Reaction> changed) {
    return new LineComment(id, review, inReplyTo, author, body, place, created, updated, changed);
  }
}
