package dev.fairlead.sync.render;

import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Passes reads on and remembers what they saw, absences and listings too, so that a result can be
/// used again for every revision in which the same reads would see the same.
final class RecordingTree implements RevisionTree {
  private final RevisionTree tree;
  private final Map<String, String> entries = new ConcurrentHashMap<>();
  private final Map<String, String> listings = new ConcurrentHashMap<>();
  private final Map<String, Optional<String>> versions = new ConcurrentHashMap<>();

  RecordingTree(RevisionTree tree) {
    this.tree = tree;
  }

  /// What was seen.
  ///
  /// @param entries path to content
  /// @param listings directory to the names in it
  /// @param versions path to what names all that is there
  record Reads(
      Map<String, String> entries,
      Map<String, String> listings,
      Map<String, Optional<String>> versions) {
    /// Whether another tree looks the same from here.
    boolean holdIn(RevisionTree other) {
      return entries.entrySet().stream()
              .allMatch(entry -> describe(other.find(entry.getKey())).equals(entry.getValue()))
          && listings.entrySet().stream()
              .allMatch(entry -> describe(other.list(entry.getKey())).equals(entry.getValue()))
          && versions.entrySet().stream()
              .allMatch(entry -> other.version(entry.getKey()).equals(entry.getValue()));
    }
  }

  Reads reads() {
    return new Reads(Map.copyOf(entries), Map.copyOf(listings), Map.copyOf(versions));
  }

  private static String describe(Optional<TreeEntry> entry) {
    return entry.map(found -> found.kind() + " " + found.contentId()).orElse("absent");
  }

  /// Names and kinds only: what is in the files is recorded when they are read.
  private static String describe(List<TreeEntry> listing) {
    var text = new StringBuilder();
    for (TreeEntry entry : listing) {
      text.append(entry.kind()).append(' ').append(entry.name()).append('\n');
    }
    return text.toString();
  }

  @Override
  public String id() {
    return tree.id();
  }

  @Override
  public Optional<TreeEntry> find(String path) {
    Optional<TreeEntry> found = tree.find(path);
    // That a directory is there says nothing of what is in it.
    if (found.isPresent() && found.get().kind() == TreeEntry.Kind.DIRECTORY) {
      listings.computeIfAbsent(path, p -> describe(tree.list(p)));
    } else {
      entries.put(path, describe(found));
    }
    return found;
  }

  @Override
  public List<TreeEntry> list(String directory) {
    List<TreeEntry> listing = tree.list(directory);
    listings.put(directory, describe(listing));
    return listing;
  }

  @Override
  public byte[] read(String path) {
    entries.put(path, describe(tree.find(path)));
    return tree.read(path);
  }

  /// Where there is none, what is read afterwards tells.
  @Override
  public Optional<String> version(String path) {
    Optional<String> version = tree.version(path);
    if (version.isPresent()) {
      versions.put(path, version);
    }
    return version;
  }
}
