package dev.fairlead.image;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The rules of a `.dockerignore`: Go's file patterns and `**`, the last matching rule wins, `!`
/// takes back. A rule that matches a directory holds for all below it.
final class IgnoreFile {
  static final IgnoreFile NONE = new IgnoreFile(List.of());

  private final List<Rule> rules;

  private record Rule(Pattern pattern, boolean takesBack) {}

  private IgnoreFile(List<Rule> rules) {
    this.rules = rules;
  }

  static IgnoreFile parse(String text) {
    var rules = new ArrayList<Rule>();
    for (String line : text.split("\r?\n")) {
      if (line.startsWith("#") || line.isBlank()) {
        continue;
      }
      String rule = line.strip();
      boolean takesBack = rule.startsWith("!");
      if (takesBack) {
        rule = rule.substring(1).strip();
      }
      rule = clean(rule);
      if (!rule.isEmpty()) {
        rules.add(new Rule(GoGlob.compile(rule), takesBack));
      }
    }
    return new IgnoreFile(List.copyOf(rules));
  }

  /// As Go's filepath.Clean, without a leading slash.
  private static String clean(String path) {
    var parts = new ArrayList<String>();
    for (String part : path.split("/")) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.removeLast();
      } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /// Whether a path is left out of the context.
  boolean ignores(String path) {
    boolean ignored = false;
    for (Rule rule : rules) {
      if (ignored == rule.takesBack() && matches(rule.pattern(), path)) {
        ignored = !rule.takesBack();
      }
    }
    return ignored;
  }

  /// Whether a rule may take back something below an ignored directory.
  boolean mayTakeBack() {
    return rules.stream().anyMatch(Rule::takesBack);
  }

  private static boolean matches(Pattern pattern, String path) {
    for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
      if (pattern.matcher(path.substring(0, end)).matches()) {
        return true;
      }
    }
    return pattern.matcher(path).matches();
  }
}
