package dev.fairlead.ansible.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lines of an INI inventory with what each of them is.
public final class IniLines {
  private static final Pattern SECTION =
      Pattern.compile("\\[([^:\\]\\s]+)(?::(\\w+))?]\\s*(?:#.*)?");

  private IniLines() {}

  public enum Kind {
    BLANK,
    COMMENT,
    SECTION,
    HOST,
    CHILD,
    VARIABLE,
    /// Looks like a section and is none.
    BROKEN
  }

  /// @param group of the section that the line is in, or that it begins
  /// @param state `hosts`, `children`, `vars`, or a word that Ansible does not know
  /// @param number counts from 1
  /// @param start offset of its first character in the text
  /// @param content without line end, not stripped
  /// @param end how the line ends: `\n`, `\r\n`, or nothing at the end of the text
  public record Line(
      Kind kind, String group, String state, int number, int start, String content, String end) {

    /// Offset of the first character that is no blank, counted from the line's start.
    public int indent() {
      int at = 0;
      while (at < content.length() && Character.isWhitespace(content.charAt(at))) {
        at++;
      }
      return at;
    }
  }

  /// Every character of the text is in one of the lines.
  public static List<Line> of(String text) {
    List<Line> lines = new ArrayList<>();
    String group = "ungrouped";
    String state = "hosts";
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      int next = newline < 0 ? text.length() : newline + 1;
      int end = newline < 0 ? text.length() : newline;
      if (end > start && text.charAt(end - 1) == '\r') {
        end--;
      }
      String content = text.substring(start, end);
      String stripped = content.strip();
      Matcher section = SECTION.matcher(stripped);
      Kind kind;
      if (stripped.isEmpty()) {
        kind = Kind.BLANK;
      } else if (stripped.startsWith("#") || stripped.startsWith(";")) {
        kind = Kind.COMMENT;
      } else if (section.matches()) {
        kind = Kind.SECTION;
        group = section.group(1);
        state = section.group(2) == null ? "hosts" : section.group(2);
      } else if (stripped.startsWith("[") && stripped.endsWith("]")) {
        kind = Kind.BROKEN;
      } else {
        kind =
            switch (state) {
              case "children" -> Kind.CHILD;
              case "vars" -> Kind.VARIABLE;
              default -> Kind.HOST;
            };
      }
      lines.add(
          new Line(
              kind, group, state, lines.size() + 1, start, content, text.substring(end, next)));
      start = next;
    }
    return lines;
  }
}
