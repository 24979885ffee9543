package dev.fairlead.chart.go;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Go's `*time.Location`.
///
/// @param fixedName its abbreviation where it has one offset; null where its rules tell it
public record GoLocation(String name, ZoneId zone, @Nullable String fixedName) {
  public static final GoLocation UTC = new GoLocation("UTC", ZoneOffset.UTC, "UTC");

  private static final Set<String> NAMES = ZoneId.getAvailableZoneIds();

  /// The zone of the machine.
  public static GoLocation local(ZoneId zone) {
    return new GoLocation("Local", zone, null);
  }

  /// `time.LoadLocation`: the names of the zone database, with their case; null where it has none.
  public static @Nullable GoLocation load(String name, ZoneId local) {
    return switch (name) {
      case "", "UTC" -> UTC;
      case "Local" -> local(local);
      // Java leaves out those that have one offset.
      case "EST" -> new GoLocation(name, ZoneOffset.ofHours(-5), name);
      case "MST" -> new GoLocation(name, ZoneOffset.ofHours(-7), name);
      case "HST" -> new GoLocation(name, ZoneOffset.ofHours(-10), name);
      default ->
          NAMES.contains(name) && !name.startsWith("SystemV/")
              ? new GoLocation(name, ZoneId.of(name), null)
              : null;
    };
  }
}
