package dev.fairlead.sandbox.node;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The log of one run of a container: a file in which each line starts with its time, as the
/// container runtime interface has it (`<time> stdout F <text>`; `P` for a part of a longer line).
/// Safe for any thread.
final class ContainerLog {
  /// Longer lines are cut into parts, as containerd does.
  private static final int MAX_LINE = 16 << 10;

  /// A run's log stops growing here: a container in a loop must not fill the disk.
  private static final long MAX_BYTES = 64L << 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

  private final Path file;
  private final Clock clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean ended;
  private long written;

  ContainerLog(Path file, Clock clock) {
    this.file = file;
    this.clock = clock;
  }

  Path file() {
    return file;
  }

  /// Copies `in`, a process's output, into the file until it ends.
  void copy(InputStream in) {
    byte[] line = new byte[MAX_LINE];
    int length = 0;
    try (OutputStream out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
      byte[] buffer = new byte[8 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          byte b = buffer[i];
          if (b == '\n' || length == MAX_LINE) {
            append(out, line, length, b == '\n' ? 'F' : 'P');
            length = 0;
          }
          if (b != '\n') {
            line[length++] = b;
          }
        }
        flush(out);
      }
      if (length > 0) {
        append(out, line, length, 'F');
      }
    } catch (IOException _) {
      // the stream was closed with its process
    } finally {
      end();
    }
  }

  private void append(OutputStream out, byte[] line, int length, char tag) throws IOException {
    if (written > MAX_BYTES) {
      return;
    }
    byte[] head =
        (TIME.format(clock.instant()) + " stdout " + tag + " ").getBytes(StandardCharsets.US_ASCII);
    out.write(head);
    out.write(line, 0, length);
    out.write('\n');
    written += head.length + length + 1L;
  }

  private void flush(OutputStream out) throws IOException {
    out.flush();
    signal(false);
  }

  /// Tells followers that nothing more comes.
  void end() {
    signal(true);
  }

  private void signal(boolean end) {
    lock.lock();
    try {
      ended |= end;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Writes the lines from `since` on (null for all), only the last `tail` (null for all), and what
  /// follows while the container runs if `follow`.
  void write(
      OutputStream out,
      boolean follow,
      boolean timestamps,
      @Nullable Long tail,
      @Nullable Instant since,
      @Nullable Long limitBytes)
      throws IOException {
    Output output = new Output(out, timestamps, since, limitBytes);
    long position = tail == null ? 0 : positionOfLast(tail);
    while (true) {
      boolean last = hasEnded();
      position = copyFrom(position, output);
      out.flush();
      if (!follow || last || output.isFull()) {
        return;
      }
      awaitMore(position);
    }
  }

  private boolean hasEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  private void awaitMore(long position) throws IOException {
    lock.lock();
    try {
      while (!ended && (!Files.exists(file) || Files.size(file) <= position)) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  /// Complete lines only; returns where the next one starts.
  private long copyFrom(long position, Output output) throws IOException {
    if (!Files.exists(file)) {
      return position;
    }
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(position);
      byte[] buffer = new byte[64 << 10];
      var line = new java.io.ByteArrayOutputStream();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          line.write(buffer[i]);
          if (buffer[i] == '\n') {
            output.line(line.toByteArray());
            position += line.size();
            line.reset();
          }
        }
      }
    }
    return position;
  }

  private long positionOfLast(long lines) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    byte[] content = Files.readAllBytes(file);
    int start = content.length;
    long missing = lines;
    while (start > 0) {
      int previous = start - 2;
      while (previous >= 0 && content[previous] != '\n') {
        previous--;
      }
      if (--missing < 0) {
        break;
      }
      start = previous + 1;
    }
    return start;
  }

  /// The last lines' text, for termination messages and errors.
  String tail(int lines) {
    var out = new java.io.ByteArrayOutputStream();
    try {
      write(out, false, false, (long) lines, null, null);
    } catch (IOException _) {
      return "";
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  /// Turns stored lines into what the reader asked for.
  private static final class Output {
    private final OutputStream out;
    private final boolean timestamps;
    private final @Nullable Instant since;
    private final @Nullable Long limit;
    private long written;

    Output(OutputStream out, boolean timestamps, @Nullable Instant since, @Nullable Long limit) {
      this.out = out;
      this.timestamps = timestamps;
      this.since = since;
      this.limit = limit;
    }

    boolean isFull() {
      return limit != null && written >= limit;
    }

    void line(byte[] stored) throws IOException {
      int time = indexOf(stored, ' ', 0);
      int stream = indexOf(stored, ' ', time + 1);
      int tag = indexOf(stored, ' ', stream + 1);
      if (since != null
          && Instant.parse(new String(stored, 0, time, StandardCharsets.US_ASCII))
              .isBefore(since)) {
        return;
      }
      if (timestamps) {
        put(stored, 0, time + 1);
      }
      boolean partial = stored[stream + 1] == 'P';
      put(stored, tag + 1, stored.length - (partial ? 1 : 0));
    }

    private void put(byte[] bytes, int from, int to) throws IOException {
      int length = to - from;
      if (limit != null) {
        length = (int) Math.min(length, limit - written);
      }
      if (length > 0) {
        out.write(bytes, from, length);
        written += length;
      }
    }

    private static int indexOf(byte[] bytes, char c, int from) {
      int i = from;
      while (i < bytes.length && bytes[i] != c) {
        i++;
      }
      return i;
    }
  }
}
