package dev.fairlead.terraform.project;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the blocks of an HCL text and those of their attributes that are plain strings. It reads
/// past everything else, also past what Terraform would refuse: it finds facts, it does not check.
final class HclBlocks {

  /// @param strings attributes whose whole value is a string without `${`
  record Block(String type, List<String> labels, Map<String, String> strings, List<Block> blocks) {

    /// Nested blocks of a type.
    List<Block> all(String wanted) {
      return blocks.stream().filter(block -> block.type().equals(wanted)).toList();
    }

    Optional<String> string(String name) {
      return Optional.ofNullable(strings.get(name));
    }
  }

  private final String text;
  private int at;

  private HclBlocks(String text) {
    this.text = text;
  }

  /// The file as a block without a type.
  static Block parse(String text) {
    return new HclBlocks(text).body("", List.of(), 0);
  }

  private static final int MAX_DEPTH = 100;

  private Block body(String type, List<String> labels, int depth) {
    Map<String, String> strings = new LinkedHashMap<>();
    List<Block> blocks = new ArrayList<>();
    while (true) {
      skipBlanks(true);
      if (at >= text.length()) {
        break;
      }
      char c = text.charAt(at);
      if (c == '}') {
        at++;
        break;
      }
      if (!isNameStart(c)) {
        skipExpression();
        continue;
      }
      String name = name();
      skipBlanks(false);
      if (at < text.length() && text.charAt(at) == '=') {
        at++;
        attribute(name, strings);
        continue;
      }
      List<String> own = new ArrayList<>();
      while (at < text.length() && (text.charAt(at) == '"' || isNameStart(text.charAt(at)))) {
        if (text.charAt(at) == '"') {
          String label = string();
          own.add(label == null ? "" : label);
        } else {
          own.add(name());
        }
        skipBlanks(false);
      }
      if (at < text.length() && text.charAt(at) == '{' && depth < MAX_DEPTH) {
        at++;
        blocks.add(body(name, own, depth + 1));
      } else {
        skipExpression();
      }
    }
    return new Block(type, labels, strings, blocks);
  }

  private void attribute(String name, Map<String, String> strings) {
    skipBlanks(false);
    if (at < text.length() && text.charAt(at) == '"') {
      int start = at;
      String value = string();
      skipBlanks(false);
      if (value != null && (at >= text.length() || "\n}".indexOf(text.charAt(at)) >= 0)) {
        strings.put(name, value);
        return;
      }
      at = start;
    }
    skipExpression();
  }

  /// Moves behind the expression at hand: to the end of its line, outside of all brackets.
  private void skipExpression() {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"') {
        string();
        continue;
      }
      if (text.startsWith("<<", at)) {
        heredoc();
        if (depth == 0) {
          return;
        }
        continue;
      }
      if (comment()) {
        continue;
      }
      if (c == '\n' && depth == 0) {
        at++;
        return;
      }
      if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (c == ')' || c == ']' || c == '}') {
        if (depth == 0) {
          if (c != '}') {
            at++;
          }
          return; // The end of the block around it.
        }
        depth--;
      }
      at++;
    }
  }

  /// Reads a quoted string; null where it holds a template.
  private @Nullable String string() {
    var value = new StringBuilder();
    boolean template = false;
    at++;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"' || c == '\n') {
        at++;
        return template ? null : value.toString();
      }
      if (c == '\\' && at + 1 < text.length()) {
        char next = text.charAt(at + 1);
        value.append(
            switch (next) {
              case 'n' -> '\n';
              case 't' -> '\t';
              case 'r' -> '\r';
              default -> next;
            });
        at += 2;
        continue;
      }
      if ((c == '$' || c == '%') && text.startsWith("{", at + 1)) {
        if (at > 0 && text.charAt(at - 1) == c) {
          value.append('{');
          at += 2;
          continue;
        }
        template = true;
        at += 2;
        interpolation();
        continue;
      }
      value.append(c);
      at++;
    }
    return null;
  }

  private void interpolation() {
    int depth = 1;
    while (at < text.length() && depth > 0) {
      char c = text.charAt(at);
      if (c == '"') {
        string();
        continue;
      }
      if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      }
      at++;
    }
  }

  private void heredoc() {
    at += 2;
    if (at < text.length() && text.charAt(at) == '-') {
      at++;
    }
    int end = text.indexOf('\n', at);
    if (end < 0) {
      at = text.length();
      return;
    }
    String marker = text.substring(at, end).strip();
    if (marker.isEmpty() || !isNameStart(marker.charAt(0))) {
      return; // A shift or a comparison of another language: no heredoc.
    }
    at = end + 1;
    while (at < text.length()) {
      int lineEnd = text.indexOf('\n', at);
      String line = text.substring(at, lineEnd < 0 ? text.length() : lineEnd);
      at = lineEnd < 0 ? text.length() : lineEnd + 1;
      if (line.strip().equals(marker)) {
        return;
      }
    }
  }

  private void skipBlanks(boolean lines) {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == ' '
          || c == '\t'
          || c == '\r'
          || c == '\uFEFF'
          || (lines && (c == '\n' || c == ','))) {
        at++;
      } else if (!comment()) {
        return;
      }
    }
  }

  /// Moves to the end of a comment's line, or behind a comment within a line.
  private boolean comment() {
    if (text.startsWith("#", at) || text.startsWith("//", at)) {
      int end = text.indexOf('\n', at);
      at = end < 0 ? text.length() : end;
      return true;
    }
    if (text.startsWith("/*", at)) {
      int end = text.indexOf("*/", at + 2);
      at = end < 0 ? text.length() : end + 2;
      return true;
    }
    return false;
  }

  private String name() {
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static boolean isNameStart(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-';
  }
}
