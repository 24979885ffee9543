package dev.fairlead.sandbox.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.sandbox.SetClock;
import dev.fairlead.sandbox.http.Disturbance;
import dev.fairlead.sandbox.http.Disturbance.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private final SetClock clock = new SetClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Faults faults = new Faults(clock);
  private final Disturbance cluster = faults.of(Part.CLUSTER);

  @Test
  void aFaultMeetsTheRequestsOfItsScopeOnly() throws InterruptedException {
    faults.add(
        new Scope(Part.CLUSTER, Set.of("patch"), "/apis/apps/*/deployments/*"),
        new Effect.Refusal(429),
        null,
        null);
    String path = "/apis/apps/v1/namespaces/shop/deployments/web?fieldManager=helm";
    assertThat(cluster.of("PATCH", path)).isEqualTo(new Verdict.Refused(429));
    assertThat(cluster.of("GET", path)).isEqualTo(Verdict.UNDISTURBED);
    assertThat(cluster.of("PATCH", "/apis/apps/v1/namespaces/shop/statefulsets/db"))
        .isEqualTo(Verdict.UNDISTURBED);
    assertThat(faults.of(Part.FORGE).of("PATCH", path)).isEqualTo(Verdict.UNDISTURBED);
  }

  @Test
  void aPatternIsTakenLiterallyButForItsStars() throws InterruptedException {
    faults.add(new Scope(Part.CLUSTER, Set.of(), "/api/v1/*.x(y"), new Effect.HangUp(), null, null);
    assertThat(cluster.of("GET", "/api/v1/a/b.x(y")).isEqualTo(new Verdict.HungUp());
    assertThat(cluster.of("GET", "/api/v1/a/b-x(y")).isEqualTo(Verdict.UNDISTURBED);
  }

  @Test
  void aFaultEndsAfterItsTimesAndAfterItsTime() throws InterruptedException {
    faults.add(Scope.all(Part.CLUSTER), new Effect.Refusal(500), 2, null);
    assertThat(cluster.of("GET", "/")).isEqualTo(new Verdict.Refused(500));
    assertThat(cluster.of("GET", "/")).isEqualTo(new Verdict.Refused(500));
    assertThat(cluster.of("GET", "/")).isEqualTo(Verdict.UNDISTURBED);

    faults.add(Scope.all(Part.CLUSTER), new Effect.Refusal(503), null, Duration.ofSeconds(10));
    assertThat(cluster.of("GET", "/")).isEqualTo(new Verdict.Refused(503));
    clock.pass(Duration.ofSeconds(10));
    assertThat(cluster.of("GET", "/")).isEqualTo(Verdict.UNDISTURBED);
    assertThat(faults.list()).isEmpty();
  }

  @Test
  void theFirstOfSeveralFaultsDecidesAndTheOthersKeepTheirTimes() throws InterruptedException {
    faults.add(Scope.all(Part.CLUSTER), new Effect.Refusal(409), 1, null);
    faults.add(Scope.all(Part.CLUSTER), new Effect.Refusal(410), 1, null);
    assertThat(cluster.of("GET", "/")).isEqualTo(new Verdict.Refused(409));
    assertThat(cluster.of("GET", "/")).isEqualTo(new Verdict.Refused(410));
    assertThat(cluster.of("GET", "/")).isEqualTo(Verdict.UNDISTURBED);
  }

  @Test
  void aDeclinedPushIsNoMatterForRequests() throws InterruptedException {
    faults.add(
        new Scope(Part.FORGE, Set.of(), "acme/*"), new Effect.DeclinedPush("closed"), 1, null);
    assertThat(faults.of(Part.FORGE).of("POST", "acme/shop")).isEqualTo(Verdict.UNDISTURBED);
    assertThat(faults.declinedPush("other/shop")).isEmpty();
    assertThat(faults.declinedPush("acme/shop")).contains("closed");
    assertThat(faults.declinedPush("acme/shop")).isEmpty();
  }

  @Test
  void clearingEndsOneOrAll() {
    Fault first = faults.add(Scope.all(Part.CLUSTER), new Effect.HangUp(), null, null);
    faults.add(Scope.all(Part.FORGE), new Effect.HangUp(), null, null);
    faults.add(Scope.all(Part.REGISTRY), new Effect.HangUp(), null, null);
    assertThat(faults.clear(first.id())).isTrue();
    assertThat(faults.clear(first.id())).isFalse();
    assertThat(faults.list()).hasSize(2);
    faults.clear();
    assertThat(faults.list()).isEmpty();
  }

  @Test
  void senselessFaultsAreRefused() {
    assertThatThrownBy(() -> new Effect.Refusal(200)).hasMessageContaining("between 400 and 599");
    assertThatThrownBy(() -> new Effect.Latency(Duration.ZERO)).hasMessageContaining("longer");
    assertThatThrownBy(() -> faults.add(Scope.all(Part.CLUSTER), new Effect.HangUp(), 0, null))
        .hasMessageContaining("at least once");
  }
}
