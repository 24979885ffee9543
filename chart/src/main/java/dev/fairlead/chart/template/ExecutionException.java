package dev.fairlead.chart.template;

import dev.fairlead.chart.go.GoError;
import org.jspecify.annotations.Nullable;

/// Go's `template.ExecError`: an action failed.
public final class ExecutionException extends GoError {
  private final String file;
  private final int line;
  private final int column;
  private final @Nullable String nilPath;
  private final String message;
  private final transient @Nullable Misread misread;

  ExecutionException(
      String text,
      String message,
      @Nullable GoError inner,
      String file,
      int line,
      int column,
      @Nullable String nilPath,
      @Nullable Misread misread) {
    super(text, inner);
    this.message = message;
    this.misread = misread;
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

  /// What is wrong, without the place.
  public String problem() {
    return message;
  }

  /// The value that is to blame, where it is known.
  public @Nullable Misread misread() {
    return misread;
  }

  /// The expression that was nil where a field of it was read.
  public @Nullable String nilPath() {
    return nilPath;
  }
}
