package dev.fairlead.kustomize;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/// Paths in a tree. The root is the empty text.
final class Paths {
  private static final Pattern REMOTE =
      Pattern.compile(
          "^([a-z][a-z0-9+.-]*://|git@|git::|github\\.com[/:])", Pattern.CASE_INSENSITIVE);

  private Paths() {}

  /// Whether kustomize would fetch this from somewhere else.
  static boolean isRemote(String path) {
    return REMOTE.matcher(path).find() || path.contains("?ref=") || path.contains("//");
  }

  static String join(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  /// A path as written in a kustomization of `directory`.
  ///
  /// @throws Refusal where it is remote, absolute or leaves the tree
  static String resolve(String directory, String written) {
    if (isRemote(written)) {
      throw Refusal.unsupported(
          "%s is remote: a build reads only this repository; copy the base into it"
              .formatted(written));
    }
    if (written.startsWith("/")) {
      throw new Refusal(written + " is an absolute path: write it relative to the kustomization");
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : join(directory, written).split("/")) {
      if (part.equals("..")) {
        if (parts.pollLast() == null) {
          throw new Refusal(
              "%s in %s leads out of the repository".formatted(written, show(directory)));
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  /// Whether a path is a directory or lies in it.
  static boolean isWithin(String path, String directory) {
    return directory.isEmpty() || path.equals(directory) || path.startsWith(directory + "/");
  }

  static String show(String directory) {
    return directory.isEmpty() ? "the root of the repository" : directory;
  }
}
