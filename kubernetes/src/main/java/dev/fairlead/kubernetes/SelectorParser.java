package dev.fairlead.kubernetes;

import dev.fairlead.kubernetes.LabelSelector.Operator;
import dev.fairlead.kubernetes.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The grammar of label selectors in URLs, with the API server's error texts.
final class SelectorParser {

  private final String text;
  private int at;

  SelectorParser(String text) {
    this.text = text;
  }

  List<Requirement> requirements() {
    List<Requirement> found = new ArrayList<>();
    if (peek().isEmpty()) {
      return found;
    }
    while (true) {
      found.add(requirement());
      String next = token();
      if (next.isEmpty()) {
        return found;
      }
      if (!next.equals(",")) {
        throw fault("found '%s', expected: ',' or 'end of string'".formatted(next));
      }
      String after = peek();
      if (after.isEmpty() || after.equals(",")) {
        throw invalid("found '%s', expected: identifier after ','".formatted(after));
      }
    }
  }

  private Requirement requirement() {
    String first = token();
    if (first.equals("!")) {
      return new Requirement(key(token()), Operator.ABSENT, Set.of());
    }
    String key = key(first);
    String next = peek();
    if (next.isEmpty() || next.equals(",")) {
      return new Requirement(key, Operator.EXISTS, Set.of());
    }
    return switch (token()) {
      case "=", "==" -> new Requirement(key, Operator.EQUALS, Set.of(value(key)));
      case "!=" -> new Requirement(key, Operator.NOT_EQUALS, Set.of(value(key)));
      case ">" -> new Requirement(key, Operator.GREATER, Set.of(number(key)));
      case "<" -> new Requirement(key, Operator.LESS, Set.of(number(key)));
      case "in" -> new Requirement(key, Operator.IN, values(key));
      case "notin" -> new Requirement(key, Operator.NOT_IN, values(key));
      default -> throw fault("found '%s', expected: in, notin, =, ==, !=, gt, lt".formatted(next));
    };
  }

  private String key(String token) {
    if (!isWord(token)) {
      throw fault("found '%s', expected: !, identifier, or 'end of string'".formatted(token));
    }
    String wrong = Names.qualifiedName(token);
    if (wrong != null) {
      throw fault("<nil>: Invalid value: \"%s\": %s".formatted(token, wrong));
    }
    return token;
  }

  private String value(String key) {
    String next = peek();
    if (next.isEmpty() || next.equals(",")) {
      return "";
    }
    String token = token();
    if (!isWord(token)) {
      throw fault("found '%s', expected: identifier".formatted(token));
    }
    return checked(key, token);
  }

  private static String checked(String key, String value) {
    String wrong = Names.labelValue(value);
    if (wrong != null) {
      throw fault("values[0][%s]: Invalid value: \"%s\": %s".formatted(key, value, wrong));
    }
    return value;
  }

  private String number(String key) {
    String value = value(key);
    if (!value.matches("[+-]?[0-9]{1,18}")) {
      throw fault(
          "values[0]: Invalid value: \"%s\": for 'Gt', 'Lt' operators, the value must be an integer"
              .formatted(value));
    }
    return value;
  }

  private Set<String> values(String key) {
    String open = token();
    if (!open.equals("(")) {
      throw fault("found '%s', expected: '('".formatted(open));
    }
    Set<String> values = new TreeSet<>();
    while (true) {
      String next = peek();
      if (next.equals(",") || next.equals(")")) {
        values.add("");
      } else {
        String token = token();
        if (!isWord(token)) {
          throw fault("found '%s', expected: ',', ')' or identifier".formatted(token));
        }
        values.add(checked(key, token));
      }
      String separator = token();
      if (separator.equals(")")) {
        return values;
      }
      if (!separator.equals(",")) {
        throw fault("found '%s', expected: ',' or ')'".formatted(separator));
      }
    }
  }

  private static boolean isWord(String token) {
    return !token.isEmpty() && !isSpecial(token.charAt(0));
  }

  private static boolean isSpecial(char c) {
    return c == '=' || c == '!' || c == '(' || c == ')' || c == ',' || c == '>' || c == '<';
  }

  private String peek() {
    int start = at;
    String token = token();
    at = start;
    return token;
  }

  /// The next token; empty at the end.
  private String token() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int start = at;
    if (at == text.length()) {
      return "";
    }
    if (isSpecial(text.charAt(at))) {
      at++;
      boolean two =
          at < text.length()
              && text.charAt(at) == '='
              && (text.charAt(start) == '=' || text.charAt(start) == '!');
      if (two) {
        at++;
      }
      return text.substring(start, at);
    }
    while (at < text.length()
        && !isSpecial(text.charAt(at))
        && !Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.substring(start, at);
  }

  private static KubernetesException fault(String what) {
    return invalid("unable to parse requirement: " + what);
  }

  private static KubernetesException invalid(String message) {
    return new KubernetesException(400, "BadRequest", message);
  }
}
