package dev.fairlead.sandbox.forge.pages;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A directory, or one file, of a revision.
///
/// @param ref branch, tag or commit
/// @param crumbs the directories above, the repository itself first
/// @param tip null for an empty repository
/// @param file null for a directory
/// @param readme empty where there is none
public record FilesPage(
    RepositoryHeader repository,
    String cloneUrl,
    String ref,
    List<Link> branches,
    List<Link> crumbs,
    @Nullable CommitRow tip,
    List<Entry> entries,
    @Nullable Text file,
    SafeHtml readme) {
  public FilesPage {
    branches = List.copyOf(branches);
    crumbs = List.copyOf(crumbs);
    entries = List.copyOf(entries);
  }

  public record Entry(String name, String path, boolean directory, String size) {}

  /// @param lines null where it is no text
  /// @param raw path of the file itself
  public record Text(@Nullable List<String> lines, String size, String raw) {}

  /// @param sign of what was reported about it; null for nothing
  public record CommitRow(
      String title, String id, String path, String author, Instant at, @Nullable Sign sign) {
    public String shortId() {
      return id.substring(0, 7);
    }
  }
}
