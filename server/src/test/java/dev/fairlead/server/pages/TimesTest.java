package dev.fairlead.server.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimesTest {
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private final Times times = new Times(NOON);

  @Test
  void durationsAreWrittenAsPeopleSayThem() {
    assertThat(times.took(NOON.minusMillis(450), NOON)).isEqualTo("0.4 s");
    assertThat(times.took(NOON.minusSeconds(47), NOON)).isEqualTo("47 s");
    assertThat(times.took(NOON.minusSeconds(100), null)).isEqualTo("1 m 40 s");
    assertThat(times.took(NOON.minusSeconds(7500), NOON)).isEqualTo("2 h 5 m");
    assertThat(times.took(null, null)).isEmpty();
  }

  @Test
  void timesAreRelative() {
    assertThat(times.ago(NOON.minusSeconds(12))).isEqualTo("12 s ago");
    assertThat(times.ago(NOON.minusSeconds(190))).isEqualTo("3 m ago");
    assertThat(times.ago(NOON.plusSeconds(1))).isEqualTo("0 s ago");
  }
}
