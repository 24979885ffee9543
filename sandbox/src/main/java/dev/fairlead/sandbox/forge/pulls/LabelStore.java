package dev.fairlead.sandbox.forge.pulls;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fairlead.sandbox.disk.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;

/// The labels that were declared for one repository, in a file that is written at every change.
/// Names are looked up without regard to case, as GitHub does. Safe for any thread.
public final class LabelStore {
  private static final ObjectMapper JSON = RecordJson.mapper();

  private final Path file;
  private final TreeMap<String, Label> byName = new TreeMap<>();

  public LabelStore(Path file) {
    this.file = file;
    WholeFile.read(file)
        .ifPresent(content -> {
          try {
            for (Label label : JSON.readValue(content, new TypeReference<List<Label>>() {})) {
              byName.put(key(label.name()), label);
            }
          } catch (IOException e) {
            throw new UncheckedIOException("cannot read the labels in " + file, e);
          }
        });
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
    save();
  }

  public synchronized boolean remove(String name) {
    boolean removed = byName.remove(key(name)) != null;
    if (removed) {
      save();
    }
    return removed;
  }

  private void save() {
    try {
      WholeFile.writePrivate(file, JSON.writeValueAsBytes(byName.values()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
