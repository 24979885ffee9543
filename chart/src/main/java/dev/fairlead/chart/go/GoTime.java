package dev.fairlead.chart.go;

import java.time.Instant;
import java.time.LocalDateTime;
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
  public static final ZonedDateTime ZERO = ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private GoTime() {}

  /// A number of seconds since 1970.
  public static ZonedDateTime unix(long seconds, ZoneId zone) {
    return Instant.ofEpochSecond(seconds).atZone(zone);
  }

  /// `Time.String()`.
  public static String text(ZonedDateTime time) {
    return format("2006-01-02 15:04:05.999999999 -0700 MST", time);
  }

  /// `Time.GoString()`. Every time that a template gets is in the local zone.
  static String source(ZonedDateTime time) {
    return "time.Date(%d, time.%s, %d, %d, %d, %d, %d, time.Local)"
        .formatted(
            time.getYear(),
            time.getMonth()
                .getDisplayName(java.time.format.TextStyle.FULL, java.util.Locale.ENGLISH),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond(),
            time.getNano());
  }

  /// The fields of Go's `Time`: nanoseconds, seconds since the year 1, and the zone.
  static List<GoObject.Field> fields(ZonedDateTime time) {
    return List.of(
        new GoObject.Field("wall", new GoUint("uint64", time.getNano())),
        new GoObject.Field("ext", time.toEpochSecond() - ZERO.toEpochSecond()),
        new GoObject.Field("loc", new Zone(time.getZone())));
  }

  /// `*time.Location`, which prints as an address.
  private record Zone(ZoneId id) implements GoObject {
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
      return List.of(new Field("name", id.getId()));
    }
  }

  public static String rfc3339Nano(ZonedDateTime time) {
    return format("2006-01-02T15:04:05.999999999Z07:00", time);
  }

  /// `Time.Format(layout)`.
  public static String format(String layout, ZonedDateTime time) {
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

  private static void write(StringBuilder out, Chunk chunk, ZonedDateTime time) {
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
      case LONG_YEAR -> out.append("%04d".formatted(time.getYear()));
      case YEAR -> two(out, Math.floorMod(time.getYear(), 100));
      case PM -> out.append(time.getHour() >= 12 ? "PM" : "AM");
      case LOWER_PM -> out.append(time.getHour() >= 12 ? "pm" : "am");
      case ZONE_NAME -> out.append(zoneName(time));
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

  private static String zoneName(ZonedDateTime time) {
    if (time.getZone() instanceof ZoneOffset offset) {
      if (offset.getTotalSeconds() == 0) {
        return "UTC";
      }
      StringBuilder out = new StringBuilder();
      offset(out, new Chunk(Chunk.Kind.NUM_ZONE, "-0700"), offset, false);
      String text = out.toString();
      return text.endsWith("00") ? text.substring(0, 3) : text;
    }
    String name = java.time.format.DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
    boolean abbreviation = name.matches("[A-Z]{3,5}");
    if (abbreviation) {
      return name;
    }
    StringBuilder out = new StringBuilder();
    offset(out, new Chunk(Chunk.Kind.NUM_ZONE, "-0700"), time.getOffset(), false);
    String text = out.toString();
    return text.endsWith("00") ? text.substring(0, 3) : text;
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
  public static @Nullable ZonedDateTime parse(String layout, String text, ZoneId zone) {
    try {
      return mustParse(layout, text, zone);
    } catch (GoError _) {
      // The text does not fit, which the caller asks for.
      return null;
    }
  }

  /// `time.ParseInLocation`.
  ///
  /// @throws GoError with Go's words where the text does not fit
  public static ZonedDateTime mustParse(String layout, String text, ZoneId zone) {
    Reader reader = new Reader(text);
    try {
      return reader.read(layout, zone);
    } catch (OutOfRange e) {
      throw new GoError("parsing time " + quote(text) + e.getMessage());
    } catch (java.time.DateTimeException | IndexOutOfBoundsException | NumberFormatException _) {
      // Java's reasons are not Go's; where reading stopped is the same.
      throw new GoError(
          "parsing time %s as %s: cannot parse %s as %s"
              .formatted(
                  quote(text),
                  quote(layout),
                  quote(text.substring(Math.min(reader.hold, text.length()))),
                  quote(reader.element)));
    }
  }

  /// The quoting of package time: bytes that are not ASCII are escaped.
  private static String quote(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (byte b : GoStrings.encode(text)) {
      int c = b & 0xff;
      if (c >= 0x80 || c < ' ') {
        out.append("\\x%02x".formatted(c));
      } else {
        out.append(c == '"' || c == '\\' ? "\\" : "").append((char) c);
      }
    }
    return out.append('"').toString();
  }

  /// A number is read, but is none of a date.
  private static final class OutOfRange extends RuntimeException {
    OutOfRange(String what) {
      super(what, null, false, false);
    }
  }

  /// One element of a layout.
  private record Chunk(Kind kind, String text) {
    enum Kind {
      LONG_MONTH("January"),
      MONTH("Jan"),
      LONG_WEEKDAY("Monday"),
      WEEKDAY("Mon"),
      ZONE_NAME("MST"),
      ZERO_MONTH("01"),
      ZERO_YEAR_DAY("002"),
      ZERO_DAY("02"),
      ZERO_HOUR_12("03"),
      ZERO_MINUTE("04"),
      ZERO_SECOND("05"),
      YEAR("06"),
      HOUR("15"),
      NUM_MONTH("1"),
      LONG_YEAR("2006"),
      DAY("2"),
      UNDER_YEAR_DAY("__2"),
      UNDER_DAY("_2"),
      HOUR_12("3"),
      MINUTE("4"),
      SECOND("5"),
      PM("PM"),
      LOWER_PM("pm"),
      NUM_SECONDS_ZONE("-070000"),
      NUM_COLON_SECONDS_ZONE("-07:00:00"),
      NUM_ZONE("-0700"),
      NUM_COLON_ZONE("-07:00"),
      NUM_SHORT_ZONE("-07"),
      ISO_SECONDS_Z("Z070000"),
      ISO_COLON_SECONDS_Z("Z07:00:00"),
      ISO_Z("Z0700"),
      ISO_COLON_Z("Z07:00"),
      ISO_SHORT_Z("Z07"),
      FRACTION_0(""),
      FRACTION_9("");

      private final String layout;

      Kind(String layout) {
        this.layout = layout;
      }
    }

    int length() {
      return text.length();
    }

    static @Nullable Chunk at(String layout, int at) {
      char first = layout.charAt(at);
      if ((first == '.' || first == ',') && at + 1 < layout.length()) {
        char digit = layout.charAt(at + 1);
        if (digit == '0' || digit == '9') {
          int end = at + 1;
          while (end < layout.length() && layout.charAt(end) == digit) {
            end++;
          }
          boolean more = end < layout.length() && Character.isDigit(layout.charAt(end));
          if (!more) {
            String text = layout.substring(at, end);
            return new Chunk(digit == '0' ? Kind.FRACTION_0 : Kind.FRACTION_9, text);
          }
        }
        return null;
      }
      for (Kind kind : Kind.values()) {
        if (kind.layout.isEmpty() || !layout.startsWith(kind.layout, at)) {
          continue;
        }
        int end = at + kind.layout.length();
        if (kind == Kind.MONTH || kind == Kind.WEEKDAY) {
          // "Jan" and "Mon" only where no lower-case letter follows.
          if (end < layout.length() && Character.isLowerCase(layout.charAt(end))) {
            continue;
          }
        }
        if (kind == Kind.UNDER_DAY && layout.startsWith("_2006", at)) {
          return null;
        }
        return new Chunk(kind, kind.layout);
      }
      return null;
    }
  }

  /// Reads a text by a layout.
  private static final class Reader {
    private final String text;
    private int at;

    /// The part of the layout that is being read, and where its text begins.
    private String element = "";

    private int hold;

    Reader(String text) {
      this.text = text;
    }

    /// Reads what stands between the elements of a layout.
    private void skip(String prefix) {
      element = prefix;
      int i = 0;
      while (i < prefix.length()) {
        hold = at;
        if (prefix.charAt(i) == ' ') {
          if (at < text.length() && text.charAt(at) != ' ') {
            throw new NumberFormatException("space expected");
          }
          i = spaces(prefix, i);
          at = spaces(text, at);
        } else if (text.charAt(at) == prefix.charAt(i)) {
          at++;
          i++;
        } else {
          throw new NumberFormatException("other text");
        }
      }
    }

    private static int spaces(String from, int start) {
      int end = start;
      while (end < from.length() && from.charAt(end) == ' ') {
        end++;
      }
      return end;
    }

    private static int ranged(int number, int least, int most, String what) {
      if (number < least || number > most) {
        throw new OutOfRange(": " + what + " out of range");
      }
      return number;
    }

    ZonedDateTime read(String layout, ZoneId zone) {
      int year = 0;
      int month = -1;
      int day = -1;
      int yearDay = -1;
      int hour = 0;
      int minute = 0;
      int second = 0;
      int nano = 0;
      boolean pm = false;
      boolean pmSet = false;
      ZoneId found = null;
      int i = 0;
      while (i < layout.length()) {
        Chunk chunk = Chunk.at(layout, i);
        if (chunk == null) {
          int end = i + 1;
          while (end < layout.length() && Chunk.at(layout, end) == null) {
            end++;
          }
          skip(layout.substring(i, end));
          i = end;
          continue;
        }
        i += chunk.length();
        element = chunk.text();
        hold = at;
        switch (chunk.kind()) {
          case LONG_YEAR -> year = digits(4, 4);
          case YEAR -> {
            int two = digits(2, 2);
            year = two >= 69 ? 1900 + two : 2000 + two;
          }
          case MONTH, LONG_MONTH -> month = name(chunk.kind() == Chunk.Kind.MONTH, true);
          case NUM_MONTH -> month = ranged(digits(1, 2), 1, 12, "month");
          case ZERO_MONTH -> month = ranged(digits(2, 2), 1, 12, "month");
          case WEEKDAY, LONG_WEEKDAY -> name(chunk.kind() == Chunk.Kind.WEEKDAY, false);
          case DAY, UNDER_DAY, ZERO_DAY -> {
            if (chunk.kind() == Chunk.Kind.UNDER_DAY && text.charAt(at) == ' ') {
              at++;
            }
            day = digits(chunk.kind() == Chunk.Kind.ZERO_DAY ? 2 : 1, 2);
          }
          case UNDER_YEAR_DAY, ZERO_YEAR_DAY -> {
            while (text.charAt(at) == ' ') {
              at++;
            }
            yearDay = digits(1, 3);
          }
          case HOUR -> hour = ranged(digits(1, 2), 0, 23, "hour");
          case HOUR_12 -> hour = ranged(digits(1, 2), 0, 12, "hour");
          case ZERO_HOUR_12 -> hour = ranged(digits(2, 2), 0, 12, "hour");
          case MINUTE -> minute = ranged(digits(1, 2), 0, 59, "minute");
          case ZERO_MINUTE -> minute = ranged(digits(2, 2), 0, 59, "minute");
          case SECOND, ZERO_SECOND -> {
            int least = chunk.kind() == Chunk.Kind.SECOND ? 1 : 2;
            second = ranged(digits(least, 2), 0, 59, "second");
            boolean layoutHasFraction = false;
            if (i < layout.length()) {
              Chunk next = Chunk.at(layout, i);
              layoutHasFraction =
                  next != null
                      && (next.kind() == Chunk.Kind.FRACTION_0
                          || next.kind() == Chunk.Kind.FRACTION_9);
            }
            if (!layoutHasFraction && at + 1 < text.length() && isMark() && isDigit(at + 1)) {
              nano = fraction();
            }
          }
          case FRACTION_0 -> {
            int end = at + chunk.length();
            boolean mark = isMark();
            nano = fraction();
            if (at != end || !mark) {
              throw new NumberFormatException("as many digits as the layout has");
            }
          }
          case FRACTION_9 -> {
            if (at + 1 < text.length() && isMark() && isDigit(at + 1)) {
              nano = fraction();
            }
          }
          case PM, LOWER_PM -> {
            String mark = text.substring(at, at + 2).toUpperCase(Locale.ROOT);
            at += 2;
            pmSet = true;
            pm = mark.equals("PM");
            if (!pm && !mark.equals("AM")) {
              throw new NumberFormatException("PM or AM expected");
            }
          }
          case ZONE_NAME -> {
            int end = at;
            while (end < text.length() && Character.isUpperCase(text.charAt(end))) {
              end++;
            }
            String name = text.substring(at, end);
            at = end;
            if (name.isEmpty()) {
              throw new NumberFormatException("zone expected");
            }
            found = name.equals("UTC") || name.equals("GMT") ? ZoneOffset.UTC : zone;
          }
          default -> found = offset(chunk);
        }
      }
      if (at != text.length()) {
        throw new OutOfRange(": extra text: " + quote(text.substring(at)));
      }
      if (yearDay < 0) {
        int last = java.time.YearMonth.of(year, month < 0 ? 1 : month).lengthOfMonth();
        day = day < 0 ? 1 : ranged(day, 1, last, "day");
      }
      if (pmSet) {
        hour = pm && hour < 12 ? hour + 12 : !pm && hour == 12 ? 0 : hour;
      }
      LocalDateTime local =
          yearDay > 0
              ? LocalDateTime.of(year, 1, 1, hour, minute, second, nano).withDayOfYear(yearDay)
              : LocalDateTime.of(
                  year, month < 0 ? 1 : month, day < 0 ? 1 : day, hour, minute, second, nano);
      return local.atZone(found == null ? zone : found);
    }

    private boolean isMark() {
      return text.charAt(at) == '.' || text.charAt(at) == ',';
    }

    private boolean isDigit(int index) {
      return text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }

    private int digits(int least, int most) {
      int end = at;
      while (end < text.length() && end - at < most && isDigit(end)) {
        end++;
      }
      if (end - at < least) {
        throw new NumberFormatException("digits expected");
      }
      int number = Integer.parseInt(text.substring(at, end));
      at = end;
      return number;
    }

    private int fraction() {
      int end = at + 1;
      while (end < text.length() && isDigit(end)) {
        end++;
      }
      String digits = text.substring(at + 1, Math.min(end, at + 10));
      at = end;
      return Integer.parseInt(digits + "0".repeat(9 - digits.length()));
    }

    private int name(boolean shortName, boolean month) {
      int count = month ? 12 : 7;
      TextStyle style = shortName ? TextStyle.SHORT : TextStyle.FULL;
      for (int i = 1; i <= count; i++) {
        String name =
            month
                ? java.time.Month.of(i).getDisplayName(style, Locale.ENGLISH)
                : java.time.DayOfWeek.of(i).getDisplayName(style, Locale.ENGLISH);
        if (text.regionMatches(true, at, name, 0, name.length())) {
          at += name.length();
          return i;
        }
      }
      throw new NumberFormatException("name expected");
    }

    private ZoneId offset(Chunk chunk) {
      if (chunk.text().startsWith("Z") && text.charAt(at) == 'Z') {
        at++;
        return ZoneOffset.UTC;
      }
      int length = chunk.length();
      String part = text.substring(at, at + length);
      at += length;
      String digits = part.replace(":", "");
      int hours = Integer.parseInt(digits.substring(1, 3));
      int minutes = digits.length() > 3 ? Integer.parseInt(digits.substring(3, 5)) : 0;
      int sign = digits.charAt(0) == '-' ? -1 : 1;
      return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }
  }

  /// What `time.ParseDuration` says of a text that it refuses.
  public static String durationProblem(String text) {
    java.util.regex.Matcher parts =
        java.util.regex.Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)([^0-9.]*)").matcher(text);
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    while (parts.find(at) && parts.start() == at) {
      if (parts.group(2).isEmpty()) {
        return "time: missing unit in duration " + quote(text);
      }
      if (!parts.group(2).matches("ns|us|µs|μs|ms|s|m|h")) {
        return "time: unknown unit %s in duration %s".formatted(quote(parts.group(2)), quote(text));
      }
      at = parts.end();
    }
    return "time: invalid duration " + quote(text);
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
