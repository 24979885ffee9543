package dev.fairlead.ansible.inventory;

import java.util.ArrayList;
import java.util.List;

/// Splits a host line as Python's `shlex.split(line, comments=True)`: an unquoted `#` begins a
/// comment wherever it stands, also inside a word.
public final class ShellWords {
  private ShellWords() {}

  /// A word after unquoting, and where it stands.
  ///
  /// @param start offset of its first character in the line
  /// @param end offset behind its last character, quotes included
  public record Word(String text, int start, int end) {}

  /// A quotation that is not closed, or an escape at the end of the line.
  public static final class UnbalancedException extends RuntimeException {
    UnbalancedException(String message) {
      super(message);
    }
  }

  /// @throws UnbalancedException as Python's `ValueError`
  public static List<Word> split(String line) {
    List<Word> words = new ArrayList<>();
    int at = 0;
    while (at < line.length()) {
      if (isBlank(line.charAt(at))) {
        at++;
        continue;
      }
      if (line.charAt(at) == '#') {
        break;
      }
      StringBuilder text = new StringBuilder();
      int end = word(line, at, text);
      words.add(new Word(text.toString(), at, end));
      at = end;
    }
    return words;
  }

  private static int word(String line, int start, StringBuilder text) {
    int at = start;
    while (at < line.length()) {
      char c = line.charAt(at);
      if (isBlank(c) || c == '#') {
        return at;
      }
      at++;
      if (c == '\\') {
        if (at == line.length()) {
          throw new UnbalancedException("No escaped character");
        }
        text.append(line.charAt(at++));
      } else if (c == '"' || c == '\'') {
        at = quoted(line, at, c, text);
      } else {
        text.append(c);
      }
    }
    return at;
  }

  private static int quoted(String line, int start, char quote, StringBuilder text) {
    int at = start;
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (c == quote) {
        return at;
      }
      if (c == '\\' && quote == '"' && at < line.length()) {
        char next = line.charAt(at++);
        if (next != '"' && next != '\\') {
          text.append('\\');
        }
        text.append(next);
      } else {
        text.append(c);
      }
    }
    throw new UnbalancedException("No closing quotation");
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
  }
}
