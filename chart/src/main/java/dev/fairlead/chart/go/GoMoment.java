package dev.fairlead.chart.go;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Go's `time.Time`: a moment in a `time.Location`.
///
/// @param location the location's name: `UTC`, `Local`, a zone's, or that of a made-up one
/// @param fixedName the abbreviation of a location of one offset (`time.FixedZone`), which may be
///   empty; null where the zone's rules tell it
public record GoMoment(ZonedDateTime time, String location, @Nullable String fixedName) {

  static GoMoment utc(ZonedDateTime time) {
    return new GoMoment(time.withZoneSameInstant(ZoneOffset.UTC), "UTC", "UTC");
  }

  /// A moment in the zone of the machine.
  public static GoMoment local(ZonedDateTime time) {
    return new GoMoment(time, "Local", null);
  }

  /// A moment in a location that `time.FixedZone` made.
  public static GoMoment fixed(ZonedDateTime time, String name, ZoneOffset offset) {
    return new GoMoment(time.withZoneSameInstant(offset), name, name);
  }

  /// `Time.In`.
  public GoMoment in(GoLocation location) {
    return new GoMoment(
        time.withZoneSameInstant(location.zone()), location.name(), location.fixedName());
  }

  /// The same location at another time.
  public GoMoment at(ZonedDateTime other) {
    return new GoMoment(other, location, fixedName);
  }

  /// The zone's abbreviation at this time; empty where it has none.
  String abbreviation() {
    return fixedName == null ? abbreviation(time) : fixedName;
  }

  /// What the zone database calls a zone at a time: letters, or an offset as `-03` and `+0530`.
  static String abbreviation(ZonedDateTime time) {
    ZoneId zone = time.getZone();
    if (zone instanceof ZoneOffset offset && offset.getTotalSeconds() == 0) {
      return "UTC";
    }
    if (!(zone instanceof ZoneOffset)) {
      String name = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH).format(time);
      if (name.matches("[A-Z]{3,5}")) {
        return name;
      }
    }
    int minutes = time.getOffset().getTotalSeconds() / 60;
    int size = Math.abs(minutes);
    String hours = (minutes < 0 ? "-" : "+") + (size / 60 < 10 ? "0" : "") + size / 60;
    return size % 60 == 0 ? hours : hours + (size % 60 < 10 ? "0" : "") + size % 60;
  }
}
