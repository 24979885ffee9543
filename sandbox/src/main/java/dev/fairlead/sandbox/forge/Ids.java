package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.disk.WholeFile;
import java.nio.file.Path;

/// Numbers that are given out once, also after a restart. Safe for any thread.
final class Ids {
  private final Path file;
  private long last;

  Ids(Path file) {
    this.file = file;
    this.last = WholeFile.readText(file).map(text -> Long.parseLong(text.strip())).orElse(1000L);
  }

  synchronized long next() {
    last++;
    WholeFile.write(file, Long.toString(last));
    return last;
  }
}
