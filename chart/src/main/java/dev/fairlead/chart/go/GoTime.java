package dev.fairlead.chart.go;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Go's `time`: reference layouts, durations.
public final class GoTime {
  /// Go's zero time.
  public static final GoMoment ZERO =
      GoMoment.utc(ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));

  private GoTime() {}

  /// A number of seconds since 1970.
  public static GoMoment unix(long seconds, ZoneId local) {
    return GoMoment.local(Instant.ofEpochSecond(seconds).atZone(local));
  }

  /// `Time.String()`.
  public static String text(GoMoment time) {
    return format("2006-01-02 15:04:05.999999999 -0700 MST", time);
  }

  /// `Time.GoString()`.
  static String source(GoMoment moment) {
    ZonedDateTime time = moment.time();
    String location =
        switch (moment.location()) {
          case "UTC" -> "time.UTC";
          case "Local" -> "time.Local";
          default -> "time.Location(" + TimeReader.quote(moment.location()) + ")";
        };
    return "time.Date(%d, time.%s, %d, %d, %d, %d, %d, %s)"
        .formatted(
            time.getYear(),
            time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond(),
            time.getNano(),
            location);
  }

  /// The fields of Go's `Time`: nanoseconds, seconds since the year 1, and the zone.
  static List<GoObject.Field> fields(GoMoment moment) {
    ZonedDateTime time = moment.time();
    return List.of(
        new GoObject.Field("wall", new GoUint("uint64", time.getNano())),
        new GoObject.Field("ext", time.toEpochSecond() - ZERO.time().toEpochSecond()),
        new GoObject.Field("loc", new Zone(moment.location())));
  }

  /// `*time.Location`, which prints as an address.
  private record Zone(String name) implements GoObject {
    @Override
    public String type() {
      return "*time.Location";
    }

    @Override
    public String kind() {
      return "ptr";
    }

    @Override
    public List<Field> structure() {
      return List.of(new Field("name", name));
    }
  }

  public static String rfc3339Nano(GoMoment time) {
    return format("2006-01-02T15:04:05.999999999Z07:00", time);
  }

  /// `Time.Format(layout)`.
  public static String format(String layout, GoMoment time) {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < layout.length()) {
      Chunk chunk = Chunk.at(layout, i);
      if (chunk == null) {
        out.append(layout.charAt(i));
        i++;
        continue;
      }
      write(out, chunk, time);
      i += chunk.length();
    }
    return out.toString();
  }

  private static void write(StringBuilder out, Chunk chunk, GoMoment moment) {
    ZonedDateTime time = moment.time();
    switch (chunk.kind()) {
      case LONG_MONTH -> out.append(time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case MONTH -> out.append(time.getMonth().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case NUM_MONTH -> out.append(time.getMonthValue());
      case ZERO_MONTH -> two(out, time.getMonthValue());
      case LONG_WEEKDAY ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH));
      case WEEKDAY ->
          out.append(time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH));
      case DAY -> out.append(time.getDayOfMonth());
      case UNDER_DAY ->
          out.append(time.getDayOfMonth() < 10 ? " " : "").append(time.getDayOfMonth());
      case ZERO_DAY -> two(out, time.getDayOfMonth());
      case UNDER_YEAR_DAY -> out.append("%3d".formatted(time.getDayOfYear()));
      case ZERO_YEAR_DAY -> out.append("%03d".formatted(time.getDayOfYear()));
      case HOUR -> two(out, time.getHour());
      case HOUR_12 -> out.append(hour12(time));
      case ZERO_HOUR_12 -> two(out, hour12(time));
      case MINUTE -> out.append(time.getMinute());
      case ZERO_MINUTE -> two(out, time.getMinute());
      case SECOND -> out.append(time.getSecond());
      case ZERO_SECOND -> two(out, time.getSecond());
      case LONG_YEAR ->
          out.append(time.getYear() < 0 ? "-" : "")
              .append("%04d".formatted(Math.abs(time.getYear())));
      case YEAR -> two(out, Math.max(0, time.getYear()) % 100);
      case PM -> out.append(time.getHour() >= 12 ? "PM" : "AM");
      case LOWER_PM -> out.append(time.getHour() >= 12 ? "pm" : "am");
      case ZONE_NAME -> zoneName(out, moment);
      case ISO_Z, ISO_COLON_Z, ISO_SHORT_Z, ISO_SECONDS_Z, ISO_COLON_SECONDS_Z ->
          offset(out, chunk, time.getOffset(), true);
      case NUM_ZONE, NUM_COLON_ZONE, NUM_SHORT_ZONE, NUM_SECONDS_ZONE, NUM_COLON_SECONDS_ZONE ->
          offset(out, chunk, time.getOffset(), false);
      case FRACTION_0 -> {
        out.append(chunk.text().charAt(0));
        out.append("%09d".formatted(time.getNano()), 0, chunk.length() - 1);
      }
      case FRACTION_9 -> {
        String digits = "%09d".formatted(time.getNano()).substring(0, chunk.length() - 1);
        int end = digits.length();
        while (end > 0 && digits.charAt(end - 1) == '0') {
          end--;
        }
        if (end > 0) {
          out.append(chunk.text().charAt(0)).append(digits, 0, end);
        }
      }
    }
  }

  private static int hour12(ZonedDateTime time) {
    int hour = time.getHour() % 12;
    return hour == 0 ? 12 : hour;
  }

  private static void two(StringBuilder out, int number) {
    if (number < 10) {
      out.append('0');
    }
    out.append(number);
  }

  /// The abbreviation of the zone; where it has none, the offset as `-0700`.
  private static void zoneName(StringBuilder out, GoMoment moment) {
    String name = moment.abbreviation();
    if (name.isEmpty()) {
      offset(out, new Chunk(Chunk.Kind.NUM_ZONE, "-0700"), moment.time().getOffset(), false);
    } else {
      out.append(name);
    }
  }

  private static void offset(StringBuilder out, Chunk chunk, ZoneOffset offset, boolean z) {
    int seconds = offset.getTotalSeconds();
    if (z && seconds == 0) {
      out.append('Z');
      return;
    }
    out.append(seconds < 0 ? '-' : '+');
    int minutes = Math.abs(seconds) / 60;
    two(out, minutes / 60);
    String text = chunk.text();
    boolean colon = text.indexOf(':') >= 0;
    if (text.length() > 3) {
      out.append(colon ? ":" : "");
      two(out, minutes % 60);
    }
    if (text.length() > 6) {
      out.append(colon ? ":" : "");
      two(out, Math.abs(seconds) % 60);
    }
  }

  /// `time.ParseInLocation`; null where the text does not fit the layout.
  public static @Nullable GoMoment parse(String layout, String text, ZoneId local) {
    try {
      return mustParse(layout, text, local);
    } catch (GoError _) {
      // The text does not fit, which the caller asks for.
      return null;
    }
  }

  /// `time.ParseInLocation` in the local zone.
  ///
  /// @throws GoError with Go's words where the text does not fit
  public static GoMoment mustParse(String layout, String text, ZoneId local) {
    return TimeReader.read(layout, text, local);
  }

  /// What `time.ParseDuration` says of a text that it refuses.
  public static String durationProblem(String text) {
    java.util.regex.Matcher parts =
        java.util.regex.Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)([^0-9.]*)").matcher(text);
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    while (parts.find(at) && parts.start() == at) {
      if (parts.group(2).isEmpty()) {
        return "time: missing unit in duration " + TimeReader.quote(text);
      }
      if (!parts.group(2).matches("ns|us|µs|μs|ms|s|m|h")) {
        return "time: unknown unit %s in duration %s"
            .formatted(TimeReader.quote(parts.group(2)), TimeReader.quote(text));
      }
      at = parts.end();
    }
    return "time: invalid duration " + TimeReader.quote(text);
  }

  /// `time.ParseDuration` in nanoseconds; null where the text is no duration.
  public static @Nullable Long parseDuration(String text) {
    java.util.regex.Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    String body = matcher.group(2);
    if (body.equals("0")) {
      return 0L;
    }
    java.math.BigDecimal nanos = java.math.BigDecimal.ZERO;
    java.util.regex.Matcher parts = DURATION_PART.matcher(body);
    while (parts.find()) {
      long unit =
          switch (parts.group(2)) {
            case "ns" -> 1L;
            case "us", "µs", "μs" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            default -> 3_600_000_000_000L;
          };
      nanos =
          nanos.add(
              new java.math.BigDecimal(parts.group(1))
                  .multiply(java.math.BigDecimal.valueOf(unit)));
    }
    java.math.BigInteger whole = nanos.toBigInteger();
    if (whole.bitLength() > 63) {
      return null;
    }
    return matcher.group(1).equals("-") ? -whole.longValue() : whole.longValue();
  }

  private static final java.util.regex.Pattern DURATION =
      java.util.regex.Pattern.compile(
          "([-+]?)(0|(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+)");
  private static final java.util.regex.Pattern DURATION_PART =
      java.util.regex.Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");

  /// `Duration.String()`.
  public static String duration(long nanos) {
    if (nanos == 0) {
      return "0s";
    }
    String sign = nanos < 0 ? "-" : "";
    java.math.BigDecimal size = new java.math.BigDecimal(nanos).abs();
    if (size.compareTo(java.math.BigDecimal.valueOf(1_000_000_000L)) < 0) {
      String unit = "ns";
      int scale = 0;
      if (size.longValue() >= 1_000_000) {
        unit = "ms";
        scale = 6;
      } else if (size.longValue() >= 1_000) {
        unit = "µs";
        scale = 3;
      }
      return sign + size.movePointLeft(scale).stripTrailingZeros().toPlainString() + unit;
    }
    java.math.BigDecimal[] minutes =
        size.divideAndRemainder(java.math.BigDecimal.valueOf(60_000_000_000L));
    String seconds = minutes[1].movePointLeft(9).stripTrailingZeros().toPlainString();
    long total = minutes[0].longValue();
    StringBuilder out = new StringBuilder(sign);
    if (total >= 60) {
      out.append(total / 60).append('h');
    }
    if (total > 0) {
      out.append(total % 60).append('m');
    }
    return out.append(seconds).append('s').toString();
  }
}
