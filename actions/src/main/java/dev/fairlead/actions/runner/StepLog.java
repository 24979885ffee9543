package dev.fairlead.actions.runner;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The masked log of one step: `time source text` a line. The source says how far in a program's
/// raw output a line reaches (`2.1:4096`), so that after a restart no line is written twice; `-`
/// stands for what the runner itself says. Safe for any thread.
final class StepLog implements AutoCloseable {
  /// A step may write this much; what is more is dropped, with a note.
  private static final long MAX_BYTES = 64L << 20;

  private final Clock clock;
  private final Masks masks;
  private final String job;
  private final int step;
  private final RunListener listener;
  private final FileChannel channel;
  private final Map<String, Long> offsets = new HashMap<>();
  private int lines;
  private long size;

  StepLog(Path file, Clock clock, Masks masks, String job, int step, RunListener listener) {
    this.clock = clock;
    this.masks = masks;
    this.job = job;
    this.step = step;
    this.listener = listener;
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      for (String line : lines(file)) {
        String source = line.split(" ", 3)[1];
        int colon = source.indexOf(':');
        if (colon > 0) {
          offsets.put(source.substring(0, colon), Long.valueOf(source.substring(colon + 1)));
        }
        lines++;
        size += line.getBytes(StandardCharsets.UTF_8).length + 1L;
      }
      channel =
          FileChannel.open(
              file,
              Set.<OpenOption>of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      channel.truncate(size);
      channel.position(size);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot open the log " + file + ": " + e.getMessage(), e);
    }
  }

  /// Complete lines of a log file; a last one that was cut short is left out.
  private static List<String> lines(Path file) throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException _) {
      return List.of();
    }
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    lines.removeLast();
    return lines;
  }

  static List<RunListener.Line> read(Path file, String job, int step) {
    try {
      List<RunListener.Line> read = new ArrayList<>();
      for (String line : lines(file)) {
        String[] parts = line.split(" ", 3);
        read.add(
            new RunListener.Line(job, step, read.size() + 1, Instant.parse(parts[0]), parts[2]));
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log " + file + ": " + e.getMessage(), e);
    }
  }

  /// What the runner says.
  void say(String text) {
    text.lines().forEach(line -> write("-", line));
  }

  /// How far a program's raw output is in the log already.
  synchronized long offset(String source) {
    return offsets.getOrDefault(source, 0L);
  }

  /// A line of a program.
  void program(String source, String text, long endOffset) {
    write(source + ":" + endOffset, text);
  }

  private synchronized void write(String source, String text) {
    if (size > MAX_BYTES) {
      return;
    }
    String masked = masks.hide(text).replace("\r", "").replace("\n", " ");
    Instant now = clock.instant();
    byte[] line = (now + " " + source + " " + masked + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      ByteBuffer buffer = ByteBuffer.wrap(line);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a step's log: " + e.getMessage(), e);
    }
    size += line.length;
    listener.line(new RunListener.Line(job, step, ++lines, now, masked));
    if (size > MAX_BYTES) {
      listener.line(
          new RunListener.Line(
              job, step, ++lines, now, "(the log is longer than 64 MiB; the rest is left out)"));
    }
  }

  @Override
  public synchronized void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // Lines were handed to the system already.
    }
  }
}
