package dev.fairlead.sandbox.forge.pulls;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// The labels that were declared for one repository, in a file that is written at every change.
/// Names are looked up without regard to case, as GitHub does. Safe for any thread.
public final class LabelStore {
  private final RecordFile<Label> file;
  private final TreeMap<String, Label> byName = new TreeMap<>();

  public LabelStore(Path file) {
    this.file = new RecordFile<>(file, Label.class);
    this.file.read().forEach(label -> byName.put(key(label.name()), label));
  }

  /// Every declared label, by name.
  public synchronized List<Label> all() {
    return List.copyOf(byName.values());
  }

  public synchronized Optional<Label> find(String name) {
    return Optional.ofNullable(byName.get(key(name)));
  }

  /// The label of that name, as it looks where nobody declared it.
  public Label of(String name) {
    return find(name).orElseGet(() -> new Label(name, Label.PLAIN, null));
  }

  public synchronized void put(Label label) {
    byName.put(key(label.name()), label);
    file.write(byName.values());
  }

  public synchronized boolean remove(String name) {
    boolean removed = byName.remove(key(name)) != null;
    if (removed) {
      file.write(byName.values());
    }
    return removed;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
