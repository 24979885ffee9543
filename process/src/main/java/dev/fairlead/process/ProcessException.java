package dev.fairlead.process;

import org.jspecify.annotations.Nullable;

/// A program that could not be started, or a run directory that could not be read.
public final class ProcessException extends RuntimeException {

  public ProcessException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
