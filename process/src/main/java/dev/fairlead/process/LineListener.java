package dev.fairlead.process;

/// Takes lines of a log file.
@FunctionalInterface
public interface LineListener {

  /// @param line without its line end; wrong UTF-8 shows as U+FFFD
  /// @param endOffset where the next line begins, in bytes from the start of the file
  void line(String line, long endOffset);
}
