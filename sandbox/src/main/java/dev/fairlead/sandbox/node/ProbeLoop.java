package dev.fairlead.sandbox.node;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;

/// Repeats one probe of one run of a container, with the thresholds of kubelet. Until the first
/// success a readiness or startup probe is also looked at in between, so that a Pod whose period is
/// long still gets ready as soon as it is; such a look counts only if it succeeds.
final class ProbeLoop implements Runnable {
  private static final Duration LOOK = Duration.ofMillis(500);

  enum Kind {
    STARTUP("Startup"),
    READINESS("Readiness"),
    LIVENESS("Liveness");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /// What comes out.
  interface Listener {
    /// The success threshold was reached.
    void passed();

    /// The failure threshold was reached.
    void failed();

    /// One attempt failed.
    void attemptFailed(String message);
  }

  /// Makes one attempt.
  interface Attempt {
    Optional<String> make(Duration timeout);
  }

  private final Kind kind;
  private final JsonNode probe;
  private final Attempt attempt;
  private final Listener listener;

  ProbeLoop(Kind kind, JsonNode probe, Attempt attempt, Listener listener) {
    this.kind = kind;
    this.probe = probe;
    this.attempt = attempt;
    this.listener = listener;
  }

  @Override
  public void run() {
    Duration period = Duration.ofSeconds(Math.max(1, probe.path("periodSeconds").asLong(10)));
    Duration timeout = Duration.ofSeconds(Math.max(1, probe.path("timeoutSeconds").asLong(1)));
    int successThreshold = Math.max(1, probe.path("successThreshold").asInt(1));
    int failureThreshold = Math.max(1, probe.path("failureThreshold").asInt(3));
    int successes = 0;
    int failures = 0;
    boolean passed = false;
    try {
      Thread.sleep(Duration.ofSeconds(probe.path("initialDelaySeconds").asLong(0)));
      long due = System.nanoTime();
      while (true) {
        boolean scheduled = System.nanoTime() >= due;
        if (scheduled) {
          due += period.toNanos();
        }
        Optional<String> failure = attempt.make(timeout);
        if (Thread.interrupted()) {
          return;
        }
        if (failure.isEmpty()) {
          failures = 0;
          if (++successes >= successThreshold) {
            if (!passed) {
              listener.passed();
            }
            passed = true;
            if (kind == Kind.STARTUP) {
              return;
            }
          }
        } else if (scheduled) {
          listener.attemptFailed(failure.get());
          successes = 0;
          if (++failures >= failureThreshold) {
            passed = false;
            listener.failed();
            if (kind != Kind.READINESS) {
              return;
            }
          }
        }
        long wait = due - System.nanoTime();
        if (!passed && kind != Kind.LIVENESS) {
          wait = Math.min(wait, LOOK.toNanos());
        }
        Thread.sleep(Duration.ofNanos(Math.max(0, wait)));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
