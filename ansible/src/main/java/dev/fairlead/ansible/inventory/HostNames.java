package dev.fairlead.ansible.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The hosts that one word of an inventory stands for: ranges are expanded, a port is split off.
record HostNames(List<String> names, OptionalInt port) {
  private static final Pattern BRACKETED = Pattern.compile("\\[(.+)]:([0-9]+)");
  private static final Pattern WITH_PORT =
      Pattern.compile("((?:[^:\\[\\]]|\\[[^\\]]*])*):([0-9]+)");
  private static final Pattern ADDRESS =
      Pattern.compile("[\\w.\\-:%\\[\\]]+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final String RANGE = "\\[(?:[A-Za-z]:[A-Za-z]|[0-9]+:[0-9]+)(?::[0-9]+)?]";
  private static final String LABEL = "(?:[\\w]|%1$s)(?:[\\w_-]|%1$s)*(?<![_-])".formatted(RANGE);
  private static final Pattern HOST_NAME =
      Pattern.compile("%1$s(?:\\.%1$s)*".formatted(LABEL), Pattern.UNICODE_CHARACTER_CLASS);
  private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final int MOST = 100_000;

  HostNames {
    names = List.copyOf(names);
  }

  /// A range that cannot be expanded.
  static final class BadRangeException extends RuntimeException {
    BadRangeException(String message) {
      super(message);
    }
  }

  static HostNames of(String word) {
    String pattern = word;
    OptionalInt port = OptionalInt.empty();
    for (Pattern form : List.of(BRACKETED, WITH_PORT)) {
      Matcher matcher = form.matcher(pattern);
      if (matcher.matches() && matcher.group(2).length() < 10) {
        String host = matcher.group(1);
        // What is no address with a port is taken as a name as it stands.
        if (isAddress(host)) {
          pattern = host;
          port = OptionalInt.of(Integer.parseInt(matcher.group(2)));
          break;
        }
      }
    }
    List<String> names = new ArrayList<>();
    expand(pattern, names);
    return new HostNames(names, port);
  }

  private static boolean isAddress(String host) {
    return HOST_NAME.matcher(host).matches()
        || (host.indexOf(':') >= 0 && ADDRESS.matcher(host).matches());
  }

  private static void expand(String pattern, List<String> into) {
    int open = pattern.indexOf('[');
    if (open < 0) {
      into.add(pattern);
      return;
    }
    int close = pattern.indexOf(']', open);
    if (close < 0) {
      throw new BadRangeException("the range in \"" + pattern + "\" is not closed");
    }
    String head = pattern.substring(0, open);
    String tail = pattern.substring(close + 1);
    String[] bounds = pattern.substring(open + 1, close).split(":", -1);
    if (bounds.length != 2 && bounds.length != 3) {
      throw new BadRangeException("host range must be begin:end or begin:end:step");
    }
    for (String item : range(bounds)) {
      expand(head + item + tail, into);
      if (into.size() > MOST) {
        throw new BadRangeException("the range in \"" + pattern + "\" names too many hosts");
      }
    }
  }

  private static List<String> range(String[] bounds) {
    String begin = bounds[0].isEmpty() ? "0" : bounds[0];
    String end = bounds[1];
    if (end.isEmpty()) {
      throw new BadRangeException("host range must specify end value");
    }
    int step = bounds.length == 3 ? number(bounds[2]) : 1;
    if (step <= 0) {
      throw new BadRangeException("host range needs a step above 0");
    }
    boolean padded = begin.length() > 1 && begin.charAt(0) == '0';
    if (padded && begin.length() != end.length()) {
      throw new BadRangeException("host range must specify equal-length begin and end formats");
    }
    List<String> items = new ArrayList<>();
    int first = begin.length() == 1 ? ALPHABET.indexOf(begin) : -1;
    int last = end.length() == 1 ? ALPHABET.indexOf(end) : -1;
    if (first >= 0 && last >= 0) {
      if (first > last) {
        throw new BadRangeException("host range must have begin <= end");
      }
      for (int i = first; i <= last; i += step) {
        items.add(ALPHABET.substring(i, i + 1));
      }
      return items;
    }
    int to = number(end);
    for (long i = number(begin); i <= to; i += step) {
      String digits = Long.toString(i);
      items.add(
          padded ? "0".repeat(Math.max(0, begin.length() - digits.length())) + digits : digits);
      if (items.size() > MOST) {
        throw new BadRangeException("the range names too many hosts");
      }
    }
    return items;
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,9}")) {
      throw new BadRangeException("\"" + text + "\" is no bound of a host range");
    }
    return Integer.parseInt(text);
  }
}
