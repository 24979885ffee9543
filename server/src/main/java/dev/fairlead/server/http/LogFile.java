package dev.fairlead.server.http;

import io.javalin.http.Context;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/// A stage's log on disk.
record LogFile(Path path) {
  /// A page shows at most so many lines; the rest is in the download.
  private static final int SHOWN = 2000;

  /// @param skipped how many lines come before these
  record Tail(List<String> lines, int skipped) {
    static final Tail NONE = new Tail(List.of(), 0);
  }

  /// Sends the whole log as plain text.
  void sendTo(Context context) throws IOException {
    context.contentType("text/plain; charset=utf-8");
    if (Files.exists(path)) {
      context.result(Files.newInputStream(path));
    }
  }

  Tail tail() {
    // Lenient: what a program writes need not be UTF-8. However long the log, few lines are kept.
    try (var reader =
        new BufferedReader(
            new InputStreamReader(Files.newInputStream(path), StandardCharsets.UTF_8))) {
      Deque<String> last = new ArrayDeque<>();
      int skipped = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        last.addLast(line);
        if (last.size() > SHOWN) {
          last.removeFirst();
          skipped++;
        }
      }
      return new Tail(List.copyOf(last), skipped);
    } catch (NoSuchFileException _) {
      // The stage has not written anything yet.
      return Tail.NONE;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log " + path, e);
    }
  }
}
