package dev.fairlead.server.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// A stage's log on disk.
record LogFile(Path path) {
  /// A page shows at most so many lines; the rest is in the download.
  private static final int SHOWN = 2000;

  /// @param skipped how many lines come before these
  record Tail(List<String> lines, int skipped) {}

  Tail tail() {
    try {
      // Lenient: what a program writes need not be UTF-8.
      List<String> lines =
          new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
      int skipped = Math.max(0, lines.size() - SHOWN);
      return new Tail(lines.subList(skipped, lines.size()), skipped);
    } catch (NoSuchFileException _) {
      // The stage has not written anything yet.
      return new Tail(List.of(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log " + path, e);
    }
  }
}
