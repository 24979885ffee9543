package dev.fairlead.cli.demo;

/// Something did not turn out as it should: the message says what was expected and what was found.
final class DemoException extends RuntimeException {

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
