package dev.fairlead.yaml;

import java.util.Comparator;

/// go-yaml's natural order of keys (`sorter.go`): letters behind other characters, runs of digits
/// as numbers.
enum GoKeyOrder implements Comparator<String> {
  V2,
  /// Directly behind digits, letters come first.
  V3;

  @Override
  public int compare(String left, String right) {
    if (left.equals(right)) {
      return 0;
    }
    return less(left, right) ? -1 : 1;
  }

  private boolean less(String a, String b) {
    boolean digits = false;
    int at = 0;
    while (at < a.length() && at < b.length()) {
      int charA = a.codePointAt(at);
      int charB = b.codePointAt(at);
      if (charA == charB) {
        digits = this == V3 && Character.isDigit(charA);
        at += Character.charCount(charA);
        continue;
      }
      boolean letterA = Character.isLetter(charA);
      boolean letterB = Character.isLetter(charB);
      if (letterA && letterB) {
        return charA < charB;
      }
      if (letterA || letterB) {
        return digits ? letterA : letterB;
      }
      // Zeros count only behind a number that has begun.
      boolean begun = (charA == '0' || charB == '0') && endsInNumber(a, at);
      Run runA = Run.of(a, at, begun);
      Run runB = Run.of(b, at, begun);
      if (runA.number != runB.number) {
        return runA.number < runB.number;
      }
      if (runA.length != runB.length) {
        return runA.length < runB.length;
      }
      return charA < charB;
    }
    return a.length() < b.length();
  }

  /// Whether a text has a number above zero right before an index.
  private static boolean endsInNumber(String text, int end) {
    int at = end;
    while (at > 0 && Character.isDigit(text.codePointBefore(at))) {
      int c = text.codePointBefore(at);
      if (c != '0') {
        return true;
      }
      at -= Character.charCount(c);
    }
    return false;
  }

  /// The digits from an index on.
  private record Run(long number, int length) {
    static Run of(String text, int from, boolean begun) {
      long number = begun ? 1 : 0;
      int length = 0;
      for (int at = from; at < text.length(); length++) {
        int c = text.codePointAt(at);
        if (!Character.isDigit(c)) {
          break;
        }
        number = number * 10 + (c - '0');
        at += Character.charCount(c);
      }
      return new Run(number, length);
    }
  }
}
