package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.GoType;
import java.util.ArrayDeque;
import java.util.List;

/// Go's `path`.
final class Paths {
  private Paths() {}

  static void register(Registry registry) {
    for (boolean os : List.of(false, true)) {
      registry.fixed(name("base", os), a -> base(text(a[0])), GoType.STRING);
      registry.fixed(name("dir", os), a -> dir(text(a[0])), GoType.STRING);
      registry.fixed(name("clean", os), a -> clean(text(a[0])), GoType.STRING);
      registry.fixed(name("ext", os), a -> ext(text(a[0])), GoType.STRING);
      registry.fixed(name("isAbs", os), a -> text(a[0]).startsWith("/"), GoType.STRING);
    }
  }

  private static String name(String name, boolean os) {
    return os ? "os" + Character.toUpperCase(name.charAt(0)) + name.substring(1) : name;
  }

  private static String base(String path) {
    if (path.isEmpty()) {
      return ".";
    }
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    String trimmed = path.substring(0, end);
    String last = trimmed.substring(trimmed.lastIndexOf('/') + 1);
    return last.isEmpty() ? "/" : last;
  }

  private static String dir(String path) {
    return clean(path.substring(0, path.lastIndexOf('/') + 1));
  }

  private static String ext(String path) {
    int dot = path.lastIndexOf('.');
    return dot < 0 || dot < path.lastIndexOf('/') ? "" : path.substring(dot);
  }

  static String clean(String path) {
    if (path.isEmpty()) {
      return ".";
    }
    boolean rooted = path.startsWith("/");
    ArrayDeque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (part.equals("..")) {
        if (!parts.isEmpty() && !parts.getLast().equals("..")) {
          parts.removeLast();
        } else if (!rooted) {
          parts.add("..");
        }
      } else {
        parts.add(part);
      }
    }
    String joined = String.join("/", parts);
    return rooted ? "/" + joined : joined.isEmpty() ? "." : joined;
  }
}
