package dev.fairlead.model;

/// A value that must not be seen: printing it prints `***`.
public record Secret(String reveal) {

  @Override
  public String toString() {
    return "***";
  }
}
