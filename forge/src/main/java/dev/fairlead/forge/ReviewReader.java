package dev.fairlead.forge;

import java.util.Locale;

/// Reads GitHub's review object. API answers write its state in capitals, events do not.
final class ReviewReader {
  private ReviewReader() {}

  static Review read(Fields review) {
    return new Review(
        review.id("/id"),
        review.textOrEmpty("/user/login"),
        state(review),
        review.textOrEmpty("/body"),
        review.commitOrNull("/commit_id"),
        review.timeOrNull("/submitted_at"));
  }

  private static Review.State state(Fields review) {
    String state = review.text("/state");
    try {
      return Review.State.valueOf(state.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ForgeException(
          review.subject() + ": expected the state of a review at /state, found " + state, e);
    }
  }
}
