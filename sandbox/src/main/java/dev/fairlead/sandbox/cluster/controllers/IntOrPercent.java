package dev.fairlead.sandbox.cluster.controllers;

import com.fasterxml.jackson.databind.JsonNode;

/// A number, or a percentage of one.
final class IntOrPercent {
  private IntOrPercent() {}

  /// The number that `value` means.
  ///
  /// @param absent the result if there is no value
  /// @param total what a percentage is of
  /// @param up whether a percentage is rounded up
  static int of(JsonNode value, int absent, int total, boolean up) {
    if (value.isNumber()) {
      return value.asInt();
    }
    String text = value.asText("");
    if (!text.matches("\\d{1,9}%?")) {
      return absent;
    }
    if (!text.endsWith("%")) {
      return Integer.parseInt(text);
    }
    long parts = Long.parseLong(text.substring(0, text.length() - 1)) * total;
    return (int) (up ? Math.ceilDiv(parts, 100) : parts / 100);
  }
}
