package dev.fairlead.chart.functions;

import static dev.fairlead.chart.functions.Arguments.text;

import dev.fairlead.chart.go.GoError;
import dev.fairlead.chart.go.GoInt;
import dev.fairlead.chart.go.GoLocation;
import dev.fairlead.chart.go.GoMoment;
import dev.fairlead.chart.go.GoTime;
import dev.fairlead.chart.go.GoType;
import java.time.Clock;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Sprig's dates (`date.go`).
final class Dates {
  private final Clock clock;

  private Dates(Clock clock) {
    this.clock = clock;
  }

  static void register(Registry registry, Clock clock) {
    Dates dates = new Dates(clock);
    registry.impure("now", _ -> GoMoment.local(ZonedDateTime.now(clock)));
    registry.impure(
        "date", a -> dates.format(text(a[0]), a[1], "Local"), GoType.STRING, GoType.ANY);
    registry.impure("htmlDate", a -> dates.format("2006-01-02", a[0], "Local"), GoType.ANY);
    registry.impure(
        "htmlDateInZone",
        a -> dates.format("2006-01-02", a[0], text(a[1])),
        GoType.ANY,
        GoType.STRING);
    for (String name : List.of("dateInZone", "date_in_zone")) {
      registry.impure(
          name,
          a -> dates.format(text(a[0]), a[1], text(a[2])),
          GoType.STRING,
          GoType.ANY,
          GoType.STRING);
    }
    registry.impure("ago", a -> dates.ago(a[0]), GoType.ANY);
    registry.fixed("toDate", a -> dates.parse(a, false), GoType.STRING, GoType.STRING);
    registry.fixed("mustToDate", a -> dates.parse(a, true), GoType.STRING, GoType.STRING);
    for (String name : List.of("dateModify", "date_modify")) {
      registry.fixed(name, a -> modify(a, false), GoType.STRING, GoType.TIME);
    }
    for (String name : List.of("mustDateModify", "must_date_modify")) {
      registry.fixed(name, a -> modify(a, true), GoType.STRING, GoType.TIME);
    }
    registry.fixed(
        "unixEpoch",
        a -> Long.toString(((GoMoment) Objects.requireNonNull(a[0])).time().toEpochSecond()),
        GoType.TIME);
    registry.fixed("duration", a -> duration(a[0]), GoType.ANY);
    registry.impure("durationRound", a -> dates.durationRound(a[0]), GoType.ANY);
  }

  private GoMoment time(@Nullable Object value) {
    return switch (value) {
      case GoMoment time -> time;
      case Long seconds -> GoTime.unix(seconds, clock.getZone());
      case GoInt seconds -> GoTime.unix(seconds.value(), clock.getZone());
      case null, default -> GoMoment.local(ZonedDateTime.now(clock));
    };
  }

  private String format(String layout, @Nullable Object value, String zone) {
    // Sprig falls back to UTC.
    GoLocation location = GoLocation.load(zone, clock.getZone());
    return GoTime.format(layout, time(value).in(location == null ? GoLocation.UTC : location));
  }

  private String ago(@Nullable Object value) {
    Duration since = Duration.between(time(value).time(), ZonedDateTime.now(clock));
    long seconds = Math.round(since.toMillis() / 1000.0);
    return GoTime.duration(seconds * 1_000_000_000L);
  }

  private GoMoment parse(@Nullable Object[] arguments, boolean must) {
    String layout = text(arguments[0]);
    String text = text(arguments[1]);
    if (must) {
      return GoTime.mustParse(layout, text, clock.getZone());
    }
    GoMoment time = GoTime.parse(layout, text, clock.getZone());
    return time == null ? GoTime.ZERO : time;
  }

  private static GoMoment modify(@Nullable Object[] arguments, boolean must) {
    GoMoment time = (GoMoment) Objects.requireNonNull(arguments[1]);
    Long nanos = GoTime.parseDuration(text(arguments[0]));
    if (nanos == null && must) {
      throw new GoError(GoTime.durationProblem(text(arguments[0])));
    }
    return nanos == null ? time : time.at(time.time().plusNanos(nanos));
  }

  private static String duration(@Nullable Object value) {
    long seconds =
        switch (value) {
          case Long number -> number;
          case String text -> text.matches("[-+]?[0-9]{1,18}") ? Long.parseLong(text) : 0;
          case null, default -> 0;
        };
    return GoTime.duration(seconds * 1_000_000_000L);
  }

  private String durationRound(@Nullable Object value) {
    Long nanos =
        switch (value) {
          case String text -> GoTime.parseDuration(text);
          case Long number -> number;
          case GoMoment time -> Duration.between(time.time(), ZonedDateTime.now(clock)).toNanos();
          case null, default -> 0L;
        };
    long size = nanos == null ? 0 : Math.abs(nanos);
    long hour = 3_600_000_000_000L;
    long[] units = {hour * 24 * 365, hour * 24 * 30, hour * 24, hour, hour / 60, hour / 3600};
    String[] names = {"y", "mo", "d", "h", "m", "s"};
    for (int i = 0; i < units.length; i++) {
      if (size > units[i]) {
        return size / units[i] + names[i];
      }
    }
    return "0s";
  }
}
