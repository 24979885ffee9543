package dev.fairlead.forge;

import dev.fairlead.model.CommitId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The reviews of a pull request, the oldest first, and what they come to.
///
/// As on GitHub a person's last decision counts: an approval or a request for changes stands until
/// the same person decides otherwise or it is dismissed; a mere comment decides nothing.
public record Reviews(List<Review> all) {
  public Reviews {
    all = List.copyOf(all);
  }

  /// Whether somebody approves and nobody requests changes.
  public boolean approved() {
    return !approvedBy().isEmpty() && changesRequestedBy().isEmpty();
  }

  /// Whether any review is in the state "approved" now, whatever others say: what Atlantis calls
  /// approved.
  public boolean hasApproval() {
    return all.stream().anyMatch(review -> review.state() == Review.State.APPROVED);
  }

  /// Whether somebody approves exactly this commit, and nobody requests changes.
  public boolean approved(CommitId head) {
    return changesRequestedBy().isEmpty()
        && decisions().values().stream()
            .anyMatch(
                review -> review.state() == Review.State.APPROVED && head.equals(review.commit()));
  }

  /// Logins of those who approve.
  public List<String> approvedBy() {
    return authors(Review.State.APPROVED);
  }

  /// Logins of those who request changes.
  public List<String> changesRequestedBy() {
    return authors(Review.State.CHANGES_REQUESTED);
  }

  private List<String> authors(Review.State state) {
    return decisions().values().stream()
        .filter(review -> review.state() == state)
        .map(Review::author)
        .toList();
  }

  private Map<String, Review> decisions() {
    var last = new LinkedHashMap<String, Review>();
    for (Review review : all) {
      String author = review.author().toLowerCase(Locale.ROOT);
      switch (review.state()) {
        case APPROVED, CHANGES_REQUESTED -> last.put(author, review);
        case DISMISSED, COMMENTED, PENDING -> {} // a dismissed review decides nothing any more
      }
    }
    return last;
  }
}
