package dev.fairlead.cli.sandbox;

import dev.fairlead.sync.application.GoDuration;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Durations as in `kubectl --timeout`: `500ms`, `1m30s`; a bare number counts seconds.
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Duration NONE = Duration.ofSeconds(-1);

  @Override
  public Duration convert(String text) {
    Duration duration = GoDuration.parse(text, NONE);
    if (duration.equals(NONE)) {
      throw new TypeConversionException(
          "expected a duration such as 500ms, 2s or 1m30s, not \"" + text + "\"");
    }
    return duration;
  }
}
