package dev.fairlead.sandbox.faults;

import java.time.Duration;

/// What a fault does to what it meets.
public sealed interface Effect {
  /// Every request waits before it is answered.
  record Latency(Duration delay) implements Effect {
    public Latency {
      if (delay.isNegative() || delay.isZero()) {
        throw new IllegalArgumentException("a delay must be longer than nothing, not " + delay);
      }
    }
  }

  /// The request is refused with a status, in the words of the server's protocol, and does nothing.
  record Refusal(int status) implements Effect {
    public Refusal {
      if (status < 400 || status > 599) {
        throw new IllegalArgumentException(
            "a refusal needs a status between 400 and 599, not " + status);
      }
    }
  }

  /// The connection is closed without an answer, as when the server is gone.
  record HangUp() implements Effect {}

  /// A push is taken and its refs are declined, as by a hook of the forge.
  ///
  /// @param reason what Git shows behind `remote rejected`
  record DeclinedPush(String reason) implements Effect {}
}
