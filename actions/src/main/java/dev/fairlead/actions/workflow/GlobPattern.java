package dev.fairlead.actions.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// One pattern of a branch, tag or path filter, in GitHub's own language: `*` stops at `/`, `**`
/// does not, `?` and `+` repeat the character before them, `!` in front negates, `\` takes the next
/// character as it is. It must match the whole text.
public record GlobPattern(String text, boolean negated, Pattern regex) {

  /// @throws IllegalArgumentException with what is wrong with it
  public static GlobPattern parse(String text) {
    boolean negated = text.startsWith("!");
    String rest = negated ? text.substring(1) : text;
    if (rest.isEmpty()) {
      throw new IllegalArgumentException("the pattern is empty");
    }
    return new GlobPattern(text, negated, Pattern.compile(regex(rest), Pattern.DOTALL));
  }

  private static String regex(String text) {
    List<String> atoms = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case '*' -> {
          if (text.startsWith("**/", at) && (at == 0 || text.charAt(at - 1) == '/')) {
            atoms.add("(?:.*/)?");
            at += 3;
          } else if (text.startsWith("**", at)) {
            atoms.add(".*");
            at += 2;
          } else {
            atoms.add("[^/]*");
            at++;
          }
        }
        case '?', '+' -> {
          if (atoms.isEmpty()) {
            throw new IllegalArgumentException(
                "'" + c + "' at its start: there is no character before it to repeat");
          }
          atoms.add("(?:" + atoms.removeLast() + ")" + c);
          at++;
        }
        case '[' -> {
          int end = text.indexOf(']', at + 1);
          if (end < 0) {
            throw new IllegalArgumentException("'[' without ']'");
          }
          atoms.add(characters(text.substring(at + 1, end)));
          at = end + 1;
        }
        case '\\' -> {
          if (at + 1 == text.length()) {
            throw new IllegalArgumentException("'\\' at its end");
          }
          atoms.add(Pattern.quote(text.substring(at + 1, at + 2)));
          at += 2;
        }
        default -> {
          int length = Character.charCount(text.codePointAt(at));
          atoms.add(Pattern.quote(text.substring(at, at + length)));
          at += length;
        }
      }
    }
    return String.join("", atoms);
  }

  private static String characters(String inside) {
    if (!Pattern.matches("(?:[a-z]-[a-z]|[A-Z]-[A-Z]|[0-9]-[0-9]|[a-zA-Z0-9])+", inside)) {
      throw new IllegalArgumentException(
          "'[" + inside + "]' may hold only letters, digits and ranges a-z, A-Z, 0-9");
    }
    return "[" + inside + "]";
  }

  public boolean matches(String value) {
    return regex.matcher(value).matches();
  }

  /// Whether a list of patterns lets a value through: the last one that matches decides.
  public static boolean accepts(List<GlobPattern> patterns, String value) {
    return decider(patterns, value).filter(pattern -> !pattern.negated()).isPresent();
  }

  /// The last pattern that matches.
  static Optional<GlobPattern> decider(List<GlobPattern> patterns, String value) {
    return patterns.stream().filter(pattern -> pattern.matches(value)).reduce((_, last) -> last);
  }
}
