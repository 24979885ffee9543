package dev.fairlead.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/// A [RevisionTree] held in memory: for tests, and for files that never were in Git.
public final class MemoryTree implements RevisionTree {
  private final String id;
  private final TreeMap<String, byte[]> files;

  public MemoryTree(String id, Map<String, byte[]> files) {
    this.id = id;
    this.files = new TreeMap<>(files);
  }

  /// A tree of text files: path to content.
  public static MemoryTree of(Map<String, String> texts) {
    Map<String, byte[]> files = new TreeMap<>();
    texts.forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new MemoryTree("memory", files);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Optional<TreeEntry> find(String path) {
    byte[] content = files.get(path);
    if (content != null) {
      return Optional.of(new TreeEntry(path, TreeEntry.Kind.FILE, digest(content), false));
    }
    String next = files.ceilingKey(path + "/");
    return next != null && next.startsWith(path + "/")
        ? Optional.of(new TreeEntry(path, TreeEntry.Kind.DIRECTORY, id + ":" + path, false))
        : Optional.empty();
  }

  @Override
  public List<TreeEntry> list(String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    var names = new TreeSet<String>();
    for (String path : files.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      int end = path.indexOf('/', prefix.length());
      names.add(end < 0 ? path : path.substring(0, end));
    }
    return names.stream().map(this::find).flatMap(Optional::stream).toList();
  }

  @Override
  public byte[] read(String path) {
    byte[] content = files.get(path);
    if (content == null) {
      throw new MissingFileException(path, id);
    }
    return content.clone();
  }

  private static String digest(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
