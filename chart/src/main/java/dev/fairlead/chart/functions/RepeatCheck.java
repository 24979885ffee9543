package dev.fairlead.chart.functions;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.fairlead.chart.go.Budget;
import java.util.ArrayDeque;
import java.util.Deque;

/// Go's `repeatIsValid`, which RE2/J lacks: repeats in each other may come to a thousand, as
/// `(a{10}){100}`. Beyond that a short expression fills the memory.
final class RepeatCheck {
  private static final int MAX_REPEAT = 1000;

  /// Go's limit on parentheses in parentheses.
  private static final int MAX_HEIGHT = 1000;

  private final String regex;

  /// The greatest product of repeats in each group that is open.
  private final Deque<Long> groups = new ArrayDeque<>();

  private long group = 1;
  private long atom = 1;

  private RepeatCheck(String regex) {
    this.regex = regex;
  }

  /// @throws PatternSyntaxException where Go refuses the expression for its size
  static void check(String regex) {
    if (regex.length() > MAX_HEIGHT) {
      Budget.current().text(regex.length());
    }
    new RepeatCheck(regex).run();
  }

  private void run() {
    for (int i = 0; i < regex.length(); ) {
      char c = regex.charAt(i);
      switch (c) {
        case '\\' -> i = escape(i);
        case '[' -> i = set(i);
        case '(' -> {
          groups.push(Math.max(group, atom));
          if (groups.size() > MAX_HEIGHT) {
            throw new PatternSyntaxException("expression nests too deeply", regex);
          }
          group = 1;
          atom = 1;
          i++;
        }
        case ')' -> {
          atom = Math.max(group, atom);
          group = groups.isEmpty() ? 1 : groups.pop();
          i++;
        }
        case '{' -> i = repeat(i);
        case '*', '+', '?' -> i++;
        default -> {
          next();
          i++;
        }
      }
    }
  }

  /// An atom that repeats nothing follows.
  private void next() {
    group = Math.max(group, atom);
    atom = 1;
  }

  private int escape(int at) {
    next();
    if (regex.startsWith("\\Q", at)) {
      int end = regex.indexOf("\\E", at);
      return end < 0 ? regex.length() : end + 2;
    }
    if (at + 2 < regex.length() && "pPx".indexOf(regex.charAt(at + 1)) >= 0) {
      int end = regex.charAt(at + 2) == '{' ? regex.indexOf('}', at) : -1;
      return end < 0 ? at + 3 : end + 1;
    }
    return at + 2;
  }

  private int set(int at) {
    next();
    int i = at + 1;
    if (i < regex.length() && regex.charAt(i) == '^') {
      i++;
    }
    // A bracket that comes first is one of the set.
    for (int first = i; i < regex.length() && (i == first || regex.charAt(i) != ']'); i++) {
      if (regex.charAt(i) == '\\') {
        i++;
      } else if (regex.startsWith("[:", i) && regex.indexOf(":]", i + 2) > 0) {
        i = regex.indexOf(":]", i + 2) + 1;
      }
    }
    return i + 1;
  }

  /// What is wrong before this place is said first.
  private void earlier(int at) {
    try {
      Pattern.compile(regex.substring(0, at));
    } catch (PatternSyntaxException e) {
      if (!e.getDescription().startsWith("missing closing )")) {
        throw e;
      }
    }
  }

  private int repeat(int at) {
    int end = regex.indexOf('}', at);
    String inside = end < 0 ? "" : regex.substring(at + 1, end);
    if (inside.length() > 9 || !inside.matches("[0-9]+(,[0-9]*)?")) {
      next();
      return at + 1;
    }
    int comma = inside.indexOf(',');
    String last = inside.substring(comma + 1);
    int most = Integer.parseInt(last.isEmpty() ? inside.substring(0, comma) : last);
    int least = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
    long product = Math.max(1, most) * atom;
    if ((least >= 2 || most >= 2) && product > MAX_REPEAT) {
      earlier(at);
      boolean lazy = end + 1 < regex.length() && regex.charAt(end + 1) == '?';
      throw new PatternSyntaxException(
          "invalid repeat count", regex.substring(at, end + (lazy ? 2 : 1)));
    }
    // What is taken no times at all is not looked into.
    atom = most == 0 && !inside.endsWith(",") ? 1 : product;
    return end + 1;
  }
}
