package dev.fairlead.check;

import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A tree whose answers are kept while it is checked: many rules ask the same. Safe for any thread.
final class ListedTree implements RevisionTree {
  private static final int MOST_KEPT_BYTES = 256 << 10;

  private final RevisionTree tree;
  private final Map<String, Optional<TreeEntry>> entries = new ConcurrentHashMap<>();
  private final Map<String, List<TreeEntry>> lists = new ConcurrentHashMap<>();
  private final Map<String, List<TreeEntry>> walks = new ConcurrentHashMap<>();
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Map<String, String> texts = new ConcurrentHashMap<>();

  ListedTree(RevisionTree tree) {
    this.tree = tree;
  }

  @Override
  public String id() {
    return tree.id();
  }

  @Override
  public Optional<TreeEntry> find(String path) {
    return entries.computeIfAbsent(path, tree::find);
  }

  @Override
  public List<TreeEntry> list(String directory) {
    return lists.computeIfAbsent(
        directory,
        path -> {
          List<TreeEntry> listing = tree.list(path);
          listing.forEach(entry -> entries.put(entry.path(), Optional.of(entry)));
          return listing;
        });
  }

  @Override
  public List<TreeEntry> walk(String directory) {
    return walks.computeIfAbsent(directory, tree::walk);
  }

  @Override
  public byte[] read(String path) {
    byte[] known = contents.get(path);
    if (known == null) {
      known = tree.read(path);
      if (known.length <= MOST_KEPT_BYTES) {
        contents.put(path, known);
      }
    }
    return known.clone();
  }

  @Override
  public String text(String path) {
    String known = texts.get(path);
    if (known == null) {
      known = tree.text(path);
      if (known.length() <= MOST_KEPT_BYTES) {
        texts.put(path, known);
      }
    }
    return known;
  }
}
