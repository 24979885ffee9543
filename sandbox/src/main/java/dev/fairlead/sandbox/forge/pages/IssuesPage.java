package dev.fairlead.sandbox.forge.pages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Pull requests, or issues, of a repository.
///
/// @param open whether the open ones are shown
public record IssuesPage(
    RepositoryHeader repository,
    boolean pulls,
    boolean open,
    long openCount,
    long closedCount,
    List<Row> rows) {
  public IssuesPage {
    rows = List.copyOf(rows);
  }

  /// @param checks of its head; null for none
  /// @param branches from where to where; empty for an issue
  public record Row(
      Sign sign,
      int number,
      String title,
      String path,
      String author,
      Instant created,
      String branches,
      List<LabelTag> labels,
      int comments,
      @Nullable Sign checks) {
    public Row {
      labels = List.copyOf(labels);
    }
  }
}
