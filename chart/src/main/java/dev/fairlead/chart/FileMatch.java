package dev.fairlead.chart;

/// Go's `filepath.Match`: `*` and `?` stop at a slash, `[a-z]`, `[^a]`, `\` escapes.
final class FileMatch {
  private FileMatch() {}

  static boolean isValid(String pattern) {
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
        if (i >= pattern.length()) {
          return false;
        }
      } else if (c == '[') {
        int end = close(pattern, i);
        if (end < 0) {
          return false;
        }
        i = end;
      }
    }
    return true;
  }

  /// The position of the bracket that closes a class; -1 where there is none.
  private static int close(String pattern, int open) {
    int i = open + 1;
    if (i < pattern.length() && pattern.charAt(i) == '^') {
      i++;
    }
    int start = i;
    for (; i < pattern.length(); i++) {
      if (pattern.charAt(i) == '\\') {
        i++;
      } else if (pattern.charAt(i) == ']' && i > start) {
        return i;
      }
    }
    return -1;
  }

  static boolean matches(String pattern, String text) {
    return isValid(pattern) && matches(pattern, 0, text, 0);
  }

  private static boolean matches(String pattern, int p, String text, int t) {
    int i = p;
    int at = t;
    while (i < pattern.length()) {
      char c = pattern.charAt(i);
      if (c == '*') {
        while (i < pattern.length() && pattern.charAt(i) == '*') {
          i++;
        }
        for (int end = at; ; end++) {
          if (matches(pattern, i, text, end)) {
            return true;
          }
          if (end >= text.length() || text.charAt(end) == '/') {
            return false;
          }
        }
      }
      if (at >= text.length()) {
        return false;
      }
      int here = text.codePointAt(at);
      switch (c) {
        case '?' -> {
          if (here == '/') {
            return false;
          }
          i++;
        }
        case '[' -> {
          int end = close(pattern, i);
          if (!inClass(pattern.substring(i + 1, end), here)) {
            return false;
          }
          i = end + 1;
        }
        default -> {
          if (c == '\\') {
            i++;
          }
          int wanted = pattern.codePointAt(i);
          if (wanted != here) {
            return false;
          }
          i += Character.charCount(wanted);
        }
      }
      at += Character.charCount(here);
    }
    return at == text.length();
  }

  private static boolean inClass(String body, int c) {
    boolean negated = body.startsWith("^");
    int i = negated ? 1 : 0;
    boolean found = false;
    while (i < body.length()) {
      if (body.charAt(i) == '\\') {
        i++;
      }
      int low = body.codePointAt(i);
      i += Character.charCount(low);
      int high = low;
      if (i + 1 < body.length() && body.charAt(i) == '-') {
        i++;
        if (body.charAt(i) == '\\') {
          i++;
        }
        high = body.codePointAt(i);
        i += Character.charCount(high);
      }
      found |= c >= low && c <= high;
    }
    return found != negated;
  }
}
