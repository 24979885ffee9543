package dev.fairlead.actions.expression;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The functions, with how many arguments each takes.
enum Function {
  CONTAINS("contains", 2, 2),
  STARTS_WITH("startsWith", 2, 2),
  ENDS_WITH("endsWith", 2, 2),
  FORMAT("format", 1, 255),
  JOIN("join", 1, 2),
  TO_JSON("toJSON", 1, 1),
  FROM_JSON("fromJSON", 1, 1),
  HASH_FILES("hashFiles", 1, 255),
  CASE("case", 3, 255),
  SUCCESS("success", 0, 255),
  FAILURE("failure", 0, 255),
  ALWAYS("always", 0, 0),
  CANCELLED("cancelled", 0, 0);

  private final String spelling;
  private final int least;
  private final int most;

  Function(String spelling, int least, int most) {
    this.spelling = spelling;
    this.least = least;
    this.most = most;
  }

  String key() {
    return spelling.toLowerCase(Locale.ROOT);
  }

  static Optional<Function> named(String name) {
    return Arrays.stream(values())
        .filter(function -> function.spelling.equalsIgnoreCase(name))
        .findFirst();
  }

  static String names() {
    return Arrays.stream(values())
        .map(function -> function.spelling)
        .collect(Collectors.joining(", "));
  }

  void checkCount(int count) {
    if (count < least || count > most) {
      throw new ExpressionException(
          spelling
              + " takes "
              + (least == most ? least + "" : least + " to " + most)
              + (most == 1 ? " argument" : " arguments")
              + ", found "
              + count);
    }
    if (this == CASE && count % 2 == 0) {
      throw new ExpressionException(
          "case takes pairs of condition and value, and one default at the end: an odd number of"
              + " arguments, found "
              + count);
    }
  }
}
