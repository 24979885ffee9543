package dev.fairlead.actions.action;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Finds files by patterns, as the actions toolkit's `glob` does it: `*`, `?`, `[..]` and `**`, one
/// pattern a line, `!` in front takes out, `#` comments; a folder that matches means all below it.
public final class FileGlobs {

  private FileGlobs() {}

  public enum Hidden {
    INCLUDED,
    LEFT_OUT
  }

  /// @param files sorted by path
  /// @param searchPaths where each pattern's fixed part leads
  public record Found(List<Path> files, List<Path> searchPaths) {}

  /// @param directory what relative patterns are relative to
  public static Found find(Path directory, List<String> patterns, Hidden hidden)
      throws IOException {
    List<Glob> globs = new ArrayList<>();
    Set<Path> roots = new LinkedHashSet<>();
    for (String line : patterns) {
      String text = line.strip();
      if (text.isEmpty() || text.startsWith("#")) {
        continue;
      }
      boolean negated = text.startsWith("!");
      String body = negated ? text.substring(1).strip() : text;
      if (body.startsWith("~/") || body.equals("~")) {
        body = System.getProperty("user.home") + body.substring(1);
      }
      String absolute =
          body.startsWith("/") ? body : directory + "/" + body.replaceFirst("^(\\./)+", "");
      absolute = normalized(absolute);
      globs.add(new Glob(negated, Pattern.compile(regex(absolute) + "(?:/.*)?", Pattern.DOTALL)));
      if (!negated) {
        roots.add(fixed(absolute));
      }
    }
    TreeSet<Path> files = new TreeSet<>();
    for (Path root : roots) {
      if (Files.isRegularFile(root)) {
        add(root, globs, files);
      } else if (Files.isDirectory(root)) {
        walk(root, globs, hidden, files);
      }
    }
    return new Found(List.copyOf(files), List.copyOf(roots));
  }

  private record Glob(boolean negated, Pattern pattern) {}

  private static void walk(Path root, List<Glob> globs, Hidden hidden, Set<Path> to)
      throws IOException {
    Files.walkFileTree(
        root,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        64,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
            return skipped(each) && !each.equals(root)
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !skipped(file)) {
              add(file, globs, to);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException problem) {
            return FileVisitResult.CONTINUE; // A link that leads nowhere, or in a circle.
          }

          private boolean skipped(Path path) {
            return hidden == Hidden.LEFT_OUT && path.getFileName().toString().startsWith(".");
          }
        });
  }

  private static void add(Path file, List<Glob> globs, Set<Path> to) {
    boolean included = false;
    for (Glob glob : globs) {
      if (glob.pattern().matcher(file.toString()).matches()) {
        included = !glob.negated();
      }
    }
    if (included) {
      to.add(file);
    }
  }

  private static String normalized(String pattern) {
    List<String> parts = new ArrayList<>();
    for (String part : pattern.split("/")) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  /// The leading parts without wildcards.
  private static Path fixed(String pattern) {
    Path path = Path.of("/");
    for (String part : pattern.substring(1).split("/")) {
      if (part.matches(".*[*?\\[].*")) {
        break;
      }
      path = path.resolve(part);
    }
    return path;
  }

  private static String regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> {
          if (pattern.startsWith("**/", i)) {
            regex.append("(?:.*/)?");
            i += 2;
          } else if (pattern.startsWith("**", i)) {
            regex.append(".*");
            i++;
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int end = pattern.indexOf(']', i + 2);
          if (end < 0) {
            regex.append("\\[");
          } else {
            String inside = pattern.substring(i + 1, end).replace("\\", "\\\\").replace("[", "\\[");
            regex
                .append('[')
                .append(inside.startsWith("!") ? "^" + inside.substring(1) : inside)
                .append(']');
            i = end;
          }
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
