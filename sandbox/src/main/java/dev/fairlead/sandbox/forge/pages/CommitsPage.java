package dev.fairlead.sandbox.forge.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The latest commits of a revision.
///
/// @param older path of those before; null where these are all
public record CommitsPage(
    RepositoryHeader repository,
    String ref,
    List<FilesPage.CommitRow> commits,
    @Nullable String older) {
  public CommitsPage {
    commits = List.copyOf(commits);
  }
}
