package dev.fairlead.model;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/// Finds the name that somebody may have meant.
public final class DidYouMean {
  /// A name of this many letters may have one of them wrong.
  private static final int LETTERS_PER_SLIP = 4;

  /// More of them make another word, however long it is.
  private static final int MOST_SLIPS = 3;

  private DidYouMean() {}

  /// The known name that is nearest to a wanted one by edit distance, first of equals in
  /// alphabetical order; empty where none is near, or where the wanted one is known.
  public static Optional<String> among(String wanted, Collection<String> known) {
    String best = null;
    int least = Integer.MAX_VALUE;
    for (String name : new TreeSet<>(known)) {
      if (name.equals(wanted)) {
        return Optional.empty();
      }
      int length = Math.min(wanted.length(), name.length());
      int most = Math.clamp(length / LETTERS_PER_SLIP, 1, MOST_SLIPS);
      int distance = plain(wanted).equals(plain(name)) ? 0 : distance(wanted, name);
      if (distance <= most && distance < least) {
        best = name;
        least = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /// Case, separators and a plural do not make another word.
  private static String plain(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("[-_. ]", "");
    return plain.length() > 2 && plain.endsWith("s")
        ? plain.substring(0, plain.length() - 1)
        : plain;
  }

  /// How many letters to insert, drop, replace or swap with the next one (optimal string
  /// alignment).
  public static int distance(String one, String other) {
    int[] before = new int[other.length() + 1];
    int[] above = new int[other.length() + 1];
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + same);
        if (i > 1
            && j > 1
            && one.charAt(i - 1) == other.charAt(j - 2)
            && one.charAt(i - 2) == other.charAt(j - 1)) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      int[] free = before;
      before = above;
      above = row;
      row = free;
    }
    return above[other.length()];
  }
}
