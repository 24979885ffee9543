package dev.fairlead.chart;

/// Go's `filepath.Match`: `*` and `?` stop at a slash, `[a-z]`, `[^a]`, `\\` escapes.
final class FileMatch {
  /// `filepath.ErrBadPattern`.
  private static final class BadPattern extends RuntimeException {
    BadPattern() {
      super("syntax error in pattern", null, false, false);
    }
  }

  private FileMatch() {}

  static boolean isValid(String pattern) {
    try {
      match(pattern, "abc");
      return true;
    } catch (BadPattern _) {
      return false;
    }
  }

  /// Whether a pattern matches the whole text; one that is broken does not.
  static boolean matches(String pattern, String text) {
    try {
      return match(pattern, text);
    } catch (BadPattern _) {
      return false;
    }
  }

  private static boolean match(String pattern, String text) {
    String rest = pattern;
    String name = text;
    scan:
    while (!rest.isEmpty()) {
      int stars = 0;
      while (stars < rest.length() && rest.charAt(stars) == '*') {
        stars++;
      }
      int end = chunkEnd(rest, stars);
      String chunk = rest.substring(stars, end);
      rest = rest.substring(end);
      boolean star = stars > 0;
      if (star && chunk.isEmpty()) {
        // A trailing * matches the rest, unless there is a slash in it.
        return name.indexOf('/') < 0;
      }
      String left = chunk(chunk, name);
      // With nothing left to match against, the text has to be at its end too.
      if (left != null && (left.isEmpty() || !rest.isEmpty())) {
        name = left;
        continue;
      }
      if (star) {
        for (int i = 0; i < name.length() && name.charAt(i) != '/'; i++) {
          left = chunk(chunk, name.substring(i + 1));
          if (left != null && !(rest.isEmpty() && !left.isEmpty())) {
            name = left;
            continue scan;
          }
        }
      }
      // What follows has to be well formed all the same.
      while (!rest.isEmpty()) {
        int from = 0;
        while (from < rest.length() && rest.charAt(from) == '*') {
          from++;
        }
        int next = chunkEnd(rest, from);
        chunk(rest.substring(from, next), "");
        rest = rest.substring(next);
      }
      return false;
    }
    return name.isEmpty();
  }

  /// Where the part of a pattern ends that has no star in it.
  private static int chunkEnd(String pattern, int from) {
    boolean inClass = false;
    for (int i = from; i < pattern.length(); i++) {
      switch (pattern.charAt(i)) {
        case '\\' -> i++;
        case '[' -> inClass = true;
        case ']' -> inClass = false;
        case '*' -> {
          if (!inClass) {
            return i;
          }
        }
        default -> {
          // Part of the chunk.
        }
      }
    }
    return pattern.length();
  }

  /// What is left of a text behind a chunk; null where it does not match.
  private static @org.jspecify.annotations.Nullable String chunk(String chunk, String text) {
    boolean failed = false;
    int at = 0;
    int i = 0;
    while (i < chunk.length()) {
      failed |= at >= text.length();
      int c = failed ? 0 : text.codePointAt(at);
      switch (chunk.charAt(i)) {
        case '[' -> {
          at += failed ? 0 : Character.charCount(c);
          i++;
          boolean negated = i < chunk.length() && chunk.charAt(i) == '^';
          i += negated ? 1 : 0;
          boolean matched = false;
          for (int ranges = 0; ; ranges++) {
            if (i < chunk.length() && chunk.charAt(i) == ']' && ranges > 0) {
              i++;
              break;
            }
            i = escaped(chunk, i);
            int low = chunk.codePointAt(i);
            i = bounded(chunk, i + Character.charCount(low));
            int high = low;
            if (chunk.charAt(i) == '-') {
              i = escaped(chunk, i + 1);
              high = chunk.codePointAt(i);
              i = bounded(chunk, i + Character.charCount(high));
            }
            matched |= low <= c && c <= high;
          }
          failed |= matched == negated;
        }
        case '?' -> {
          if (!failed) {
            failed = c == '/';
            at += Character.charCount(c);
          }
          i++;
        }
        default -> {
          if (chunk.charAt(i) == '\\') {
            i++;
            if (i >= chunk.length()) {
              throw new BadPattern();
            }
          }
          int wanted = chunk.codePointAt(i);
          if (!failed) {
            failed = wanted != c;
            at += Character.charCount(c);
          }
          i += Character.charCount(wanted);
        }
      }
    }
    return failed ? null : text.substring(at);
  }

  /// The place of a class's next character, behind its backslash.
  private static int escaped(String chunk, int at) {
    if (at >= chunk.length() || chunk.charAt(at) == '-' || chunk.charAt(at) == ']') {
      throw new BadPattern();
    }
    return chunk.charAt(at) == '\\' ? bounded(chunk, at + 1) : at;
  }

  private static int bounded(String chunk, int at) {
    if (at >= chunk.length()) {
      throw new BadPattern();
    }
    return at;
  }
}
