package dev.fairlead.sandbox.forge.pages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Repositories, of everybody or of one owner.
///
/// @param owner null for all of them
public record RepositoriesPage(@Nullable String owner, List<Row> rows) {
  public RepositoriesPage {
    rows = List.copyOf(rows);
  }

  /// @param pushed when something was pushed last
  public record Row(
      String name,
      String path,
      boolean hidden,
      @Nullable String description,
      Instant pushed,
      long openPulls) {}
}
