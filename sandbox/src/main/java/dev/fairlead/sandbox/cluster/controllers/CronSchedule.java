package dev.fairlead.sandbox.cluster.controllers;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// When a CronJob is due: five fields (`*/5 9-17 * * MON-FRI`), or `@hourly` and the like.
record CronSchedule(
    BitSet minutes,
    BitSet hours,
    BitSet days,
    BitSet months,
    BitSet weekdays,
    boolean anyDay,
    boolean anyWeekday,
    ZoneId zone) {
  private static final Map<String, String> NAMED =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");

  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> WEEKDAYS =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /// A date like the 30th of February never comes.
  private static final int SEARCH_YEARS = 5;

  /// @throws IllegalArgumentException if the text is no schedule
  static CronSchedule parse(String text, ZoneId zone) {
    String[] fields = NAMED.getOrDefault(text.strip(), text.strip()).split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "expected exactly 5 fields, found " + fields.length + ": [" + text + "]");
    }
    BitSet weekdays = field(fields[4], 0, 7, WEEKDAYS, 0);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    return new CronSchedule(
        field(fields[0], 0, 59, List.of(), 0),
        field(fields[1], 0, 23, List.of(), 0),
        field(fields[2], 1, 31, List.of(), 0),
        field(fields[3], 1, 12, MONTHS, 1),
        weekdays,
        fields[2].startsWith("*") || fields[2].startsWith("?"),
        fields[4].startsWith("*") || fields[4].startsWith("?"),
        zone);
  }

  private static BitSet field(String text, int least, int most, List<String> names, int base) {
    BitSet set = new BitSet();
    for (String part : text.split(",", -1)) {
      String[] stepped = part.split("/", -1);
      int step = stepped.length > 1 ? number(stepped[1], List.of(), 0, text) : 1;
      int from;
      int to;
      if (stepped[0].equals("*") || stepped[0].equals("?")) {
        from = least;
        to = most;
      } else {
        String[] ends = stepped[0].split("-", -1);
        from = number(ends[0], names, base, text);
        to =
            ends.length > 1 ? number(ends[1], names, base, text) : stepped.length > 1 ? most : from;
      }
      if (from < least || to > most || from > to || step < 1) {
        throw new IllegalArgumentException("value out of range: " + text);
      }
      for (int i = from; i <= to; i += step) {
        set.set(i);
      }
    }
    return set;
  }

  private static int number(String text, List<String> names, int base, String field) {
    int named = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0) {
      return named + base;
    }
    if (!text.matches("\\d{1,4}")) {
      throw new IllegalArgumentException("failed to parse number: " + field);
    }
    return Integer.parseInt(text);
  }

  /// The first time after `instant`; empty if there is none within some years.
  Optional<Instant> after(Instant instant) {
    LocalDateTime time =
        ZonedDateTime.ofInstant(instant, zone)
            .toLocalDateTime()
            .truncatedTo(ChronoUnit.MINUTES)
            .plusMinutes(1);
    LocalDateTime end = time.plusYears(SEARCH_YEARS);
    while (time.isBefore(end)) {
      if (!months.get(time.getMonthValue())) {
        time = time.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS).plusMonths(1);
      } else if (!day(time)) {
        time = time.truncatedTo(ChronoUnit.DAYS).plusDays(1);
      } else if (!hours.get(time.getHour())) {
        time = time.truncatedTo(ChronoUnit.HOURS).plusHours(1);
      } else if (!minutes.get(time.getMinute())) {
        time = time.plusMinutes(1);
      } else {
        Instant due = time.atZone(zone).toInstant();
        if (due.isAfter(instant)) {
          return Optional.of(due);
        }
        time = time.plusMinutes(1); // the hour that a change of clocks repeats
      }
    }
    return Optional.empty();
  }

  /// A day counts by date or weekday if both are restricted, as in every cron.
  private boolean day(LocalDateTime time) {
    boolean date = days.get(time.getDayOfMonth());
    boolean weekday = weekdays.get(time.getDayOfWeek().getValue() % 7);
    return (anyDay || anyWeekday) ? (date && weekday) : (date || weekday);
  }
}
