package dev.fairlead.terraform.config;

import java.util.ArrayList;
import java.util.List;

/// Paths inside a repository as Terraform's users write them: `.` is the root.
public final class RepoPath {

  private RepoPath() {}

  /// The shortest path of the same meaning, as Go's `path.Clean`, but always relative: `./a//b/` is
  /// `a/b`, `a/../b` is `b`, `/` is `.`. A path that leaves the root keeps its leading `..`.
  public static String clean(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..") && !parts.isEmpty() && !parts.getLast().equals("..")) {
        parts.removeLast();
      } else {
        parts.add(part);
      }
    }
    return parts.isEmpty() ? "." : String.join("/", parts);
  }

  /// Whether a cleaned path leaves the root.
  public static boolean escapes(String cleaned) {
    return cleaned.equals("..") || cleaned.startsWith("../");
  }

  /// The directory that a file is in.
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }

  /// A path below a directory.
  public static String join(String dir, String name) {
    return dir.equals(".") ? name : dir + "/" + name;
  }

  /// As a [dev.fairlead.model.RevisionTree] names a directory: the root is the empty text.
  public static String inTree(String dir) {
    return dir.equals(".") ? "" : dir;
  }
}
