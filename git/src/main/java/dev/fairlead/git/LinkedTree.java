package dev.fairlead.git;

import dev.fairlead.model.MissingFileException;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.model.TreeEntry.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A tree with symbolic links in it: follows those that stay inside, shows the others as
/// [Kind#DANGLING_LINK]. Links are resolved part by part, as the operating system does, so `..`
/// after a link means the parent of the link's target.
final class LinkedTree implements RevisionTree {
  /// As many links as Linux follows before it says ELOOP.
  private static final int MAX_LINKS = 40;

  /// Linked directories inside linked directories that a walk goes into. Links that point at each
  /// other would otherwise make a walk exponential.
  private static final int MAX_NESTED_LINKS = 4;

  private final String id;
  private final Source source;

  LinkedTree(String id, Source source) {
    this.id = id;
    this.source = source;
  }

  /// What lies below: names, without any link followed.
  interface Source {
    /// The entries of a directory (a path without links in it), sorted by name.
    List<Raw> entries(String directory);

    byte[] read(Raw file);

    /// What identifies the content of the entry. Equal ids mean equal content, links included.
    String contentId(Raw entry);

    /// As [RevisionTree#version], of what lies at a path without links in it.
    Optional<String> version(Raw entry);

    default Optional<Raw> entry(String directory, String name) {
      return entries(directory).stream().filter(raw -> raw.name().equals(name)).findFirst();
    }
  }

  enum Form {
    FILE,
    EXECUTABLE,
    DIRECTORY,
    LINK,
    SUBMODULE
  }

  /// @param path without links in it
  /// @param objectId the Git object, where there is one
  record Raw(String path, Form form, String objectId) {
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }
  }

  private static final Raw ROOT = new Raw("", Form.DIRECTORY, "");

  @Override
  public String id() {
    return id;
  }

  @Override
  public Optional<TreeEntry> find(String path) {
    if (path.isEmpty()) {
      return Optional.of(entry(path, ROOT));
    }
    int slash = path.lastIndexOf('/');
    Raw parent = resolve(slash < 0 ? "" : path.substring(0, slash));
    if (parent == null || parent.form() != Form.DIRECTORY) {
      return Optional.empty();
    }
    return source.entry(parent.path(), path.substring(slash + 1)).map(raw -> entry(path, raw));
  }

  @Override
  public List<TreeEntry> list(String directory) {
    Raw resolved = resolve(directory);
    if (resolved == null || resolved.form() != Form.DIRECTORY) {
      return List.of();
    }
    String prefix = directory.isEmpty() ? "" : directory + "/";
    return source.entries(resolved.path()).stream()
        .map(raw -> entry(prefix + raw.name(), raw))
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  @Override
  public byte[] read(String path) {
    Raw resolved = resolve(path);
    if (resolved == null || (resolved.form() != Form.FILE && resolved.form() != Form.EXECUTABLE)) {
      throw new MissingFileException(path, id);
    }
    return source.read(resolved);
  }

  @Override
  public Optional<String> version(String path) {
    Raw resolved = resolve(path);
    return resolved == null ? Optional.empty() : source.version(resolved);
  }

  /// Every file below a directory. A linked directory that holds itself is not entered again.
  @Override
  public List<TreeEntry> walk(String directory) {
    List<TreeEntry> found = new ArrayList<>();
    Raw start = resolve(directory);
    if (start != null && start.form() == Form.DIRECTORY) {
      Set<String> open = new HashSet<>();
      for (Path above = new Path(start.path()); ; above = above.parent()) {
        open.add(above.text());
        if (above.text().isEmpty()) {
          break;
        }
      }
      walk(directory, start, open, 0, found);
    }
    return List.copyOf(found);
  }

  private void walk(String shown, Raw directory, Set<String> open, int links, List<TreeEntry> to) {
    for (TreeEntry entry : list(shown)) {
      if (entry.kind() != Kind.DIRECTORY) {
        to.add(entry);
        continue;
      }
      Raw raw = source.entry(directory.path(), entry.name()).orElseThrow();
      Raw target = raw.form() == Form.LINK ? resolve(entry.path()) : raw;
      int nested = raw.form() == Form.LINK ? links + 1 : links;
      if (target == null || nested > MAX_NESTED_LINKS || !open.add(target.path())) {
        continue;
      }
      walk(entry.path(), target, open, nested, to);
      open.remove(target.path());
    }
  }

  /// Where a path really is, every link on the way followed; null where there is nothing, or where
  /// a link leaves the tree. A path that is not there yet but whose directory is resolves to itself
  /// below that directory: use [#place].
  @Nullable Raw resolve(String path) {
    Deque<String> rest = new ArrayDeque<>(parts(path));
    Raw at = ROOT;
    int links = 0;
    while (!rest.isEmpty()) {
      String part = rest.pop();
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (at.form() != Form.DIRECTORY) {
        return null;
      }
      if (part.equals("..")) {
        if (at.path().isEmpty()) {
          return null;
        }
        String parent = new Path(at.path()).parent().text();
        at = parent.isEmpty() ? ROOT : new Raw(parent, Form.DIRECTORY, "");
        continue;
      }
      Raw next = source.entry(at.path(), part).orElse(null);
      if (next == null) {
        return null;
      }
      if (next.form() == Form.LINK) {
        String target = new String(source.read(next), java.nio.charset.StandardCharsets.UTF_8);
        if (++links > MAX_LINKS || target.startsWith("/")) {
          return null;
        }
        parts(target).reversed().forEach(rest::push);
      } else {
        at = next;
      }
    }
    return canonical(at);
  }

  /// The path without links that a file at `path` has or would have; null when it would be outside.
  @Nullable String place(String path) {
    Raw resolved = resolve(path);
    if (resolved != null) {
      return resolved.path();
    }
    Deque<String> missing = new ArrayDeque<>();
    Path above = new Path(path);
    while (!above.text().isEmpty()) {
      if (find(above.text()).isPresent()) {
        Raw directory = resolve(above.text());
        return directory == null || directory.form() != Form.DIRECTORY
            ? null
            : directory.path() + "/" + String.join("/", missing);
      }
      missing.push(above.name());
      above = above.parent();
    }
    return String.join("/", missing);
  }

  /// The root and parents reached by `..` carry no object id; look it up again.
  private Raw canonical(Raw raw) {
    if (raw.path().isEmpty() || !raw.objectId().isEmpty()) {
      return raw;
    }
    Path path = new Path(raw.path());
    return source.entry(path.parent().text(), path.name()).orElse(raw);
  }

  private TreeEntry entry(String shown, Raw raw) {
    Raw target = raw.form() == Form.LINK ? resolve(shown) : raw;
    if (target == null) {
      return new TreeEntry(shown, Kind.DANGLING_LINK, raw.objectId(), false);
    }
    Kind kind =
        switch (target.form()) {
          case FILE, EXECUTABLE -> Kind.FILE;
          case DIRECTORY -> Kind.DIRECTORY;
          case SUBMODULE -> Kind.SUBMODULE;
          case LINK -> Kind.DANGLING_LINK;
        };
    return new TreeEntry(shown, kind, source.contentId(target), target.form() == Form.EXECUTABLE);
  }

  private static List<String> parts(String path) {
    return Arrays.asList(path.split("/"));
  }

  private record Path(String text) {
    Path parent() {
      int slash = text.lastIndexOf('/');
      return new Path(slash < 0 ? "" : text.substring(0, slash));
    }

    String name() {
      return text.substring(text.lastIndexOf('/') + 1);
    }
  }
}
