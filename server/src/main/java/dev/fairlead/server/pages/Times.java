package dev.fairlead.server.pages;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Times and durations as pages write them.
public final class Times {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  private final Instant now;

  public Times(Instant now) {
    this.now = now;
  }

  /// How long ago: `12 s ago`, `3 m ago`, `2 h ago`, `5 d ago`.
  public String ago(Instant instant) {
    long seconds = Math.max(0, Duration.between(instant, now).toSeconds());
    if (seconds < 60) {
      return seconds + " s ago";
    }
    if (seconds < 3600) {
      return seconds / 60 + " m ago";
    }
    return seconds < 86_400 ? seconds / 3600 + " h ago" : seconds / 86_400 + " d ago";
  }

  public String clock(Instant instant) {
    return CLOCK.format(instant);
  }

  public String exact(Instant instant) {
    return EXACT.format(instant);
  }

  /// `0.4 s`, `47 s`, `1 m 40 s`, `2 h 5 m`; empty where it has not begun. What has not ended lasts
  /// until now.
  public String took(@Nullable Instant start, @Nullable Instant end) {
    if (start == null) {
      return "";
    }
    Duration duration = Duration.between(start, end == null ? now : end);
    long seconds = duration.toSeconds();
    if (seconds < 10) {
      return "%d.%d s".formatted(Math.max(0, seconds), Math.max(0, duration.toMillisPart() / 100));
    }
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? seconds / 60 + " m " + seconds % 60 + " s"
        : seconds / 3600 + " h " + seconds % 3600 / 60 + " m";
  }
}
