package dev.fairlead.model;

/// One result of a check.
///
/// @param rule stable, lower-case id of what was checked, such as `workflow-syntax`
/// @param message what was expected, what was found, and what to do next
public record Finding(Severity severity, String rule, Position at, String message) {

  public static Finding error(String rule, Position at, String message) {
    return new Finding(Severity.ERROR, rule, at, message);
  }

  public static Finding warning(String rule, Position at, String message) {
    return new Finding(Severity.WARNING, rule, at, message);
  }

  @Override
  public String toString() {
    return at + ": " + message + " [" + rule + "]";
  }
}
