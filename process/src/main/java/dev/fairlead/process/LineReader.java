package dev.fairlead.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Reads lines of a file that is still being written. Confined to one thread.
final class LineReader implements AutoCloseable {
  /// Longer lines are cut into pieces, so that a program without line ends cannot fill the memory.
  static final int MAX_LINE_BYTES = 1024 * 1024;

  private final Path file;
  private final LineListener listener;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long offset;
  private @Nullable FileChannel channel;

  LineReader(Path file, long offset, LineListener listener) {
    this.file = file;
    this.offset = offset;
    this.listener = listener;
  }

  /// Whether there was anything new.
  boolean readAvailable() {
    try {
      FileChannel open = channel;
      if (open == null) {
        open = FileChannel.open(file);
        channel = open;
      }
      buffer.clear();
      int count = open.read(buffer, offset);
      if (count <= 0) {
        return false;
      }
      byte[] bytes = buffer.array();
      for (int i = 0; i < count; i++) {
        offset++;
        if (bytes[i] == '\n') {
          emit();
        } else {
          line.write(bytes[i]);
          if (line.size() == MAX_LINE_BYTES) {
            emit();
          }
        }
      }
      return true;
    } catch (NoSuchFileException _) {
      return false; // Nothing was written yet.
    } catch (IOException e) {
      throw new ProcessException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /// Gives out a last line that has no line end.
  void finish() {
    if (line.size() > 0) {
      emit();
    }
  }

  private void emit() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    listener.line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, offset);
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // Only read from: nothing is lost.
    }
  }
}
