package dev.fairlead.chart.go;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a text by a layout: `parse` of Go's `time` (`format.go`), with its messages.
///
/// Texts are read byte by byte, each a character of up to 255.
final class TimeReader {
  private static final List<String> MONTHS =
      List.of(
          "January",
          "February",
          "March",
          "April",
          "May",
          "June",
          "July",
          "August",
          "September",
          "October",
          "November",
          "December");
  private static final List<String> DAYS =
      List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");

  private final String layout;
  private final String text;
  private final ZoneId local;

  /// What is not read yet.
  private String rest;

  private int year;
  private int month = -1;
  private int day = -1;
  private int yearDay = -1;
  private int hour;
  private int minute;
  private int second;
  private int nano;
  private boolean am;
  private boolean pm;
  private boolean utc;
  private @Nullable Integer offset;
  private String zoneName = "";

  private TimeReader(String layout, String text, ZoneId local) {
    this.layout = layout;
    this.text = text;
    this.local = local;
    this.rest = text;
  }

  /// @throws GoError with Go's words where the text does not fit
  static GoMoment read(String layout, String text, ZoneId local) {
    TimeReader reader = new TimeReader(bytes(layout), bytes(text), local);
    reader.parts();
    return reader.moment();
  }

  private static String bytes(String text) {
    return new String(GoStrings.encode(text), StandardCharsets.ISO_8859_1);
  }

  /// The quoting of package time: bytes that are not ASCII are escaped.
  static String quote(String text) {
    return quoteBytes(bytes(text));
  }

  private static String quoteBytes(String bytes) {
    StringBuilder out = new StringBuilder("\"");
    for (int i = 0; i < bytes.length(); i++) {
      char c = bytes.charAt(i);
      if (c >= 0x80 || c < ' ') {
        out.append("\\x%02x".formatted((int) c));
      } else {
        out.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return out.append('"').toString();
  }

  /// The text does not have what the layout asks for.
  private static final class Bad extends RuntimeException {
    Bad() {
      super(null, null, false, false);
    }
  }

  private GoError refused(String element, String found) {
    return new GoError(
        "parsing time %s as %s: cannot parse %s as %s"
            .formatted(
                quoteBytes(text), quoteBytes(layout), quoteBytes(found), quoteBytes(element)));
  }

  private GoError problem(String message) {
    return new GoError("parsing time " + quoteBytes(text) + ": " + message);
  }

  private void ranged(int number, int least, int most, String what) {
    if (number < least || number > most) {
      throw problem(what + " out of range");
    }
  }

  private void parts() {
    int i = 0;
    while (true) {
      int end = i;
      Chunk chunk = null;
      while (end < layout.length() && (chunk = Chunk.at(layout, end)) == null) {
        end++;
      }
      String prefix = layout.substring(i, end);
      try {
        skip(prefix);
      } catch (Bad _) {
        throw refused(prefix, rest);
      }
      if (chunk == null) {
        if (!rest.isEmpty()) {
          throw problem("extra text: " + quoteBytes(rest));
        }
        return;
      }
      i = end + chunk.length();
      String hold = rest;
      try {
        part(chunk, i);
      } catch (Bad _) {
        throw refused(chunk.text(), hold);
      }
    }
  }

  /// What stands between the elements of a layout; a space stands for any number of them.
  private void skip(String prefix) {
    int i = 0;
    while (i < prefix.length()) {
      if (prefix.charAt(i) == ' ') {
        if (!rest.isEmpty() && rest.charAt(0) != ' ') {
          throw new Bad();
        }
        while (i < prefix.length() && prefix.charAt(i) == ' ') {
          i++;
        }
        while (rest.startsWith(" ")) {
          rest = rest.substring(1);
        }
      } else if (rest.isEmpty() || rest.charAt(0) != prefix.charAt(i)) {
        throw new Bad();
      } else {
        rest = rest.substring(1);
        i++;
      }
    }
  }

  private void part(Chunk chunk, int next) {
    switch (chunk.kind()) {
      case YEAR -> {
        int two = number(take(2));
        year = two >= 69 ? two + 1900 : two + 2000;
      }
      case LONG_YEAR -> {
        if (!isDigit(rest, 0)) {
          throw new Bad();
        }
        year = number(take(4));
      }
      case MONTH -> month = lookup(MONTHS, true) + 1;
      case LONG_MONTH -> month = lookup(MONTHS, false) + 1;
      case NUM_MONTH, ZERO_MONTH -> {
        month = digits(chunk.kind() == Chunk.Kind.ZERO_MONTH);
        ranged(month, 1, 12, "month");
      }
      case WEEKDAY -> lookup(DAYS, true);
      case LONG_WEEKDAY -> lookup(DAYS, false);
      case DAY, UNDER_DAY, ZERO_DAY -> {
        if (chunk.kind() == Chunk.Kind.UNDER_DAY && rest.startsWith(" ")) {
          rest = rest.substring(1);
        }
        day = digits(chunk.kind() == Chunk.Kind.ZERO_DAY);
      }
      case UNDER_YEAR_DAY, ZERO_YEAR_DAY -> {
        boolean fixed = chunk.kind() == Chunk.Kind.ZERO_YEAR_DAY;
        for (int i = 0; i < 2 && !fixed && rest.startsWith(" "); i++) {
          rest = rest.substring(1);
        }
        yearDay = threeDigits(fixed);
      }
      case HOUR -> {
        hour = digits(false);
        ranged(hour, 0, 23, "hour");
      }
      case HOUR_12, ZERO_HOUR_12 -> {
        hour = digits(chunk.kind() == Chunk.Kind.ZERO_HOUR_12);
        ranged(hour, 0, 12, "hour");
      }
      case MINUTE, ZERO_MINUTE -> {
        minute = digits(chunk.kind() == Chunk.Kind.ZERO_MINUTE);
        ranged(minute, 0, 59, "minute");
      }
      case SECOND, ZERO_SECOND -> {
        second = digits(chunk.kind() == Chunk.Kind.ZERO_SECOND);
        ranged(second, 0, 59, "second");
        if (isFraction() && !fractionFollows(next)) {
          fraction(fractionLength());
        }
      }
      case PM -> mark(take(2), "AM", "PM");
      case LOWER_PM -> mark(take(2), "am", "pm");
      case FRACTION_0 -> {
        if (rest.length() < chunk.length()) {
          throw new Bad();
        }
        fraction(chunk.length());
      }
      case FRACTION_9 -> {
        if (isFraction()) {
          fraction(fractionLength());
        }
      }
      case ZONE_NAME -> {
        if (rest.startsWith("UTC")) {
          utc = true;
          rest = rest.substring(3);
        } else {
          zoneName = take(zoneNameLength(rest));
        }
      }
      default -> numericZone(chunk);
    }
  }

  /// Whether the layout goes on, later, with a fraction of a second.
  private boolean fractionFollows(int from) {
    for (int i = from; i < layout.length(); i++) {
      Chunk chunk = Chunk.at(layout, i);
      if (chunk != null) {
        return chunk.kind() == Chunk.Kind.FRACTION_0 || chunk.kind() == Chunk.Kind.FRACTION_9;
      }
    }
    return false;
  }

  private void mark(String found, String first, String second) {
    am |= found.equals(first);
    pm |= found.equals(second);
    if (!found.equals(first) && !found.equals(second)) {
      throw new Bad();
    }
  }

  private String take(int count) {
    if (rest.length() < count) {
      throw new Bad();
    }
    String taken = rest.substring(0, count);
    rest = rest.substring(count);
    return taken;
  }

  private static boolean isDigit(String text, int at) {
    return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
  }

  /// `atoi`: a sign may stand before the digits.
  private static int number(String text) {
    if (!text.matches("[-+]?[0-9]{1,9}")) {
      throw new Bad();
    }
    return Integer.parseInt(text);
  }

  /// One digit or two.
  private int digits(boolean two) {
    if (!isDigit(rest, 0) || (two && !isDigit(rest, 1))) {
      throw new Bad();
    }
    return Integer.parseInt(take(isDigit(rest, 1) ? 2 : 1));
  }

  private int threeDigits(boolean three) {
    int count = 0;
    while (count < 3 && isDigit(rest, count)) {
      count++;
    }
    if (count == 0 || (three && count != 3)) {
      throw new Bad();
    }
    return Integer.parseInt(take(count));
  }

  /// The index of the name that the text begins with, whatever its case.
  private int lookup(List<String> names, boolean shortName) {
    for (int i = 0; i < names.size(); i++) {
      String name = shortName ? names.get(i).substring(0, 3) : names.get(i);
      if (rest.regionMatches(true, 0, name, 0, name.length())) {
        rest = rest.substring(name.length());
        return i;
      }
    }
    throw new Bad();
  }

  private boolean isFraction() {
    return rest.length() >= 2 && isMark() && isDigit(rest, 1);
  }

  private boolean isMark() {
    return rest.charAt(0) == '.' || rest.charAt(0) == ',';
  }

  private int fractionLength() {
    int end = 1;
    while (isDigit(rest, end)) {
      end++;
    }
    return end;
  }

  /// `parseNanoseconds`: what is beyond nine digits is dropped.
  private void fraction(int length) {
    if (!isMark()) {
      throw new Bad();
    }
    String digits = take(length).substring(1, Math.min(length, 10));
    int number = number(digits);
    if (number < 0) {
      throw problem("fractional second out of range");
    }
    for (int i = digits.length(); i < 9; i++) {
      number *= 10;
    }
    nano = number;
  }

  private void numericZone(Chunk chunk) {
    if (chunk.text().startsWith("Z") && rest.startsWith("Z")) {
      rest = rest.substring(1);
      utc = true;
      return;
    }
    String form = chunk.text();
    String found = take(form.length());
    for (int i = 0; i < form.length(); i++) {
      if ((form.charAt(i) == ':') && found.charAt(i) != ':') {
        throw new Bad();
      }
    }
    boolean colons = form.indexOf(':') >= 0;
    int hours = twoDigits(found, 1);
    int minutes = form.length() > 3 ? twoDigits(found, colons ? 4 : 3) : 0;
    int seconds = form.length() > 6 ? twoDigits(found, colons ? 7 : 5) : 0;
    ranged(hours, 0, 24, "time zone offset hour");
    ranged(minutes, 0, 60, "time zone offset minute");
    ranged(seconds, 0, 60, "time zone offset second");
    int size = (hours * 60 + minutes) * 60 + seconds;
    offset =
        switch (found.charAt(0)) {
          case '+' -> size;
          case '-' -> -size;
          default -> throw new Bad();
        };
    if (size > ZoneOffset.MAX.getTotalSeconds()) {
      // Java's clocks go no further; Go's do.
      throw new Bad();
    }
  }

  private static int twoDigits(String from, int at) {
    if (!isDigit(from, at) || !isDigit(from, at + 1)) {
      throw new Bad();
    }
    return Integer.parseInt(from.substring(at, at + 2));
  }

  /// `parseTimeZone`: how long the abbreviation is that a text begins with.
  private static int zoneNameLength(String text) {
    if (text.length() < 3) {
      throw new Bad();
    }
    if (text.startsWith("ChST") || text.startsWith("MeST")) {
      return 4;
    }
    if (text.startsWith("GMT")) {
      return 3 + signedOffsetLength(text.substring(3));
    }
    if (text.charAt(0) == '+' || text.charAt(0) == '-') {
      int length = signedOffsetLength(text);
      if (length == 0) {
        throw new Bad();
      }
      return length;
    }
    int upper = 0;
    while (upper < 6
        && upper < text.length()
        && text.charAt(upper) >= 'A'
        && text.charAt(upper) <= 'Z') {
      upper++;
    }
    boolean fits =
        switch (upper) {
          case 3 -> true;
          case 4 -> text.charAt(3) == 'T' || text.startsWith("WITA");
          case 5 -> text.charAt(4) == 'T';
          default -> false;
        };
    if (!fits) {
      throw new Bad();
    }
    return upper;
  }

  /// `parseSignedOffset`: a sign and up to 23 hours; 0 where there are none.
  private static int signedOffsetLength(String text) {
    if (text.isEmpty() || (text.charAt(0) != '+' && text.charAt(0) != '-')) {
      return 0;
    }
    int end = 1;
    while (isDigit(text, end)) {
      end++;
    }
    String digits = text.substring(1, end);
    return digits.isEmpty() || digits.length() > 9 || Integer.parseInt(digits) > 23 ? 0 : end;
  }

  private void dayOfYear() {
    if ((!Year.isLeap(year) && yearDay == 366) || yearDay < 1 || yearDay > 366) {
      throw problem("day-of-year out of range");
    }
    java.time.LocalDate date = java.time.LocalDate.ofYearDay(year, yearDay);
    if (month >= 0 && month != date.getMonthValue()) {
      throw problem("day-of-year does not match month");
    }
    month = date.getMonthValue();
    if (day >= 0 && day != date.getDayOfMonth()) {
      throw problem("day-of-year does not match day");
    }
    day = date.getDayOfMonth();
  }

  private GoMoment moment() {
    if (pm && hour < 12) {
      hour += 12;
    } else if (am && hour == 12) {
      hour = 0;
    }
    if (yearDay >= 0) {
      dayOfYear();
    }
    month = month < 0 ? 1 : month;
    day = day < 0 ? 1 : day;
    ranged(day, 1, YearMonth.of(year, month).lengthOfMonth(), "day");
    LocalDateTime time = LocalDateTime.of(year, month, day, hour, minute, second, nano);
    if (utc) {
      return GoMoment.utc(time.atZone(ZoneOffset.UTC));
    }
    if (offset != null) {
      ZoneOffset fixed = ZoneOffset.ofTotalSeconds(offset);
      ZonedDateTime here = time.toInstant(fixed).atZone(local);
      boolean same =
          here.getOffset().equals(fixed)
              && (zoneName.isEmpty() || GoMoment.abbreviation(here).equals(zoneName));
      return same ? GoMoment.local(here) : GoMoment.fixed(here, zoneName, fixed);
    }
    if (!zoneName.isEmpty()) {
      return named(time);
    }
    return GoMoment.local(time.atZone(local));
  }

  /// A name means an offset only in the local zone, and as `GMT-3`.
  private GoMoment named(LocalDateTime time) {
    ZonedDateTime here = time.atZone(local);
    for (ZonedDateTime near : List.of(here, here.plusMonths(6), here.minusMonths(6))) {
      if (GoMoment.abbreviation(near).equals(zoneName)) {
        return GoMoment.local(time.toInstant(near.getOffset()).atZone(local));
      }
    }
    int hours =
        zoneName.length() > 3 && zoneName.startsWith("GMT") ? number(zoneName.substring(3)) : 0;
    ZoneOffset fixed = ZoneOffset.ofTotalSeconds(Math.clamp(hours, -18, 18) * 3600);
    return GoMoment.fixed(time.atZone(ZoneOffset.UTC), zoneName, fixed);
  }
}
