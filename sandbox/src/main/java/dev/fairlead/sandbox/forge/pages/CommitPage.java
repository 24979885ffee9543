package dev.fairlead.sandbox.forge.pages;

import java.util.List;

/// One commit with what was reported about it and what it changed.
///
/// @param title of the page
/// @param body the message below its first line; for a comparison what is compared
public record CommitPage(
    RepositoryHeader repository,
    String title,
    String body,
    List<FilesPage.CommitRow> commits,
    List<Link> parents,
    List<PullPage.Check> checks,
    List<DiffFile> files) {
  public CommitPage {
    commits = List.copyOf(commits);
    parents = List.copyOf(parents);
    checks = List.copyOf(checks);
    files = List.copyOf(files);
  }
}
