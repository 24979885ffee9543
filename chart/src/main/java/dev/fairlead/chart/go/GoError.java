package dev.fairlead.chart.go;

import org.jspecify.annotations.Nullable;

/// A Go error value on its way up: `Error()` is [#text], `Unwrap()` is [#inner].
public class GoError extends RuntimeException {
  private final String text;
  private final @Nullable GoError inner;

  public GoError(String text) {
    this(text, null);
  }

  public GoError(String text, @Nullable GoError inner) {
    super(text, inner, false, false);
    this.text = text;
    this.inner = inner;
  }

  public final String text() {
    return text;
  }

  public final @Nullable GoError inner() {
    return inner;
  }
}
