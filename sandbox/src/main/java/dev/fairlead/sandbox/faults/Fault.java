package dev.fairlead.sandbox.faults;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Something that goes wrong on purpose.
///
/// @param id names it for [Faults#clear]; given by [Faults#add]
/// @param scope what it meets
/// @param effect what it does
/// @param times how often it still acts; null: without end
/// @param until when it ends by itself; null: never
public record Fault(
    String id, Scope scope, Effect effect, @Nullable Integer times, @Nullable Instant until) {
  public Fault {
    if (times != null && times < 1) {
      throw new IllegalArgumentException("a fault must act at least once, not " + times);
    }
  }

  boolean isOver(Instant now) {
    return until != null && !now.isBefore(until);
  }
}
