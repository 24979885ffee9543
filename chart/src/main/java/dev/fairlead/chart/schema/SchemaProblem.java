package dev.fairlead.chart.schema;

/// A schema cannot be used; the message is the library's.
public final class SchemaProblem extends RuntimeException {
  SchemaProblem(String message) {
    super(message, null, false, false);
  }
}
