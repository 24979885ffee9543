package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoError;
import org.jspecify.annotations.Nullable;

/// Go's `template.ExecError`: an action failed.
public final class ExecutionException extends GoError {
  private final String file;
  private final int line;
  private final int column;
  private final @Nullable String nilPath;

  ExecutionException(
      String text,
      @Nullable GoError inner,
      String file,
      int line,
      int column,
      @Nullable String nilPath) {
    super(text, inner);
    this.file = file;
    this.line = line;
    this.column = column;
    this.nilPath = nilPath;
  }

  /// The name of the parsed text.
  public String file() {
    return file;
  }

  /// From 1.
  public int line() {
    return line;
  }

  /// From 1, in bytes.
  public int column() {
    return column;
  }

  /// The expression that was nil where a field of it was read.
  public @Nullable String nilPath() {
    return nilPath;
  }
}
