package dev.fairlead.sync.control;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Times as Kubernetes writes them: RFC 3339 in UTC, in whole seconds.
final class Timestamps {
  private Timestamps() {}

  static String text(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  static Optional<Instant> parse(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      // Written by somebody else, in another form: as if it were not there.
      return Optional.empty();
    }
  }
}
