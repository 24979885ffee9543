package dev.fairlead.kubernetes;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The grammar of cron schedules, with the complaints of the parser that Kubernetes uses.
final class CronSyntax {

  private static final List<String> DESCRIPTORS =
      List.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");
  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  private CronSyntax() {}

  private record Field(int least, int most, List<String> names) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field(0, 59, List.of()),
          new Field(0, 23, List.of()),
          new Field(1, 31, List.of()),
          new Field(1, 12, MONTHS),
          new Field(0, 6, DAYS));

  /// What is wrong with `schedule`; null when it is fine.
  static @Nullable String fault(String schedule) {
    if (schedule.contains("TZ")) {
      return "cannot use TZ or CRON_TZ in schedule, use timeZone field instead";
    }
    if (schedule.startsWith("@")) {
      boolean known = DESCRIPTORS.contains(schedule) || schedule.startsWith("@every ");
      return known ? null : "unrecognized descriptor: " + schedule;
    }
    String[] fields = schedule.strip().split("\\s+");
    if (fields.length != FIELDS.size()) {
      return "expected exactly 5 fields, found %d: [%s]"
          .formatted(fields.length, String.join(" ", fields));
    }
    for (int i = 0; i < fields.length; i++) {
      for (String part : fields[i].split(",")) {
        String wrong = range(part, FIELDS.get(i));
        if (wrong != null) {
          return wrong;
        }
      }
    }
    return null;
  }

  private static @Nullable String range(String expression, Field field) {
    String[] stepped = expression.split("/", -1);
    String[] ends = stepped[0].split("-", -1);
    if (stepped.length > 2) {
      return "too many slashes: " + expression;
    }
    int first;
    int last;
    if (ends[0].equals("*") || ends[0].equals("?")) {
      first = field.least();
      last = field.most();
    } else {
      if (ends.length > 2) {
        return "too many hyphens: " + expression;
      }
      first = number(ends[0], field);
      last = ends.length == 2 ? number(ends[1], field) : first;
      if (first < 0 || last < 0) {
        String wrong = first < 0 ? ends[0] : ends[1];
        return "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
            .formatted(wrong, wrong);
      }
    }
    if (stepped.length == 2) {
      int step = number(stepped[1], new Field(0, 0, List.of()));
      if (step < 0) {
        return "failed to parse int from %s: strconv.Atoi: parsing \"%s\": invalid syntax"
            .formatted(stepped[1], stepped[1]);
      }
      if (step == 0) {
        return "step of range should be a positive number: " + expression;
      }
      if (ends.length == 1) {
        last = field.most();
      }
    }
    if (first < field.least()) {
      return "beginning of range (%d) below minimum (%d): %s"
          .formatted(first, field.least(), expression);
    }
    if (last > field.most()) {
      return "end of range (%d) above maximum (%d): %s".formatted(last, field.most(), expression);
    }
    if (first > last) {
      return "beginning of range (%d) beyond end of range (%d): %s"
          .formatted(first, last, expression);
    }
    return null;
  }

  /// Negative when the text is no number or name.
  private static int number(String text, Field field) {
    int named = field.names().indexOf(text.toLowerCase(Locale.ROOT));
    if (named >= 0 && !text.isEmpty()) {
      return named;
    }
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }
}
