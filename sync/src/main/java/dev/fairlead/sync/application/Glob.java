package dev.fairlead.sync.application;

import java.util.regex.Pattern;

/// File-name patterns in the dialects that Argo CD mixes.
///
/// @param text as it was written
public record Glob(String text, Pattern pattern) {

  public enum Dialect {
    /// `*` matches `/` too: directory include and exclude, ignoreDifferences, sync windows.
    CROSSING,
    /// `*` stays within a path segment, `**` crosses: source repositories, value files, generators.
    SEGMENTS
  }

  public static Glob of(String text, Dialect dialect) {
    return new Glob(text, Pattern.compile(regex(text, dialect), Pattern.DOTALL));
  }

  public boolean matches(String value) {
    return pattern.matcher(value).matches();
  }

  /// Whether the text has any sign with a special meaning.
  public static boolean isPattern(String text) {
    return text.indexOf('*') >= 0
        || text.indexOf('?') >= 0
        || text.indexOf('[') >= 0
        || text.indexOf('{') >= 0;
  }

  private static String regex(String text, Dialect dialect) {
    var out = new StringBuilder();
    String any = dialect == Dialect.CROSSING ? ".*" : "[^/]*";
    String one = dialect == Dialect.CROSSING ? "." : "[^/]";
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '*' -> {
          if (i + 1 < text.length() && text.charAt(i + 1) == '*') {
            i++;
            if (i + 1 < text.length() && text.charAt(i + 1) == '/') {
              // `a/**/b` matches `a/b` too.
              i++;
              out.append("(?:.*/)?");
            } else {
              out.append(".*");
            }
          } else {
            out.append(any);
          }
        }
        case '?' -> out.append(one);
        case '{' -> {
          out.append("(?:");
          depth++;
        }
        case '}' -> {
          out.append(depth > 0 ? ")" : "\\}");
          depth = Math.max(0, depth - 1);
        }
        case ',' -> out.append(depth > 0 ? "|" : ",");
        case '[' -> {
          int end = text.indexOf(']', i + 1);
          if (end < 0) {
            out.append("\\[");
          } else {
            String set = text.substring(i + 1, end).replace("\\", "\\\\");
            out.append('[').append(set.startsWith("!") ? "^" + set.substring(1) : set).append(']');
            i = end;
          }
        }
        case '\\' -> {
          if (i + 1 < text.length()) {
            i++;
            out.append(Pattern.quote(String.valueOf(text.charAt(i))));
          }
        }
        default -> out.append(Pattern.quote(String.valueOf(c)));
      }
    }
    out.append(")".repeat(depth));
    return out.toString();
  }
}
