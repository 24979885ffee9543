package dev.fairlead.actions.expression;

import java.util.List;

/// `format('{0} of {1}', a, b)`.
final class FormatText {

  private FormatText() {}

  static String format(List<Value> arguments) {
    String pattern = arguments.getFirst().text();
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      boolean doubled = at + 1 < pattern.length() && pattern.charAt(at + 1) == c;
      if ((c == '{' || c == '}') && doubled) {
        result.append(c);
        at += 2;
      } else if (c == '{') {
        int end = pattern.indexOf('}', at);
        String number = end < 0 ? "" : pattern.substring(at + 1, end);
        if (number.isEmpty() || !number.chars().allMatch(digit -> digit >= '0' && digit <= '9')) {
          throw bad(pattern, at);
        }
        int index = number.length() > 3 ? Integer.MAX_VALUE : Integer.parseInt(number);
        if (index >= arguments.size() - 1) {
          throw new ExpressionException(
              "format: '"
                  + pattern
                  + "' asks for argument {"
                  + number
                  + "}, but there are only "
                  + (arguments.size() - 1));
        }
        result.append(arguments.get(index + 1).text());
        at = end + 1;
      } else if (c == '}') {
        throw bad(pattern, at);
      } else {
        result.append(c);
        at++;
      }
    }
    return result.toString();
  }

  private static ExpressionException bad(String pattern, int at) {
    return new ExpressionException(
        "format: '"
            + pattern
            + "' has a lone brace at character "
            + (at + 1)
            + "; write {{ or }} for one that is meant as text");
  }
}
