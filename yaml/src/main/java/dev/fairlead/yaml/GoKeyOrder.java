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
    return less(left.codePoints().toArray(), right.codePoints().toArray()) ? -1 : 1;
  }

  private boolean less(int[] a, int[] b) {
    boolean digits = false;
    for (int i = 0; i < a.length && i < b.length; i++) {
      if (a[i] == b[i]) {
        digits = this == V3 && Character.isDigit(a[i]);
        continue;
      }
      boolean letterA = Character.isLetter(a[i]);
      boolean letterB = Character.isLetter(b[i]);
      if (letterA && letterB) {
        return a[i] < b[i];
      }
      if (letterA || letterB) {
        return digits ? letterA : letterB;
      }
      long numberA = 0;
      long numberB = 0;
      if (a[i] == '0' || b[i] == '0') {
        for (int j = i - 1; j >= 0 && Character.isDigit(a[j]); j--) {
          if (a[j] != '0') {
            numberA = 1;
            numberB = 1;
            break;
          }
        }
      }
      int endA = i;
      for (; endA < a.length && Character.isDigit(a[endA]); endA++) {
        numberA = numberA * 10 + (a[endA] - '0');
      }
      int endB = i;
      for (; endB < b.length && Character.isDigit(b[endB]); endB++) {
        numberB = numberB * 10 + (b[endB] - '0');
      }
      if (numberA != numberB) {
        return numberA < numberB;
      }
      if (endA != endB) {
        return endA < endB;
      }
      return a[i] < b[i];
    }
    return a.length < b.length;
  }
}
