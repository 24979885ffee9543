package dev.fairlead.sandbox.forge.pulls;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Records in files of their own, `<number>.json` below a directory.
public record RecordDirectory<T>(Path directory, Class<T> type) {
  private static final ObjectMapper JSON = RecordJson.mapper();

  /// All of them, in no order; none where there is no directory.
  public List<T> read() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    List<T> records = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().matches("\\d+\\.json")) {
          records.add(JSON.readValue(file.toFile(), type));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the records in " + directory, e);
    }
    return records;
  }

  /// Writes one, in the place of what has its number.
  public void write(long number, T record) {
    Path file = directory.resolve(number + ".json");
    try {
      WholeFile.writePrivate(file, JSON.writeValueAsBytes(record));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
