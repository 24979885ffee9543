package dev.fairlead.sandbox.forge.pulls;

import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/// The releases of one repository, in a file that is written at every change. Safe for any thread.
public final class ReleaseStore {
  private final RecordFile<Release> file;
  private final TreeMap<Long, Release> byId = new TreeMap<>();

  public ReleaseStore(Path file) {
    this.file = new RecordFile<>(file, Release.class);
    this.file.read().forEach(release -> byId.put(release.id(), release));
  }

  /// Every release, the newest first.
  public synchronized List<Release> all() {
    return List.copyOf(byId.descendingMap().values());
  }

  public synchronized void put(Release release) {
    byId.put(release.id(), release);
    file.write(byId.values());
  }

  public synchronized void remove(long id) {
    byId.remove(id);
    file.write(byId.values());
  }
}
