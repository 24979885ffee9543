package dev.fairlead.sandbox.forge;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// Counts the requests of each caller in windows of an hour, as GitHub does. Nobody is refused: a
/// sandbox is not short of anything, so that one request always remains. Safe for any thread.
final class RateLimits {
  private static final Duration WINDOW = Duration.ofHours(1);
  private static final int KNOWN = 5000;
  private static final int ANONYMOUS = 60;

  /// How many callers are remembered; anonymous ones are told apart by address.
  private static final int MAX_CALLERS = 1000;

  private final Clock clock;
  private final Map<String, Window> windows =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
          return size() > MAX_CALLERS;
        }
      };

  RateLimits(Clock clock) {
    this.clock = clock;
  }

  /// @param reset when it begins anew
  record Window(int limit, int used, Instant reset) {
    int remaining() {
      return Math.max(1, limit - used);
    }
  }

  /// @param who a login, or `@` and an address
  /// @param counts whether this request is charged
  synchronized Window of(String who, boolean counts) {
    return change(who, counts ? 1 : 0);
  }

  /// Takes a charge back.
  synchronized Window forgive(String who) {
    return change(who, -1);
  }

  private Window change(String who, int by) {
    Instant now = clock.instant();
    Window former = windows.get(who);
    if (former == null || !now.isBefore(former.reset())) {
      former = new Window(who.startsWith("@") ? ANONYMOUS : KNOWN, 0, now.plus(WINDOW));
    }
    var changed = new Window(former.limit(), Math.max(0, former.used() + by), former.reset());
    windows.put(who, changed);
    return changed;
  }
}
