package dev.fairlead.check;

/// What people read of a check.
public final class Report {
  /// The first line of the comment, by which a later check finds and replaces it.
  public static final String MARKER = "<!-- fairlead:check -->";

  private Report() {}

  /// A comment for a pull request, in GitHub's Markdown, at most 65,000 characters long.
  ///
  /// @param blobUrl what a path is put behind to link to a file at the checked commit, such as
  ///   `https://github.com/o/r/blob/<sha>/`; empty for no links
  public static String comment(Checked checked, String blobUrl) {
    return MARKER + "\n" + status(checked) + "\n";
  }

  /// One line for a commit status, at most 140 characters long.
  public static String status(Checked checked) {
    return checked.passed() ? "nothing found" : "errors found";
  }
}
