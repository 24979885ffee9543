package dev.fairlead.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the COPY instructions of a stage have put into it, also as a [BuildContext] for `COPY
/// --from`. What the base image holds is not in here.
final class StageFiles implements BuildContext {
  private final String name;
  private final TreeMap<String, LayerEntry> files;

  StageFiles(String name) {
    this.name = name;
    this.files = new TreeMap<>();
  }

  private StageFiles(String name, Map<String, LayerEntry> files) {
    this.name = name;
    this.files = new TreeMap<>(files);
  }

  /// For a stage that goes on from this one.
  StageFiles copy(String newName) {
    return new StageFiles(newName, files);
  }

  void put(LayerEntry entry) {
    files.put(entry.path(), entry);
  }

  boolean isDirectory(String path) {
    return find(path).filter(entry -> entry.kind() == Entry.Kind.DIRECTORY).isPresent();
  }

  @Override
  public Optional<Entry> find(String path) {
    LayerEntry entry = files.get(path);
    if (entry != null) {
      return Optional.of(
          new Entry(
              path, entry.kind(), (entry.mode() & 0100) != 0, entry.linkTarget(), entry.content()));
    }
    String next = files.ceilingKey(path.isEmpty() ? "" : path + "/");
    return next != null && next.startsWith(path.isEmpty() ? "" : path + "/")
        ? Optional.of(new Entry(path, Entry.Kind.DIRECTORY, false, null, Content.NONE))
        : Optional.empty();
  }

  @Override
  public List<Entry> list(String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    var children = new TreeSet<String>();
    for (String path : files.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      if (path.length() > prefix.length()) {
        int end = path.indexOf('/', prefix.length());
        children.add(end < 0 ? path : path.substring(0, end));
      }
    }
    var entries = new ArrayList<Entry>();
    children.forEach(child -> find(child).ifPresent(entries::add));
    return entries;
  }

  @Override
  public String description() {
    return "stage " + name;
  }
}
