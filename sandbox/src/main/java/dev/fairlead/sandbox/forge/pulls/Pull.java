package dev.fairlead.sandbox.forge.pulls;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What makes an [Issue] a pull request.
///
/// @param id another one than the issue's, as on GitHub
/// @param head the newest proposed commit; what it was at the end once it is closed
/// @param base tip of the base branch when the pull request was opened, last pushed to or merged
/// @param draft whether its author calls it unfinished
/// @param mergeCommit what the merge made of it; null before
/// @param reviews the oldest first
/// @param requestedReviewers logins
/// @param lineComments the oldest first, those of pending reviews among them
public record Pull(
    long id,
    String headBranch,
    String head,
    String baseBranch,
    String base,
    boolean draft,
    @Nullable Instant merged,
    @Nullable String mergedBy,
    @Nullable String mergeCommit,
    List<Review> reviews,
    List<String> requestedReviewers,
    List<LineComment> lineComments) {
  public Pull {
    reviews = List.copyOf(reviews);
    requestedReviewers = List.copyOf(requestedReviewers);
    // Absent in files of older sandboxes.
    lineComments = lineComments == null ? List.of() : List.copyOf(lineComments);
  }

  public boolean isMerged() {
    return merged != null;
  }

  /// The last decision of each reviewer, by login in small letters.
  public Map<String, Review> decisions() {
    var last = new LinkedHashMap<String, Review>();
    for (Review review : reviews) {
      if (review.state().isDecision()) {
        last.put(review.author().toLowerCase(Locale.ROOT), review);
      }
    }
    return last;
  }

  public Pull withHead(String commit, String baseTip) {
    return new Pull(
        id,
        headBranch,
        commit,
        baseBranch,
        baseTip,
        draft,
        merged,
        mergedBy,
        mergeCommit,
        reviews,
        requestedReviewers,
        lineComments);
  }

  public Pull withBase(String branch, String tip) {
    return new Pull(
        id,
        headBranch,
        head,
        branch,
        tip,
        draft,
        merged,
        mergedBy,
        mergeCommit,
        reviews,
        requestedReviewers,
        lineComments);
  }

  public Pull withDraft(boolean changed) {
    return new Pull(
        id,
        headBranch,
        head,
        baseBranch,
        base,
        changed,
        merged,
        mergedBy,
        mergeCommit,
        reviews,
        requestedReviewers,
        lineComments);
  }

  /// @param baseTip what the base branch held before
  public Pull withMerge(Instant at, String by, String commit, String baseTip) {
    return new Pull(
        id,
        headBranch,
        head,
        baseBranch,
        baseTip,
        draft,
        at,
        by,
        commit,
        reviews,
        requestedReviewers,
        lineComments);
  }

  public Pull withReviews(List<Review> changed) {
    return new Pull(
        id,
        headBranch,
        head,
        baseBranch,
        base,
        draft,
        merged,
        mergedBy,
        mergeCommit,
        changed,
        requestedReviewers,
        lineComments);
  }

  public Pull withRequestedReviewers(List<String> logins) {
    return new Pull(
        id,
        headBranch,
        head,
        baseBranch,
        base,
        draft,
        merged,
        mergedBy,
        mergeCommit,
        reviews,
        logins,
        lineComments);
  }

  public Pull withLineComments(List<LineComment> changed) {
    return new Pull(
        id,
        headBranch,
        head,
        baseBranch,
        base,
        draft,
        merged,
        mergedBy,
        mergeCommit,
        reviews,
        requestedReviewers,
        changed);
  }

  /// Before the base branch is moved: what it will be moved to, so that a merge is recognised after
  /// a crash between the two. Null takes that back.
  public Pull merging(@Nullable String commit) {
    return new Pull(
        id,
        headBranch,
        head,
        baseBranch,
        base,
        draft,
        merged,
        mergedBy,
        commit,
        reviews,
        requestedReviewers,
        lineComments);
  }

  public Optional<Review> review(long reviewId) {
    return reviews.stream().filter(review -> review.id() == reviewId).findFirst();
  }

  /// Line comments that everybody sees: those of submitted reviews.
  public List<LineComment> publishedLineComments() {
    return lineComments.stream().filter(comment -> !isPending(comment)).toList();
  }

  public boolean isPending(LineComment comment) {
    return review(comment.review())
        .filter(review -> review.state() == Review.State.PENDING)
        .isPresent();
  }

  /// Without a review and its comments.
  public Pull without(Review gone) {
    return withReviews(reviews.stream().filter(review -> review.id() != gone.id()).toList())
        .withLineComments(
            lineComments.stream().filter(comment -> comment.review() != gone.id()).toList());
  }
}
