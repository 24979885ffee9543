package dev.fairlead.sandbox.forge.pulls;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    List<String> requestedReviewers) {
  public Pull {
    reviews = List.copyOf(reviews);
    requestedReviewers = List.copyOf(requestedReviewers);
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
        requestedReviewers);
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
        requestedReviewers);
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
        requestedReviewers);
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
        requestedReviewers);
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
        requestedReviewers);
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
        logins);
  }
}
