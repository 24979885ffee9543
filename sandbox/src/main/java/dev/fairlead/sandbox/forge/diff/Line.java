package dev.fairlead.sandbox.forge.diff;

/// One line of a diff.
///
/// @param before its number in the old file, 0 where it is not in it
/// @param after its number in the new file, 0 where it is not in it
/// @param position how many lines below the first `@@` of the file's diff
/// @param text without the mark in the first column
public record Line(Kind kind, int before, int after, int position, String text) {

  public enum Kind {
    CONTEXT(' '),
    ADDED('+'),
    REMOVED('-'),
    /// `\ No newline at end of file`.
    NOTE('\\');

    private final char mark;

    Kind(char mark) {
      this.mark = mark;
    }

    /// The first column of the diff.
    public char mark() {
      return mark;
    }
  }
}
