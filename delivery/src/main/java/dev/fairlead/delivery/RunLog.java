package dev.fairlead.delivery;

import dev.fairlead.actions.runner.RunListener.Line;
import dev.fairlead.actions.runner.RunSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A run's log as one text file, and the last lines of each step. Safe for any thread. Lines arrive
/// masked.
final class RunLog implements AutoCloseable {
  private static final int REMEMBERED_LINES = 15;

  private final Path file;
  private final Writer writer;
  private final Map<String, Deque<String>> last = new HashMap<>();
  private final Map<String, String> titles = new HashMap<>();
  private String current = "";

  private RunLog(Path file, Writer writer) {
    this.file = file;
    this.writer = writer;
  }

  /// Opens the log; what is in it already stays.
  static RunLog open(Path file) {
    try {
      Path directory = file.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      return new RunLog(
          file,
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the log " + file, e);
    }
  }

  Path file() {
    return file;
  }

  /// Learns the names of steps.
  synchronized void changed(RunSnapshot snapshot) {
    for (RunSnapshot.Job job : snapshot.jobs()) {
      for (RunSnapshot.Step step : job.steps()) {
        titles.put(key(job.key(), step.number()), job.name() + " / " + step.name());
      }
    }
  }

  synchronized void line(Line line) {
    String key = key(line.job(), line.step());
    try {
      if (!key.equals(current)) {
        current = key;
        writer.write("\u001b[1m▸ " + titles.getOrDefault(key, line.job()) + "\u001b[0m\n");
      }
      writer.write(line.text());
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the log " + file, e);
    }
    Deque<String> lines = last.computeIfAbsent(key, _ -> new ArrayDeque<>());
    lines.addLast(line.text());
    if (lines.size() > REMEMBERED_LINES) {
      lines.removeFirst();
    }
  }

  synchronized List<String> lastLines(String job, int step) {
    return List.copyOf(last.getOrDefault(key(job, step), new ArrayDeque<>()));
  }

  private static String key(String job, int step) {
    return job + "#" + step;
  }

  @Override
  public synchronized void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the log " + file, e);
    }
  }
}
