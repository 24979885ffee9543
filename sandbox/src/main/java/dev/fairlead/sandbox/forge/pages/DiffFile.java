package dev.fairlead.sandbox.forge.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one file changed.
///
/// @param anchor what leads to it on its page
/// @param formerPath null where it was not renamed
/// @param rows empty where it is not text, or too long
/// @param threads those whose lines are not in the diff any more, or that are on the whole file
public record DiffFile(
    String anchor,
    String path,
    @Nullable String formerPath,
    String status,
    int additions,
    int deletions,
    List<Row> rows,
    List<Talk> threads) {
  public DiffFile {
    rows = List.copyOf(rows);
    threads = List.copyOf(threads);
  }

  /// @param kind style class: `hunk`, `context`, `added`, `removed` or `note`
  /// @param before the line's number in the old file; empty where it is not in it
  /// @param comment path of the page with a form below this line; null where one may not comment
  /// @param form whether that form is shown here; then the reader writes about this line
  public record Row(
      String kind,
      String before,
      String after,
      String mark,
      String text,
      @Nullable String comment,
      @Nullable Form form,
      List<Talk> threads) {
    public Row {
      threads = List.copyOf(threads);
    }
  }

  public record Form(String path, String side, int line) {}

  /// A conversation about lines.
  ///
  /// @param id of its first comment
  /// @param hunk the lines that it is about, as they were
  /// @param where file and line in words
  public record Talk(long id, String where, boolean outdated, String hunk, List<Said> comments) {
    public Talk {
      comments = List.copyOf(comments);
    }
  }
}
