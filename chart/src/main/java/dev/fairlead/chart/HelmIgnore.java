package dev.fairlead.chart;

import dev.fairlead.chart.go.GoStrings;
import java.util.ArrayList;
import java.util.List;

/// `.helmignore`: like `.gitignore`, but without `**`, and with a negation of its own kind.
final class HelmIgnore {
  private record Rule(boolean negate, boolean directory, boolean anchored, String pattern) {
    boolean matches(String path) {
      boolean whole = anchored || pattern.indexOf('/') >= 0;
      return FileMatch.matches(pattern, whole ? path : path.substring(path.lastIndexOf('/') + 1));
    }
  }

  private final List<Rule> rules = new ArrayList<>();

  /// Reads the rules of a file; the implicit one on dot files in `templates/` comes last.
  static HelmIgnore of(String text) {
    HelmIgnore out = new HelmIgnore();
    String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
    body.lines().forEach(out::add);
    out.add("templates/.?*");
    return out;
  }

  private void add(String line) {
    String rule = GoStrings.trimSpace(line);
    if (rule.isEmpty() || rule.startsWith("#")) {
      return;
    }
    if (rule.contains("**")) {
      throw new ChartException("double-star (**) syntax is not supported");
    }
    if (!FileMatch.isValid(rule)) {
      throw new ChartException("syntax error in pattern");
    }
    boolean negate = rule.startsWith("!");
    String pattern = negate ? rule.substring(1) : rule;
    boolean directory = pattern.endsWith("/");
    pattern = directory ? pattern.substring(0, pattern.length() - 1) : pattern;
    boolean anchored = pattern.startsWith("/");
    rules.add(new Rule(negate, directory, anchored, anchored ? pattern.substring(1) : pattern));
  }

  boolean ignores(String path, boolean isDirectory) {
    for (Rule rule : rules) {
      if (rule.negate()) {
        if ((rule.directory() && !isDirectory) || !rule.matches(path)) {
          return true;
        }
      } else if (!(rule.directory() && !isDirectory) && rule.matches(path)) {
        return true;
      }
    }
    return false;
  }
}
