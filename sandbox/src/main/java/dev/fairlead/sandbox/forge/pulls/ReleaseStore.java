package dev.fairlead.sandbox.forge.pulls;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// The releases of one repository, in a file that is written at every change. Safe for any thread.
public final class ReleaseStore {
  private static final ObjectMapper JSON = RecordJson.mapper();

  private final Path file;
  private final TreeMap<Long, Release> byId = new TreeMap<>();

  public ReleaseStore(Path file) {
    this.file = file;
    WholeFile.read(file)
        .ifPresent(content -> {
          try {
            for (Release each : JSON.readValue(content, new TypeReference<List<Release>>() {})) {
              byId.put(each.id(), each);
            }
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read the releases in " + file, e);
          }
        });
  }

  /// Every release, the newest first.
  public synchronized List<Release> all() {
    return List.copyOf(byId.descendingMap().values());
  }

  public synchronized void put(Release release) {
    byId.put(release.id(), release);
    save();
  }

  public synchronized void remove(long id) {
    byId.remove(id);
    save();
  }

  private void save() {
    try {
      WholeFile.writePrivate(file, JSON.writeValueAsBytes(byId.values()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
