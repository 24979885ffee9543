package dev.fairlead.terraform.config;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A pattern for paths with `/` between their parts. Two dialects exist: that of `.dockerignore`
/// files, where `**` may stand anywhere, and "doublestar", where `{a,b}` means either.
public final class PathPattern {
  private final String text;
  private final Pattern regex;

  private PathPattern(String text, Pattern regex) {
    this.text = text;
    this.regex = regex;
  }

  /// @throws IllegalArgumentException for a pattern that cannot be understood; the message says why
  public static PathPattern dockerignore(String pattern) {
    return new PathPattern(pattern, compile(pattern, false));
  }

  /// @throws IllegalArgumentException for a pattern that cannot be understood; the message says why
  public static PathPattern doublestar(String pattern) {
    return new PathPattern(pattern, compile(pattern, true));
  }

  /// Whether it matches the whole path.
  public boolean matches(String path) {
    return regex.matches(path);
  }

  /// Whether it matches the path or a directory above it.
  public boolean matchesOrParentMatches(String path) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      if (regex.matches(path.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private static Pattern compile(String pattern, boolean braces) {
    var regex = new StringBuilder();
    int open = 0;
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      switch (c) {
        case '*' -> {
          boolean whole = (i == 0 || pattern.charAt(i - 1) == '/') && pattern.startsWith("**", i);
          if (pattern.startsWith("**/", i) && (whole || !braces)) {
            regex.append("(?:.*/)?");
            i += 2;
          } else if (pattern.startsWith("**", i) && (!braces || isLastPart(pattern, i, whole))) {
            regex.append(".*");
            i++;
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> i = characterClass(pattern, i, regex);
        case '\\' -> {
          if (++i == pattern.length()) {
            throw new IllegalArgumentException("'" + pattern + "' ends with a backslash");
          }
          regex.append(Pattern.quote(pattern.substring(i, i + 1)));
        }
        case '{' -> {
          regex.append(braces ? "(?:" : "\\{");
          open++;
        }
        case '}' -> {
          regex.append(braces && open > 0 ? ")" : "\\}");
          open--;
        }
        case ',' -> regex.append(braces && open > 0 ? "|" : ",");
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    if (braces && open > 0) {
      throw new IllegalArgumentException("'" + pattern + "' has a '{' without a '}'");
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'" + pattern + "' is no pattern: " + e.getDescription(), e);
    }
  }

  private static boolean isLastPart(String pattern, int at, boolean whole) {
    return whole && at + 2 == pattern.length();
  }

  /// Copies `[...]`, with `^` or `!` for "none of".
  private static int characterClass(String pattern, int start, StringBuilder regex) {
    int i = start + 1;
    regex.append('[');
    if (i < pattern.length() && (pattern.charAt(i) == '^' || pattern.charAt(i) == '!')) {
      regex.append("^/");
      i++;
    }
    int first = i;
    for (; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == ']' && i > first) {
        regex.append(']');
        return i;
      }
      if (c == '\\' && i + 1 < pattern.length()) {
        i++;
        regex.append('\\').append(pattern.charAt(i));
      } else if (c == '[' || c == '&' || c == '^' || c == ']') {
        regex.append('\\').append(c);
      } else {
        regex.append(c);
      }
    }
    throw new IllegalArgumentException("'" + pattern + "' has a '[' without a ']'");
  }

  @Override
  public String toString() {
    return text;
  }
}
