package dev.fairlead.sandbox.faults;

import dev.fairlead.sandbox.http.Disturbance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.ListIterator;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The faults that are in force, in the order in which they were added. Of several latencies that
/// meet a request all count; of several other effects the first. Safe for any thread.
public final class Faults {
  private final Clock clock;
  private final List<Fault> faults = new ArrayList<>();
  private int last;

  public Faults(Clock clock) {
    this.clock = clock;
  }

  /// Puts a fault in force.
  ///
  /// @param times how often it acts; null: without end
  /// @param duration how long it is in force; null: until it is cleared
  public synchronized Fault add(
      Scope scope, Effect effect, @Nullable Integer times, @Nullable Duration duration) {
    Instant until = duration == null ? null : clock.instant().plus(duration);
    Fault fault = new Fault("fault-" + ++last, scope, effect, times, until);
    faults.add(fault);
    return fault;
  }

  /// Those in force.
  public synchronized List<Fault> list() {
    faults.removeIf(fault -> fault.isOver(clock.instant()));
    return List.copyOf(faults);
  }

  /// Ends a fault.
  ///
  /// @return whether it was in force
  public synchronized boolean clear(String id) {
    return faults.removeIf(fault -> fault.id().equals(id));
  }

  /// Ends every fault.
  public synchronized void clear() {
    faults.clear();
  }

  /// What the faults do to the requests of a server.
  public Disturbance of(Part part) {
    return (method, target) -> {
      List<Effect> effects = take(part, method, target);
      Disturbance.Verdict verdict = Disturbance.Verdict.UNDISTURBED;
      for (Effect effect : effects) {
        switch (effect) {
          case Effect.Latency(Duration delay) -> Thread.sleep(delay);
          case Effect.Refusal(int status) -> verdict = new Disturbance.Verdict.Refused(status);
          case Effect.HangUp _ -> verdict = new Disturbance.Verdict.HungUp();
          case Effect.DeclinedPush _ -> {}
        }
      }
      return verdict;
    };
  }

  /// Why a push to a repository is declined, if it is.
  ///
  /// @param repository `owner/name`
  public Optional<String> declinedPush(String repository) {
    return take(Part.FORGE, "POST", repository, Effect.DeclinedPush.class::isInstance).stream()
        .map(Effect.DeclinedPush.class::cast)
        .map(Effect.DeclinedPush::reason)
        .findFirst();
  }

  private List<Effect> take(Part part, String method, String target) {
    return take(part, method, target, effect -> !(effect instanceof Effect.DeclinedPush));
  }

  /// The effects on one request, each of which has acted once more: all latencies, and the first of
  /// the others.
  private synchronized List<Effect> take(
      Part part, String method, String target, Predicate<Effect> wanted) {
    if (faults.isEmpty()) {
      return List.of();
    }
    List<Effect> taken = new ArrayList<>();
    boolean decided = false;
    for (ListIterator<Fault> each = faults.listIterator(); each.hasNext(); ) {
      Fault fault = each.next();
      if (fault.isOver(clock.instant())) {
        each.remove();
        continue;
      }
      boolean waits = fault.effect() instanceof Effect.Latency;
      if (!wanted.test(fault.effect())
          || !fault.scope().meets(part, method, target)
          || (decided && !waits)) {
        continue;
      }
      taken.add(fault.effect());
      decided |= !waits;
      Integer times = fault.times();
      if (times != null && times == 1) {
        each.remove();
      } else if (times != null) {
        each.set(new Fault(fault.id(), fault.scope(), fault.effect(), times - 1, fault.until()));
      }
    }
    return taken;
  }
}
