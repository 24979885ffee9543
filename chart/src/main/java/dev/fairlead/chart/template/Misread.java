package dev.fairlead.chart.template;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The value that an error is about.
///
/// @param origins where it was read, then where that had it from, as far as it is known
/// @param wanted the fields of it that were to be read, the first one failed; may be empty
/// @param value what was there; null for nil and for nothing
public record Misread(List<Origin> origins, List<String> wanted, @Nullable Object value) {
  /// Templates hand values down a few levels.
  private static final int MAX_HANDS = 50;

  public Misread {
    origins = List.copyOf(origins);
    wanted = List.copyOf(wanted);
  }

  static @Nullable Misread of(
      @Nullable Origin origin,
      Function<Origin, @Nullable Origin> before,
      List<String> wanted,
      @Nullable Object value) {
    if (origin == null) {
      return null;
    }
    List<Origin> origins = new ArrayList<>();
    for (Origin each = origin; each != null && origins.size() < MAX_HANDS; ) {
      origins.add(each);
      each = before.apply(each);
    }
    return new Misread(origins, wanted, value);
  }
}
