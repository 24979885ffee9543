package dev.fairlead.chart;

import dev.fairlead.model.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A chart cannot be loaded or rendered. [#getMessage] is what helm prints behind `Error: `.
public final class ChartException extends RuntimeException {
  private final @Nullable Position position;
  private final @Nullable String nilPath;
  private final String log;
  private final boolean hinted;

  public ChartException(String message) {
    this(message, null, null, "", false, null);
  }

  ChartException(String message, Throwable cause) {
    this(message, null, null, "", false, cause);
  }

  ChartException(
      String message,
      @Nullable Position position,
      @Nullable String nilPath,
      String log,
      boolean hinted,
      @Nullable Throwable cause) {
    super(message, cause);
    this.position = position;
    this.nilPath = nilPath;
    this.log = log;
    this.hinted = hinted;
  }

  /// The place in a template that failed, where there is one: the path starts with the chart's
  /// name.
  public Optional<Position> position() {
    return Optional.ofNullable(position);
  }

  /// The path of the value that was nil where a field of it was read, such as `.Values.image`.
  public Optional<String> nilPath() {
    return Optional.ofNullable(nilPath);
  }

  /// Lines that helm writes to stderr in front of the error; empty or ending with a line feed.
  String log() {
    return log;
  }

  /// Whether helm adds its hint on `--debug`: from rendering on it does.
  boolean hinted() {
    return hinted;
  }

  ChartException asHinted() {
    return hinted ? this : new ChartException(text(), position, nilPath, log, true, this);
  }

  ChartException withLog(String text) {
    return new ChartException(text(), position, nilPath, text + log, hinted, this);
  }

  private String text() {
    return java.util.Objects.requireNonNullElse(getMessage(), "");
  }
}
