package dev.fairlead.terraform.config;

import java.util.ArrayList;
import java.util.List;

/// Takes a command line apart as a shell does: blanks separate, quotes and backslashes protect, `#`
/// at the start of a word begins a comment. Nothing is expanded. Follows Go's `google/shlex`.
public final class ShellWords {

  private ShellWords() {}

  /// @throws IllegalArgumentException for a quote that is not closed
  public static List<String> split(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = null;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
        if (word != null) {
          words.add(word.toString());
          word = null;
        }
        continue;
      }
      if (c == '#' && word == null) {
        int end = line.indexOf('\n', i);
        i = end < 0 ? line.length() : end;
        continue;
      }
      if (word == null) {
        word = new StringBuilder();
      }
      switch (c) {
        case '\\' -> {
          if (++i == line.length()) {
            throw new IllegalArgumentException("EOF found after escape character");
          }
          word.append(line.charAt(i));
        }
        case '\'' -> {
          int end = line.indexOf('\'', i + 1);
          if (end < 0) {
            throw new IllegalArgumentException("EOF found when expecting closing quote");
          }
          word.append(line, i + 1, end);
          i = end;
        }
        case '"' -> i = doubleQuoted(line, i + 1, word);
        default -> word.append(c);
      }
    }
    if (word != null) {
      words.add(word.toString());
    }
    return words;
  }

  private static int doubleQuoted(String line, int start, StringBuilder word) {
    for (int i = start; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        return i;
      }
      if (c == '\\' && i + 1 < line.length()) {
        i++;
        word.append(line.charAt(i));
      } else {
        word.append(c);
      }
    }
    throw new IllegalArgumentException("EOF found when expecting closing quote");
  }
}
