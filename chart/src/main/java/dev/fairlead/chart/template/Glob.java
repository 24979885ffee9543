package dev.fairlead.chart.template;

import java.util.ArrayList;
import java.util.List;

/// The pattern language of `.Files.Glob` (gobwas/glob with `/` as separator): `*` and `?` stop at a
/// slash, `**` does not, `[a-z]`, `[!a]`, `{a,b}`, `\` escapes.
final class Glob {
  private final java.util.regex.Pattern pattern;

  private Glob(java.util.regex.Pattern pattern) {
    this.pattern = pattern;
  }

  /// A pattern that cannot be read matches everything, as in Helm.
  static Glob compile(String text) {
    try {
      return new Glob(java.util.regex.Pattern.compile(regex(text), java.util.regex.Pattern.DOTALL));
    } catch (IllegalArgumentException _) {
      // Helm falls back to "**".
      return new Glob(java.util.regex.Pattern.compile(".*", java.util.regex.Pattern.DOTALL));
    }
  }

  boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  private static String regex(String text) {
    StringBuilder out = new StringBuilder();
    List<Boolean> groups = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '*' -> {
          boolean twice = i + 1 < text.length() && text.charAt(i + 1) == '*';
          out.append(twice ? ".*" : "[^/]*");
          while (i + 1 < text.length() && text.charAt(i + 1) == '*') {
            i++;
          }
        }
        case '?' -> out.append("[^/]");
        case '[' -> {
          int end = text.indexOf(']', i + 1);
          if (end < 0) {
            throw new IllegalArgumentException("unclosed range");
          }
          String body = text.substring(i + 1, end);
          boolean not = body.startsWith("!");
          String set = not ? body.substring(1) : body;
          out.append(not ? "[^" : "[");
          for (int j = 0; j < set.length(); j++) {
            char member = set.charAt(j);
            out.append(member == '-' || Character.isLetterOrDigit(member) ? "" : "\\")
                .append(member);
          }
          out.append(']');
          i = end;
        }
        case '{' -> {
          groups.add(true);
          out.append("(?:");
        }
        case '}' -> {
          if (groups.isEmpty()) {
            out.append("\\}");
          } else {
            groups.removeLast();
            out.append(')');
          }
        }
        case ',' -> out.append(groups.isEmpty() ? "," : "|");
        case '\\' -> {
          i++;
          if (i < text.length()) {
            out.append(java.util.regex.Pattern.quote(text.substring(i, i + 1)));
          }
        }
        default -> out.append(java.util.regex.Pattern.quote(Character.toString(c)));
      }
    }
    if (!groups.isEmpty()) {
      throw new IllegalArgumentException("unclosed alternatives");
    }
    return out.toString();
  }
}
