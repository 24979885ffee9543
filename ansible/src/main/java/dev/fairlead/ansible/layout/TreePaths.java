package dev.fairlead.ansible.layout;

import java.util.ArrayDeque;
import java.util.Deque;

/// Paths of a revision tree, as text.
public final class TreePaths {
  private TreePaths() {}

  /// A path relative to a directory, without `.` and `..`. One that leaves the tree begins with
  /// `../`, which names no file of it; an absolute one stays absolute.
  public static String resolve(String directory, String path) {
    if (path.startsWith("/") || path.startsWith("~")) {
      return path;
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : (directory + "/" + path).split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  /// The directory of a path; empty for one at the root.
  public static String parent(String path) {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  /// The last part of a path.
  public static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
