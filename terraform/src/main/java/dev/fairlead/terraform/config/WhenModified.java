package dev.fairlead.terraform.config;

import java.util.ArrayList;
import java.util.List;

/// Decides by the rules of `.dockerignore` files whether a changed path concerns a project:
/// patterns are tried in order, `!` takes back, the last match decides, and a pattern that matches
/// a directory matches what is below it.
public final class WhenModified {
  private final List<Line> lines = new ArrayList<>();

  private record Line(PathPattern pattern, boolean takesBack) {}

  /// @param dir what the patterns are relative to; `.` for the root
  /// @throws IllegalArgumentException for a pattern that cannot be understood
  public WhenModified(String dir, List<String> patterns) {
    for (String entry : patterns) {
      String text = entry.strip();
      boolean takesBack = text.startsWith("!");
      if (takesBack) {
        text = text.substring(1).strip();
      }
      if (!text.isEmpty()) {
        String path = RepoPath.clean(dir + "/" + text);
        lines.add(new Line(PathPattern.dockerignore(path), takesBack));
      }
    }
  }

  /// @param path from the root of the repository; of a file that may have been deleted
  public boolean matches(String path) {
    boolean matched = false;
    for (Line line : lines) {
      if (line.takesBack() == matched && line.pattern().matchesOrParentMatches(path)) {
        matched = !line.takesBack();
      }
    }
    return matched;
  }
}
