package dev.fairlead.server.pages;

import dev.fairlead.model.ProposedChange;
import dev.fairlead.model.PullRequest;
import java.util.List;

/// The pull requests: which can be merged, and what is wrong with the others?
///
/// @param changes newest first
public record ChangesPage(List<ProposedChange> changes) {
  public ChangesPage {
    changes = List.copyOf(changes);
  }

  /// The first answer, above the fold and in the tab.
  public String answer() {
    List<ProposedChange> open =
        changes.stream()
            .filter(each -> each.pullRequest().status() == PullRequest.Status.OPEN)
            .toList();
    if (open.isEmpty()) {
      return changes.isEmpty() ? "No pull request yet" : "No pull request is open";
    }
    long wrong = open.stream().filter(each -> each.errors() > 0).count();
    if (open.size() == 1) {
      return wrong > 0 ? "The open pull request is stopped" : "1 open pull request";
    }
    return wrong > 0
        ? wrong + " of " + open.size() + " open pull requests are stopped"
        : open.size() + " open pull requests";
  }

  public String path(ProposedChange change) {
    return ChangePage.path(change.pullRequest());
  }
}
