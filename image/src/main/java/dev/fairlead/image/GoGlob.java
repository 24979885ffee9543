package dev.fairlead.image;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Patterns of Go's filepath.Match, with `**` for any number of directories as in `.dockerignore`.
final class GoGlob {
  private GoGlob() {}

  static boolean isPattern(String text) {
    return text.contains("*") || text.contains("?") || text.contains("[");
  }

  /// @throws ImageException INVALID where the pattern is not one
  static Pattern compile(String glob) {
    var regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      switch (c) {
        case '*' -> {
          if (i + 1 < glob.length() && glob.charAt(i + 1) == '*') {
            i++;
            if (i + 1 < glob.length() && glob.charAt(i + 1) == '/') {
              i++;
              regex.append("(.*/)?");
            } else {
              regex.append(".*");
            }
          } else {
            regex.append("[^/]*");
          }
        }
        case '?' -> regex.append("[^/]");
        case '[' -> {
          int close = glob.indexOf(']', i + 2);
          if (close < 0) {
            throw bad(glob);
          }
          String inside = glob.substring(i + 1, close).replace("\\", "\\\\").replace("[", "\\[");
          regex.append('[').append(inside.replace("&&", "&\\&")).append(']');
          i = close;
        }
        case '\\' -> {
          if (i + 1 < glob.length()) {
            i++;
          }
          regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
        }
        default -> regex.append(Pattern.quote(String.valueOf(c)));
      }
    }
    try {
      return Pattern.compile(regex.toString(), Pattern.DOTALL);
    } catch (PatternSyntaxException _) {
      throw bad(glob);
    }
  }

  private static ImageException bad(String glob) {
    return new ImageException(ImageException.Kind.INVALID, "syntax error in pattern: " + glob);
  }
}
