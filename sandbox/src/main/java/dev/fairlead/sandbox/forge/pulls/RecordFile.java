package dev.fairlead.sandbox.forge.pulls;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// A few records in one file, which is written as a whole.
record RecordFile<T>(Path file, Class<T> type) {
  private static final ObjectMapper JSON = RecordJson.mapper();

  /// All of them; none where there is no file.
  List<T> read() {
    Optional<byte[]> content = WholeFile.read(file);
    if (content.isEmpty()) {
      return List.of();
    }
    try {
      return JSON.readerForListOf(type).readValue(content.get());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  void write(Collection<T> records) {
    try {
      WholeFile.writePrivate(file, JSON.writeValueAsBytes(records));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
