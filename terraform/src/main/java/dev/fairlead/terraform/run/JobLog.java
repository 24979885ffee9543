package dev.fairlead.terraform.run;

import dev.fairlead.terraform.plan.PlanText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/// What people read while a job runs: every command with its output, in order, without colours and
/// secrets. After a restart it is written again from the beginning, with the same content as far as
/// it was. Confined to one thread.
final class JobLog implements AutoCloseable {
  private final Masks masks;
  private final Writer writer;

  JobLog(Path file, Masks masks) {
    this.masks = masks;
    try {
      Files.createDirectories(file.getParent());
      this.writer = Files.newBufferedWriter(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the log " + file, e);
    }
  }

  void line(String line) {
    try {
      writer.write(masks.apply(PlanText.plain(line)));
      writer.write('\n');
      writer.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a log", e);
    }
  }

  /// Text for people, in the same form as the log's lines.
  String masked(String text) {
    return masks.apply(PlanText.plain(text));
  }

  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write a log", e);
    }
  }
}
