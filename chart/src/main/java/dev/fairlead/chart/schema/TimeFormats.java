package dev.fairlead.chart.schema;

import dev.fairlead.chart.go.GoStrings;
import java.time.YearMonth;
import org.jspecify.annotations.Nullable;

/// The formats of dates and times.
final class TimeFormats {
  private TimeFormats() {}

  /// `time.Parse("2006-01-02", …)`.
  static @Nullable String date(String text) {
    String[] layout = {"2006", "-", "01", "-", "02"};
    int[] numbers = new int[3];
    int at = 0;
    for (int i = 0; i < layout.length; i++) {
      int end = at + layout[i].length();
      boolean number = i % 2 == 0;
      String part = end <= text.length() ? text.substring(at, end) : "";
      if (number ? !part.matches("[0-9]+") : !part.equals(layout[i])) {
        return "parsing time "
            + GoStrings.quote(text)
            + " as \"2006-01-02\": cannot parse "
            + GoStrings.quote(text.substring(at))
            + " as "
            + GoStrings.quote(layout[i]);
      }
      if (number) {
        numbers[i / 2] = Integer.parseInt(part);
      }
      if (i == 2 && (numbers[1] < 1 || numbers[1] > 12)) {
        return outOfRange(text, "month");
      }
      at = end;
    }
    if (at < text.length()) {
      return "parsing time "
          + GoStrings.quote(text)
          + ": extra text: "
          + GoStrings.quote(text.substring(at));
    }
    int days = YearMonth.of(numbers[0], numbers[1]).lengthOfMonth();
    return numbers[2] < 1 || numbers[2] > days ? outOfRange(text, "day") : null;
  }

  private static String outOfRange(String text, String what) {
    return "parsing time " + GoStrings.quote(text) + ": " + what + " out of range";
  }

  static @Nullable String time(String text) {
    if (text.length() < 9) {
      return "less than 9 characters long";
    }
    if (text.charAt(2) != ':' || text.charAt(5) != ':') {
      return "missing colon in correct place";
    }
    String clock = text.substring(0, 8);
    if (!clock.matches("[0-9]{2}:[0-9]{2}:[0-9]{2}")) {
      return "invalid hour/min/sec";
    }
    int hour = Integer.parseInt(clock.substring(0, 2));
    int minute = Integer.parseInt(clock.substring(3, 5));
    int second = Integer.parseInt(clock.substring(6));
    if (hour > 23 || minute > 59 || second > 60) {
      return "hour/min/sec out of range";
    }
    String rest = text.substring(8);
    if (rest.startsWith(".")) {
      int end = 1;
      while (end < rest.length() && rest.charAt(end) >= '0' && rest.charAt(end) <= '9') {
        end++;
      }
      if (end == 1) {
        return "no digits in second fraction";
      }
      rest = rest.substring(end);
    }
    int minutes = hour * 60 + minute;
    if (!rest.equalsIgnoreCase("z")) {
      if (rest.length() != 6) {
        return "offset must be 6 characters long";
      }
      if (rest.charAt(0) != '+' && rest.charAt(0) != '-') {
        return "offset must begin with plus/minus";
      }
      if (rest.charAt(3) != ':') {
        return "missing colon in offset in correct place";
      }
      if (!rest.substring(1).matches("[0-9]{2}:[0-9]{2}")) {
        return "invalid hour/min in offset";
      }
      int offsetHours = Integer.parseInt(rest.substring(1, 3));
      int offsetMinutes = Integer.parseInt(rest.substring(4));
      if (offsetHours > 23 || offsetMinutes > 59) {
        return "hour/min in offset out of range";
      }
      int sign = rest.charAt(0) == '+' ? -1 : 1;
      minutes += sign * (offsetHours * 60 + offsetMinutes);
      minutes += minutes < 0 ? 24 * 60 : 0;
    }
    return second >= 60 && minutes != 23 * 60 + 59 ? "invalid leap second" : null;
  }

  static @Nullable String dateTime(String text) {
    if (text.length() < 20) {
      return "less than 20 characters long";
    }
    if (text.charAt(10) != 't' && text.charAt(10) != 'T') {
      return "11th character must be t or T";
    }
    String date = date(text.substring(0, 10));
    if (date != null) {
      return "invalid date element: " + date;
    }
    String time = time(text.substring(11));
    return time == null ? null : "invalid time element: " + time;
  }

  static @Nullable String duration(String text) {
    if (!text.startsWith("P")) {
      return "must start with P";
    }
    String rest = text.substring(1);
    if (rest.isEmpty()) {
      return "nothing after P";
    }
    if (rest.endsWith("W")) {
      String weeks = rest.substring(0, rest.length() - 1);
      return weeks.isEmpty()
          ? "no number in week"
          : weeks.matches("[0-9]+") ? null : "invalid week";
    }
    String[] parts = rest.split("T", -1);
    String[] all = {"YMD", "HMS"};
    for (int i = 0; i < parts.length; i++) {
      if (i != 0 && parts[i].isEmpty()) {
        return "no time elements";
      }
      if (i >= all.length) {
        return "more than one T";
      }
      String problem = elements(parts[i], all[i]);
      if (problem != null) {
        return problem;
      }
    }
    return null;
  }

  private static @Nullable String elements(String text, String all) {
    String units = all;
    String rest = text;
    while (!rest.isEmpty()) {
      int digits = 0;
      while (digits < rest.length() && rest.charAt(digits) >= '0' && rest.charAt(digits) <= '9') {
        digits++;
      }
      if (digits == 0) {
        return "missing number";
      }
      if (digits == rest.length()) {
        return "missing unit";
      }
      char unit = rest.charAt(digits);
      int place = units.indexOf(unit);
      if (place < 0) {
        String shown = GoStrings.quote(Character.toString(unit), '\'', false);
        return all.indexOf(unit) >= 0 ? "unit " + shown + " out of order" : "invalid unit " + shown;
      }
      units = units.substring(place + 1);
      rest = rest.substring(digits + 1);
    }
    return null;
  }

  static @Nullable String period(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return "missing slash";
    }
    String start = text.substring(0, slash);
    String end = text.substring(slash + 1);
    if (start.startsWith("P")) {
      String problem = prefixed("invalid start duration: ", duration(start));
      return problem == null ? prefixed("invalid end date-time: ", dateTime(end)) : problem;
    }
    String problem = prefixed("invalid start date-time: ", dateTime(start));
    if (problem != null) {
      return problem;
    }
    return end.startsWith("P")
        ? prefixed("invalid end duration: ", duration(end))
        : prefixed("invalid end date-time: ", dateTime(end));
  }

  private static @Nullable String prefixed(String prefix, @Nullable String problem) {
    return problem == null ? null : prefix + problem;
  }
}
