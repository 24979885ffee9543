package dev.fairlead.check;

import dev.fairlead.model.DidYouMean;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The files of a revision, listed once. Confined to one check.
final class Files {
  /// Folders of what others wrote, or of what is wrong on purpose.
  private static final Set<String> FOREIGN =
      Set.of(
          "node_modules",
          "vendor",
          "third_party",
          "testdata",
          "test-data",
          "fixtures",
          ".git",
          "__fixtures__",
          ".terraform");

  private final RevisionTree tree;
  private final TreeMap<String, TreeEntry> files = new TreeMap<>();
  private final TreeSet<String> directories = new TreeSet<>();

  Files(RevisionTree tree) {
    this.tree = new ListedTree(tree);
    directories.add("");
    for (TreeEntry entry : this.tree.walk("")) {
      if (entry.kind() == TreeEntry.Kind.FILE) {
        files.put(entry.path(), entry);
        for (String up = parent(entry.path()); directories.add(up); ) {
          up = parent(up);
        }
      }
    }
  }

  RevisionTree tree() {
    return tree;
  }

  /// Sorted by path.
  Iterable<TreeEntry> all() {
    return files.values();
  }

  boolean isFile(String path) {
    return files.containsKey(path);
  }

  boolean isDirectory(String path) {
    return directories.contains(path) || tree.isDirectory(path);
  }

  String text(String path) {
    return tree.text(path);
  }

  /// Whether a path lies in a folder of examples, tests or copies.
  static boolean isForeign(String path) {
    for (String part : path.split("/")) {
      if (FOREIGN.contains(part)) {
        return true;
      }
    }
    return false;
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  static String join(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  static String show(String directory) {
    return directory.isEmpty() ? "the repository's root" : directory;
  }

  /// A relative path; empty where it leaves the repository.
  static Optional<String> resolve(String directory, String written) {
    var parts = new ArrayDeque<String>();
    for (String part : (directory + "/" + written).split("/")) {
      if (part.equals("..")) {
        if (parts.pollLast() == null) {
          return Optional.empty();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return Optional.of(String.join("/", parts));
  }

  /// What somebody may have meant by a path that is not there: the nearest name where it breaks
  /// off, else the only thing of its last name elsewhere.
  Optional<String> near(String missing, boolean directory) {
    if (exists(missing, directory)) {
      return Optional.empty();
    }
    List<String> parts = List.of(missing.split("/"));
    String there = "";
    int depth = 0;
    while (depth < parts.size() && isDirectory(Files.join(there, parts.get(depth)))) {
      there = Files.join(there, parts.get(depth));
      depth++;
    }
    if (depth < parts.size()) {
      Optional<String> name = DidYouMean.among(parts.get(depth), names(there));
      if (name.isPresent()) {
        String found = Files.join(there, name.get());
        for (String rest : parts.subList(depth + 1, parts.size())) {
          found = Files.join(found, rest);
        }
        if (exists(found, directory)) {
          return Optional.of(found);
        }
        if (depth == parts.size() - 1) {
          return Optional.empty();
        }
      }
    }
    String last = Files.name(missing);
    List<String> same =
        (directory ? directories : files.keySet())
            .stream().filter(path -> Files.name(path).equals(last)).limit(2).toList();
    return same.size() == 1 && !same.getFirst().isEmpty()
        ? Optional.of(same.getFirst())
        : Optional.empty();
  }

  private boolean exists(String path, boolean directory) {
    return directory ? isDirectory(path) : isFile(path);
  }

  /// The names directly in a directory.
  List<String> names(String directory) {
    String prefix = directory.isEmpty() ? "" : directory + "/";
    var names = new TreeSet<String>();
    for (String path : files.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      String rest = path.substring(prefix.length());
      int slash = rest.indexOf('/');
      names.add(slash < 0 ? rest : rest.substring(0, slash));
    }
    return new ArrayList<>(names);
  }

  /// `; did you mean x?` or nothing.
  String hint(String missing, boolean directory) {
    return near(missing, directory).map(near -> "; did you mean " + near + "?").orElse("");
  }
}
